// A kill in the middle of a write: one write is stopped before, in the middle of and after each of its
// operations, on a small and on a large document, and at some of these points again by a real SIGKILL; then
// writers are killed under contention. Recovery must read an acknowledged document or the one being written,
// the next write must succeed, and leftover files must be gone. The page cache survives a kill, so this shows
// nothing about power loss.
import type { Fact } from '../results/facts/facts.js';
import { completes } from './checks/completes.js';
import { killChecks } from './checks/kill-checks.js';
import { noCorruption } from './checks/no-corruption.js';
import { noLostUpdate } from './checks/no-lost-update.js';
import { SMALL_DOCUMENT_BYTES } from './contention-scenario.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

/** Larger than any buffer of Node or of the strategies, so that it is written in more than one page. */
const LARGE_DOCUMENT_BYTES = { quick: 64 * 1024, standard: 256 * 1024, soak: 1024 * 1024 };

const killMidWrite: Scenario = {
  id: 'kill-mid-write',
  title: 'Killed in the middle of a write',
  explanation:
    'One write is stopped for good before, in the middle of and after each of its operations, and at a sample of ' +
    'these points by a real SIGKILL. Afterwards a fresh client must read the last acknowledged document or the one ' +
    'that was under way, its next write must be acknowledged within 15 s, and no litter may remain that an ordinary ' +
    'write does not leave. Then writers are killed among contenders. M0.3 "Process Crash During Write". Nothing ' +
    'here is about power loss.',
  scopes: ['single'],
  lane: 'crash',
  durationMs: { quick: 2000, standard: 4000, soak: 20_000 },
  // In quick, stale locks are waited for in virtual time.
  staleLockWaitMs: { quick: 0, standard: 12_000, soak: 12_000 },
  needs: ['kill-points', 'kill'],
  canaries: [
    { strategy: 'in-place', by: ['acked-survives'] },
    { strategy: 'stuck-lock', by: ['recovers'] },
  ],
  // Only the kills among contenders leave a history, and contenders are several writers.
  checks: [
    ...killChecks,
    { ...noLostUpdate, scope: 'processes' },
    { ...noCorruption, scope: 'processes' },
    completes,
  ],
  run: async (lab: Lab): Promise<Fact[]> => {
    const points = await lab.killPoints({
      documents: [
        { documentBytes: SMALL_DOCUMENT_BYTES, moments: ['before', 'half', 'after'] },
        {
          documentBytes: LARGE_DOCUMENT_BYTES[lab.profile],
          moments: lab.profile === 'quick' ? ['half'] : ['half', 'after'],
        },
      ],
      sigkills: { quick: 1, standard: 8, soak: 60 }[lab.profile],
      patience: lab.profile === 'quick' ? 'virtual' : 'real',
    });
    // Only time frees this lock, so every kill that leaves one costs all that time.
    const slow = points.points.some(({ agedMs, nextWrite }) => agedMs > 0 || nextWrite.type === 'error');
    const contended = await lab.killDuringContention({
      kills: slow ? 1 : { quick: 1, standard: 3, soak: 100 }[lab.profile],
      writers: 3,
      documentBytes: SMALL_DOCUMENT_BYTES,
    });
    return [points, contended];
  },
};
export default killMidWrite;
