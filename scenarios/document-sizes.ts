// What a write and a read cost by the size of the document, each beside the floors for as many bytes. Run by
// `--only benchmark`.
import type { Fact } from '../results/facts/facts.js';
import { ackIsOnDisk } from './checks/ack-is-on-disk.js';
import { sizesMeasured } from './checks/sizes-measured.js';
import type { Scenario } from './scenario.js';

const SIZES_BYTES = [1, 16, 128, 1024, 10_240].map((kibibytes) => kibibytes * 1024);
const PER_ROUND = 3;

const documentSizes: Scenario = {
  id: 'document-sizes',
  title: 'What size costs: documents of 1 KiB to 10 MiB',
  explanation:
    'As in latency, for documents of 1 KiB, 16 KiB, 128 KiB, 1 MiB and 10 MiB: uncontended writes and reads in rounds, ' +
    'interleaved with the floors for as many bytes and with the strategy itself. The documents hold a few long strings for ' +
    'each 64 KiB; one of many small values costs more to parse. One write of a round is read back by another client.',
  scopes: ['single'],
  lane: 'measured',
  durationMs: { quick: 40_000, standard: 60_000, soak: 120_000 },
  benchmark: 'whole',
  needs: ['latency'],
  canaries: [{ strategy: 'ack-early', by: ['ack-is-on-disk'], part: String(SIZES_BYTES[0]) }],
  checks: [ackIsOnDisk, sizesMeasured],
  async run(lab, _scope, parts) {
    const facts: Fact[] = [];
    const rounds = { quick: 10, standard: 20, soak: 40 }[lab.profile];
    for (const documentBytes of parts?.map(Number) ?? SIZES_BYTES) {
      const plan = { rounds, perRound: PER_ROUND, documentBytes, verified: 'first-of-round' as const };
      facts.push(await lab.latency(plan));
    }
    return facts;
  },
};
export default documentSizes;
