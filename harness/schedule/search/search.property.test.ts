import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InterleavingVariant } from '../../../results/schedule.js';
import { actionOf } from './preemption.js';
import { search } from './search.js';
import { exhaust } from './testing/exhaustive.js';
import { type Instruction, randomToys, threadOf } from './testing/random-toys.js';
import { outcomeOf, type ToyOptions, toyProgram } from './testing/toy-program.js';

const preemptionsMax = 2;
const executionsMax = 30_000;

/** The outcomes that the search reaches with at most so many preemptions. */
async function reached(
  toys: readonly Instruction[][],
  preemptions: number,
  variant: InterleavingVariant = 'plain',
  options: ToyOptions = {},
): Promise<Set<string>> {
  const outcomes = new Set<string>();
  let keys: unknown = null;
  const onOutcome: ToyOptions['onOutcome'] = (outcome, contended) => {
    // What was reached while clients still stopped in too few places may have cost preemptions not counted then.
    if (contended !== keys) outcomes.clear();
    keys = contended;
    outcomes.add(outcome);
  };
  const program = toyProgram(toys.map(threadOf), { ...options, onOutcome });
  const found = await search(
    program,
    {
      variant,
      writers: toys.length,
      writes: 1,
      readers: 0,
      search: 'dfs',
      preemptions,
      schedulesMax: 1e6,
      msMax: 1e6,
      findAll: true,
    },
    { seed: 1, judge: () => [], nowMs: () => 0 },
  );
  expect(found.distrust).toBeNull();
  expect(found.coverage.completeTo).toBe(preemptions);
  return outcomes;
}

const shown = (outcomes: Iterable<string>): string[] => [...outcomes].toSorted();

async function compare(toys: readonly Instruction[][], variant: InterleavingVariant): Promise<void> {
  const all = await exhaust(toyProgram(toys.map(threadOf)), outcomeOf, {
    preemptionsMax,
    action: actionOf(variant),
    executionsMax,
  });
  fc.pre(all !== null);
  for (let bound = 0; bound <= preemptionsMax; bound += 1) {
    const outcomes = await reached(toys, bound, variant);
    expect(shown(outcomes)).toEqual(shown(all?.byBound[bound] ?? []));
  }
}

const runs = Number(process.env.RUNS ?? 300);

test('the reduced search reaches what trying everything reaches, bound by bound', async () => {
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: false }), (toys) => compare(toys, 'plain')),
    { numRuns: runs },
  );
}, 120_000);
test('with sleeps and clocks too', async () => {
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: true }), (toys) => compare(toys, 'plain')),
    { numRuns: runs },
  );
}, 120_000);
test.each<InterleavingVariant>(['crash', 'pause', 'clock-jump'])(
  'with a %s too',
  async (variant) => {
    await fc.assert(
      fc.asyncProperty(randomToys({ timed: true }), (toys) => compare(toys, variant)),
      { numRuns: runs },
    );
  },
  120_000,
);
