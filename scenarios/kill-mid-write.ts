// SIGKILL in the middle of a write: at least 100 kills aimed inside the measured duration of the write, on
// small documents and on 1 MiB, alone and among contending writers. What recovery reads must be an
// acknowledged document or the one under way, the next write must get through, and litter must be gone.
// The page cache survives a kill: this says nothing about power loss.
import type { Fact } from '../results/facts.js';
import { completes } from './checks/completes.js';
import { killChecks } from './checks/kill-checks.js';
import { noCorruption } from './checks/no-corruption.js';
import { noLostUpdate } from './checks/no-lost-update.js';
import { SMALL_DOCUMENT_BYTES } from './contention.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const LARGE_DOCUMENT_BYTES = 1024 * 1024;
/** For strategies whose lock is freed by a stale time: each recovery takes that long. */
const SLOW_KILLS = 8;

const killMidWrite: Scenario = {
  id: 'kill-mid-write',
  title: 'Killed in the middle of a write',
  explanation:
    'Child processes are killed by SIGKILL at moments inside a write. Afterwards a fresh client must read the last ' +
    'acknowledged document or the one that was under way, its next write must be acknowledged within 15 s, and no ' +
    'litter may remain that an ordinary write does not leave. Strategies that recover by a stale time get few ' +
    'kills, recovered in parallel. M0.3 "Process Crash During Write". Nothing here is about power loss.',
  scopes: ['both'],
  needs: ['kill'],
  canaries: [
    { strategy: 'in-place', by: ['acked-survives'] },
    { strategy: 'stuck-lock', by: ['recovers'] },
  ],
  checks: [...killChecks, noLostUpdate, noCorruption, completes],
  run: async (lab: Lab): Promise<Fact[]> => {
    const more = { quick: 1, standard: 1, soak: 10 }[lab.profile];
    const kills = await lab.kill(
      [
        { documentBytes: SMALL_DOCUMENT_BYTES, uniform: 60 * more, onset: 20 * more },
        { documentBytes: LARGE_DOCUMENT_BYTES, uniform: 10 * more, onset: 20 * more },
      ],
      { slowKills: SLOW_KILLS },
    );
    const contended = await lab.killAmongContenders({
      kills: kills.slowRecovery ? 1 : 10 * more,
      writers: 3,
      documentBytes: SMALL_DOCUMENT_BYTES,
    });
    return [kills, contended];
  },
};
export default killMidWrite;
