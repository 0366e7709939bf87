// How one plan is searched, on toys: what shares a budget, what a stale lock begins with, and that nothing counts
// which does not go wrong again, crashes by real deaths.
import { describe, expect, test } from 'vitest';
import type { Tree } from '../../results/vocabulary/trace.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import { type PlanSearchOptions, type SearchableRuntime, searchPlan } from './plan-search.js';
import type { Execution, Program } from './program.js';
import type { Setup } from './setups.js';
import { type ToyLock, ToyProgram } from './testing/incrementing-clients.js';

const plan = (changes: Partial<InterleavingPlan> = {}): InterleavingPlan => ({
  variant: 'plain',
  writers: 2,
  writes: 1,
  readers: 0,
  search: 'dfs',
  preemptions: 2,
  schedulesMax: 1000,
  msMax: 60_000,
  findAll: false,
  ...changes,
});
const options: PlanSearchOptions = { scope: 'processes', seed: 1, nowMs: () => 0 };

const left = (name: string): Tree => ({
  inodes: {
    '0': { type: 'dir', mode: 0o755, entries: { [name]: 1 } },
    '1': { type: 'file', mode: 0o644, content: '' },
  },
});

interface Toys extends SearchableRuntime {
  situations: Setup[];
}

/** `programOf`: the program of a situation. */
function toys(programOf: (situation: Setup) => Program, leftovers: Tree[] = []): Toys {
  const situations: Setup[] = [];
  return {
    situations,
    program(situation) {
      situations.push(situation);
      return programOf(situation);
    },
    leftovers: () => Promise.resolve(leftovers),
  };
}
const always = (lock: ToyLock) => () => new ToyProgram({ clients: 2, lock });

test('what goes wrong comes with its story and what leads to it', async () => {
  const { witnesses, coverage, distrust } = await searchPlan(toys(always('none')), plan(), options);
  expect(distrust).toBeNull();
  expect(coverage.completeTo).toBe(0);
  expect(witnesses).toMatchObject([
    { class: 'lost-update', preemptions: 1, leftovers: null, schedules: expect.any(Number) },
  ]);
  expect(witnesses[0]?.lanes.map(({ preempted }) => preempted).filter((by) => by !== null)).toHaveLength(1);
});

test('a sound lock is searched to the bound', async () => {
  const { witnesses, coverage } = await searchPlan(toys(always('whole')), plan(), options);
  expect({ witnesses, coverage }).toEqual({ witnesses: [], coverage: { completeTo: 2, sampled: 0 } });
});

describe('with a stale lock', () => {
  const stale = plan({ variant: 'stale-lock' });

  test('every beginning is searched and none gets more than its share', async () => {
    const programs: ToyProgram[] = [];
    const world = toys(() => {
      const program = new ToyProgram({ clients: 2, lock: 'whole' });
      programs.push(program);
      return program;
    }, [left('a'), left('b'), left('c')]);
    const merged = await searchPlan(world, { ...stale, schedulesMax: 9 }, options);
    expect(world.situations.map(({ leftovers }) => leftovers)).toEqual([left('a'), left('b'), left('c')]);
    expect(programs.map(({ executions }) => executions > 0)).toEqual([true, true, true]);
    expect(merged.schedules + merged.cut).toBeLessThanOrEqual(9 + 3);
  });

  test('a search that is broken off leaves the others uncovered', async () => {
    const world = toys(always('none'), [left('a'), left('b')]);
    const merged = await searchPlan(world, stale, options);
    expect(world.situations).toHaveLength(1);
    expect(merged.coverage.completeTo).toBeNull();
    expect(merged.witnesses).toMatchObject([{ class: 'lost-update', leftovers: left('a') }]);
    const all = await searchPlan(world, { ...stale, findAll: true }, options);
    expect(all.coverage.completeTo).toBe(2);
  });

  test('nothing left is a beginning too: the document alone', async () => {
    const world = toys(always('whole'));
    expect((await searchPlan(world, stale, options)).coverage.completeTo).toBe(2);
    expect(world.situations.map(({ leftovers }) => leftovers)).toEqual([null]);
  });
});

describe('with a crash', () => {
  const crash = plan({ variant: 'crash', preemptions: 0 });

  test('what goes wrong by a virtual death is led again with a real one', async () => {
    const world = toys(always('sticky'));
    const { witnesses, distrust } = await searchPlan(world, crash, options);
    expect(distrust).toBeNull();
    expect(witnesses.map((one) => one.class)).toEqual(['stuck-lock']);
    expect(world.situations.map(({ realDeaths }) => realDeaths)).toEqual([false, true]);
  });

  test('what does not go wrong then is searched for among real deaths', async () => {
    const onlyVirtual = toys(
      ({ realDeaths }) => new ToyProgram({ clients: 2, lock: realDeaths ? 'whole' : 'sticky' }),
    );
    expect(await searchPlan(onlyVirtual, crash, options)).toMatchObject({
      witnesses: [],
      distrust: null,
      coverage: { completeTo: 0 },
    });
  });

  test('threads share a process: virtual deaths have to do', async () => {
    const world = toys(always('sticky'));
    const { witnesses } = await searchPlan(world, crash, { ...options, scope: 'threads' });
    expect(witnesses.map((one) => one.class)).toEqual(['stuck-lock']);
    expect(world.situations.map(({ realDeaths }) => realDeaths)).toEqual([false]);
  });
});

test('what does not go wrong again is no finding but a doubt', async () => {
  const fickle: Program = {
    clients: 2,
    // It repeats itself for as long as a search looks, and no longer.
    async execute(choose, how): Promise<Execution> {
      executions += 1;
      const lock = searching ? 'none' : 'whole';
      return await new ToyProgram({ clients: 2, lock }).execute(choose, how);
    },
  };
  let executions = 0;
  let searching = true;
  const world = toys(() => fickle);
  const counted = await searchPlan(world, plan(), options);
  const whole = executions;
  expect(counted.witnesses).toHaveLength(1);
  executions = 0;
  const last: Program = {
    clients: 2,
    execute(choose, how) {
      searching = executions < whole - 1;
      return fickle.execute(choose, how);
    },
  };
  const { witnesses, distrust } = await searchPlan(
    toys(() => last),
    plan(),
    options,
  );
  expect(witnesses).toEqual([]);
  expect(distrust).toBe('the schedule of a lost-update did not go wrong again');
});

test('called off before it began it has covered nothing', async () => {
  const signal = AbortSignal.abort();
  const merged = await searchPlan(toys(always('none')), plan(), { ...options, signal });
  expect(merged).toMatchObject({ coverage: { completeTo: null }, witnesses: [] });
});
