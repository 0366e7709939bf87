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

interface Compared {
  variant: InterleavingVariant;
  options?: ToyOptions;
  /** What can be seen of an outcome. */
  views?: (outcome: string) => string[];
}

async function compare(toys: readonly Instruction[][], compared: Compared): Promise<void> {
  const { variant, options = {}, views = (outcome) => [outcome] } = compared;
  const all = await exhaust(toyProgram(toys.map(threadOf), options), outcomeOf, {
    preemptionsMax,
    action: actionOf(variant),
    executionsMax,
  });
  fc.pre(all !== null);
  const seen = (outcomes: Iterable<string>): Set<string> => new Set([...outcomes].flatMap(views));
  for (let bound = 0; bound <= preemptionsMax; bound += 1) {
    const outcomes = await reached(toys, bound, variant, options);
    expect(seen(outcomes)).toEqual(seen(all?.byBound[bound] ?? []));
  }
}

const runs = Number(process.env.RUNS ?? 300);

test('the reduced search reaches what trying everything reaches, bound by bound', async () => {
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: false }), (toys) => compare(toys, { variant: 'plain' })),
    { numRuns: runs },
  );
}, 120_000);
test('with sleeps and clocks too', async () => {
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: true }), (toys) => compare(toys, { variant: 'plain' })),
    { numRuns: runs },
  );
}, 120_000);
test.each<InterleavingVariant>(['pause', 'clock-jump'])(
  'with a %s anywhere',
  async (variant) => {
    await fc.assert(
      fc.asyncProperty(randomToys({ timed: true }), (toys) => compare(toys, { variant })),
      { numRuns: runs / 5 },
    );
  },
  120_000,
);

const release: Instruction[] = ['l', 'm'].map((lock) => ({ do: 'unlock', lock }));

/** What all but one client were told, that one being the one who died: what nobody looks at, nobody misses. */
function viewsOfOthers(outcome: string): string[] {
  const { seen, dead }: { seen: unknown[]; dead: number[] } = JSON.parse(outcome);
  const left = dead.length > 0 ? dead : seen.map((_told, client) => client);
  return left.map((client) => JSON.stringify(seen.with(client, null)));
}

test('with a crash anywhere, for those who survive', async () => {
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: true }), (toys) =>
      compare(
        toys.map((toy) => [...toy, ...release]),
        {
          variant: 'crash',
          options: { outcome: (_state, seen, dead) => JSON.stringify({ seen, dead }) },
          views: viewsOfOthers,
        },
      ),
    ),
    { numRuns: runs / 5 },
  );
}, 120_000);
