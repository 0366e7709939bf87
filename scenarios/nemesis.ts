// A nemesis: eight processes contend for one document while clients are killed, exit, are stopped or slow,
// the wall clock is set on and back, and somebody edits the document by hand. The history checker judges
// everything. Time is virtual and events are aimed at clients’ steps, so that neither luck nor the load of
// the machine decides; what the kernel does to processes that run at the same instant is for the contention
// scenarios to show.
import type { Fact } from '../results/facts/facts.js';
import { nemesisChecks, nemesisMeasures } from './checks/nemesis-checks.js';
import { SMALL_DOCUMENT_BYTES } from './contention-scenario.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const SIZES = {
  quick: { writes: 2, mixed: 2 },
  standard: { writes: 3, mixed: 16 },
  soak: { writes: 4, mixed: 600 },
} as const;

const CROWD = { writers: 7, readers: 1 };
/** For a canary: its one defect shows among fewer clients, whose plans are carried out and shrunk much faster. */
const ENOUGH_FOR_ONE_DEFECT = { writers: 3, readers: 0 };

const nemesis: Scenario = {
  id: 'nemesis',
  title: 'Eight processes, and somebody who is after them',
  explanation:
    'Seven writers and a reader contend for one document. In the middle of a write, clients are killed, call process.exit, ' +
    'stand still for half a minute or a second, or wait for slow syncs; the wall clock is set on by an hour, and back, also that ' +
    'of one process alone; somebody keeps the document open, or saves it by hand. Each of these once alone, at the worst moment that can be seen, ' +
    'and then several at once, drawn from the seed. What fails is shrunk to the fewest events, and can be replayed.',
  scopes: ['processes'],
  lane: 'search',
  durationMs: { quick: 2500, standard: 7000, soak: 200_000 },
  needs: ['nemesis'],
  canaries: [
    { strategy: 'no-lock', by: ['survives-contention'], part: 'plain' },
    { strategy: 'short-lease', by: ['survives-slowness'], part: 'slow' },
    { strategy: 'stuck-lock', by: ['survives-deaths'], part: 'killed' },
    { strategy: 'saves-at-exit', by: ['survives-deaths'], part: 'exited' },
    { strategy: 'long-lease', by: ['survives-pauses'], part: 'paused' },
    { strategy: 'boot-time-lease', by: ['survives-clock-changes'], part: 'set-on' },
    { strategy: 'rev-by-time', by: ['survives-clock-changes'], part: 'set-back' },
    { strategy: 'trusts-the-clock', by: ['survives-clock-changes'], part: 'killed' },
  ],
  checks: [...nemesisChecks, nemesisMeasures],
  run: async (lab: Lab, _scope, parts = null): Promise<Fact[]> => [
    await lab.nemesis(
      {
        ...(parts === null ? CROWD : ENOUGH_FOR_ONE_DEFECT),
        documentBytes: SMALL_DOCUMENT_BYTES,
        ...SIZES[lab.profile],
      },
      parts,
    ),
  ],
};
export default nemesis;
