import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InterleavingVariant } from '../../../results/vocabulary/schedule.js';
import { actionOf } from './preemption.js';
import { search } from './search.js';
import { exhaust } from './testing/exhaustive.js';
import { type Instruction, randomToys, threadOf } from './testing/random-toys.js';
import { outcomeOf, type ToyOptions, toyProgram } from './testing/toy-program.js';

const preemptionsMax = 2;
const executionsMax = 20_000;

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
    // What was reached while clients still stopped in too few places may have cost preemptions not counted
    // then.
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
  // Nothing that anybody can reach.
  if (found.distrust !== null) return new Set([found.distrust]);
  expect(found.coverage.completeTo).toBe(preemptions);
  return outcomes;
}

interface Compared {
  variant: InterleavingVariant;
  options?: ToyOptions;
  /** Of the search alone. */
  searched?: ToyOptions;
  /** What can be seen of an outcome. */
  views?: (outcome: string) => string[];
}

/**
 * What is seen with at most 0, 1, … preemptions, by trying everything and by the search; null: too much to
 * try.
 */
async function bothWays(
  toys: readonly Instruction[][],
  { variant, options = {}, searched = {}, views = (outcome) => [outcome] }: Compared,
): Promise<{ all: Set<string>[]; found: Set<string>[] } | null> {
  const all = await exhaust(toyProgram(toys.map(threadOf), options), outcomeOf, {
    preemptionsMax,
    action: actionOf(variant),
    executionsMax,
  });
  if (all === null) return null;
  const found: Set<string>[] = [];
  for (let bound = 0; bound <= preemptionsMax; bound += 1) {
    found.push(await reached(toys, bound, variant, { ...options, ...searched }));
  }
  const seen = (outcomes: Iterable<string>): Set<string> => new Set([...outcomes].flatMap(views));
  return { all: all.byBound.map(seen), found: found.map(seen) };
}

async function compare(toys: readonly Instruction[][], compared: Compared): Promise<void> {
  const both = await bothWays(toys, compared);
  fc.pre(both !== null);
  expect(both?.found).toEqual(both?.all);
  for (const [bound, seen] of (both?.found ?? []).entries()) {
    expect([...(both?.found[bound - 1] ?? [])].filter((outcome) => !seen.has(outcome))).toEqual([]);
  }
}

const runs = Number(process.env.RUNS ?? 120);

test('the reduced search reaches what trying everything reaches, bound by bound', async () => {
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: false }), (toys) => compare(toys, { variant: 'plain' })),
    { numRuns: runs },
  );
});
test('with sleeps and clocks too', async () => {
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: true }), (toys) => compare(toys, { variant: 'plain' })),
    { numRuns: runs },
  );
});

/** Counters and hashes that go on from one execution to the next. */
const rawNames: Record<string, NonNullable<ToyOptions['rawName']>> = {
  'a counter': (name, execution) => (/^[xy]$/.test(name) ? `${name}.${execution + 8}` : name),
  'a hash, in one name of two': (name, execution) =>
    name === 'x' ? `x-${(Math.imul(execution + 1, 0x9e3779b1) >>> 0).toString(16)}.tmp` : name,
  'one number in several names': (name, execution) =>
    /^[xylm12]$/.test(name) ? `${name}.${7 * execution}` : name,
};
test.each(Object.entries(rawNames))('with names that are others each time: %s', async (_, rawName) => {
  const searched = { rawName };
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: true }), (toys) => compare(toys, { variant: 'plain', searched })),
    { numRuns: runs / 3 },
  );
});
test('names that are not learned are a program that does not repeat', async () => {
  const rawName: ToyOptions['rawName'] = (name, execution) =>
    name === 'x' ? (['x', 'z', 'w'][execution % 3] ?? name) : name;
  const toys: Instruction[][] = [[{ do: 'read', cell: 'x' }], [{ do: 'read', cell: 'y' }]];
  expect([...(await reached(toys, 1, 'plain', { rawName }))][0]).toMatch(
    /^the same choices gave other steps: step 1 was client 0: read [xzw]: 0, then client 0: read [xzw]: 0$/,
  );
});
test('a lie about what an operation touches is noticed by the comparison', async () => {
  const lies: Record<string, NonNullable<ToyOptions['misreport']>> = {
    'writes commute with reads': (access) =>
      access.resource.startsWith('inode:') ? { ...access, mode: 'read' } : access,
    'locks are private': (access) => (access.resource.startsWith('lock:') ? null : access),
    'adding and listing commute': (access) =>
      access.resource.startsWith('entries:') ? { ...access, mode: 'change' } : access,
    'time is nobody’s': (access) => (access.resource === 'clock' ? null : access),
  };
  for (const [lie, misreport] of Object.entries(lies)) {
    let isNoticed = false;
    const property = fc.asyncProperty(randomToys({ timed: true }), async (toys) => {
      const both = await bothWays(toys, { variant: 'plain', options: { misreport } });
      isNoticed ||= both !== null && !isDeepStrictEqual(both.found, both.all);
      return !isNoticed;
    });
    const { errorInstance } = await fc.check(property, { numRuns: 2000, endOnFailure: true, seed: 1 });
    expect({ lie, isNoticed, error: String(errorInstance) }).toEqual({
      lie,
      isNoticed: true,
      error: 'Error: Property failed by returning false',
    });
  }
});

test.each<InterleavingVariant>(['pause', 'stall', 'clock-jump'])('with a %s anywhere', async (variant) => {
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: true }), (toys) => compare(toys, { variant })),
    { numRuns: runs / 5 },
  );
});

const release: Instruction[] = ['l', 'm'].map((lock) => ({ do: 'unlock', lock }));

/**
 * What all but one client were told, that one being the one who died: what nobody looks at, nobody misses.
 */
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
});
