// The cost of a durable, acknowledged write: its latency, interleaved with the floors of the same run and
// reported as a ratio with an interval. Absolute milliseconds are shown and decide nothing.
import type { Fact } from '../results/facts/facts.js';
import { ackIsOnDisk } from './checks/ack-is-on-disk.js';
import { completes } from './checks/completes.js';
import { costMeasured } from './checks/cost-measured.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const DOCUMENT_BYTES = 2048;
const PER_ROUND = 5;

const latency: Scenario = {
  id: 'latency',
  title: 'Latency of an acknowledged write',
  explanation:
    'tinybench times uncontended writes of a 2 KiB document in rounds, interleaved with two floors of the same ' +
    'run (overwrite in place + fdatasync; temp file + fsync + rename + directory fsync) and with itself. Reported ' +
    'are median, p90, p99 and the ratio to each floor with a 95 % bootstrap interval. Reads are measured as well, of a document that another client has just written and once more, and from recorded ' +
    'calls where the time of a write goes. Every measured write is read back by another client: a write that is acknowledged before it is there is not fast but wrong.',
  scopes: ['single'],
  lane: 'measured',
  durationMs: { quick: 1400, standard: 3000, soak: 16_000 },
  needs: ['latency'],
  canaries: [{ strategy: 'ack-early', by: ['ack-is-on-disk'] }],
  checks: [ackIsOnDisk, costMeasured, completes],
  benchmark: 'small',
  run: async (lab: Lab): Promise<Fact[]> => [
    await lab.latency({
      rounds: { quick: 20, standard: 60, soak: 400 }[lab.profile],
      perRound: PER_ROUND,
      documentBytes: DOCUMENT_BYTES,
      verified: 'each',
    }),
    await lab.breakdown({
      calls: { quick: 15, standard: 40, soak: 100 }[lab.profile],
      documentBytes: DOCUMENT_BYTES,
    }),
  ],
};
export default latency;
