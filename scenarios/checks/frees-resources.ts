// Writing again and again needs no more descriptors or memory each time: what grows with every write ends a
// program that runs for long.
import { z } from 'zod';
import type { Check } from '../scenario.js';
import { judgeExpectations, observations, type StepExpectation } from './session-steps.js';

/** Writes between two observations. */
export const WRITES_IN_HALF = 20;

/** A store may keep some; a leak grows with the writes, in both halves. */
const DESCRIPTORS_GROWTH_MIN = WRITES_IN_HALF / 4;
/** Far more than a small document and all that is made of it. */
const BYTES_GROWTH_MIN = WRITES_IN_HALF * 256 * 1024;

export const resourcesSchema = z.object({ descriptors: z.number().nullable(), heapBytes: z.number() });
type Resources = z.infer<typeof resourcesSchema>;

export const freesResources: Check = {
  id: 'frees-resources',
  title: 'Needs no more descriptors or memory with each write',
  explanation:
    `Counts open descriptors (Linux) and the heap after garbage collection, after the first write, ${WRITES_IN_HALF} writes ` +
    'later and as many later again. Fails when one more descriptor for every four writes, or 256 KiB a write, ' +
    'stays open in both halves. A smaller leak, or one that begins later, is not seen.',
  judge(facts) {
    const seen = observations(facts, 'resources ').map(({ observed }) => resourcesSchema.parse(observed));
    const [first, middle, last] = seen;
    if (first === undefined || middle === undefined || last === undefined) {
      return judgeExpectations([], 'comparisons', '');
    }
    return judgeExpectations(
      [
        grown(
          seen,
          'descriptor-leak',
          'open descriptors',
          ({ descriptors }) => descriptors,
          DESCRIPTORS_GROWTH_MIN,
        ),
        grown(seen, 'memory-leak', 'bytes on the heap', ({ heapBytes }) => heapBytes, BYTES_GROWTH_MIN),
      ].flatMap((one) => one ?? []),
      'comparisons',
      `as many descriptors and as much memory after ${2 * WRITES_IN_HALF} writes as before`,
    );
  },
};

/** null: it can't be counted here. */
function grown(
  seen: readonly Resources[],
  anomaly: string,
  what: string,
  amountOf: (resources: Resources) => number | null,
  least: number,
): StepExpectation | null {
  const amounts = seen.map(amountOf).filter((amount) => amount !== null);
  if (amounts.length < seen.length) return null;
  const growth = amounts.slice(1).map((amount, index) => amount - (amounts[index] ?? 0));
  return {
    anomaly,
    description: `${what} grew with every write: ${amounts.join(', ')}, with ${WRITES_IN_HALF} writes in between`,
    met: !growth.every((more) => more >= least),
    witness: [],
  };
}
