// How one plan is searched, on toys: what shares a budget, the initial states of a stale lock, and that only
// violations that repeat count, after crashes with real ones.
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
  setups: Setup[];
}

/** `programOf`: the program of a situation. */
function toys(programOf: (setup: Setup) => Program, leftovers: Tree[] = []): Toys {
  const setups: Setup[] = [];
  return {
    setups,
    program(setup) {
      setups.push(setup);
      return programOf(setup);
    },
    leftovers: () => Promise.resolve({ trees: leftovers, pids: [] }),
  };
}
const always = (lock: ToyLock) => () => new ToyProgram({ clients: 2, lock });

test('what goes wrong comes with its story and what leads to it', async () => {
  const { counterexamples, coverage, distrust } = await searchPlan(toys(always('none')), plan(), options);
  expect(distrust).toBeNull();
  expect(coverage.completeTo).toBe(0);
  expect(counterexamples).toMatchObject([
    { class: 'lost-update', preemptions: 1, leftovers: null, schedules: expect.any(Number) },
  ]);
  expect(
    counterexamples[0]?.lanes.map(({ preempted }) => preempted).filter((by) => by !== null),
  ).toHaveLength(1);
});

test('what is so by design is no violation, and the search goes on to the bound', async () => {
  const byDesign = new Set(['lost-update', 'stale-read', 'real-time-order', 'duplicate-rev', 'rev-rollback']);
  const searched = await searchPlan(toys(always('none')), plan(), { ...options, byDesign });
  expect(searched).toMatchObject({ counterexamples: [], coverage: { completeTo: 2 }, distrust: null });
});

test('a sound lock is searched to the bound', async () => {
  const { counterexamples, coverage } = await searchPlan(toys(always('whole')), plan(), options);
  expect({ counterexamples, coverage }).toEqual({
    counterexamples: [],
    coverage: { completeTo: 2, sampled: 0 },
  });
});

describe('with a stale lock', () => {
  const stale = plan({ variant: 'stale-lock' });

  test('every beginning is searched and none gets more than its share', async () => {
    const programs: ToyProgram[] = [];
    const runtime = toys(() => {
      const program = new ToyProgram({ clients: 2, lock: 'whole' });
      programs.push(program);
      return program;
    }, [left('a'), left('b'), left('c')]);
    const merged = await searchPlan(runtime, { ...stale, schedulesMax: 9 }, options);
    expect(runtime.setups.map(({ leftovers }) => leftovers)).toEqual([left('a'), left('b'), left('c')]);
    expect(programs.map(({ executions }) => executions > 0)).toEqual([true, true, true]);
    expect(merged.schedules + merged.cut).toBeLessThanOrEqual(9 + 3);
  });

  test('a search that is broken off leaves the others uncovered', async () => {
    const runtime = toys(always('none'), [left('a'), left('b')]);
    const merged = await searchPlan(runtime, stale, options);
    expect(runtime.setups).toHaveLength(1);
    expect(merged.coverage.completeTo).toBeNull();
    expect(merged.counterexamples).toMatchObject([{ class: 'lost-update', leftovers: left('a') }]);
    const all = await searchPlan(runtime, { ...stale, findAll: true }, options);
    expect(all.coverage.completeTo).toBe(2);
  });

  test('nothing left is a beginning too: the document alone', async () => {
    const runtime = toys(always('whole'));
    expect((await searchPlan(runtime, stale, options)).coverage.completeTo).toBe(2);
    expect(runtime.setups.map(({ leftovers }) => leftovers)).toEqual([null]);
  });
});

describe('with a crash', () => {
  const crash = plan({ variant: 'crash', preemptions: 0 });

  test('what goes wrong by a virtual death is led again with a real one', async () => {
    const runtime = toys(always('sticky'));
    const { counterexamples, distrust } = await searchPlan(runtime, crash, options);
    expect(distrust).toBeNull();
    expect(counterexamples.map((one) => one.class)).toEqual(['stuck-lock']);
    expect(runtime.setups.map(({ realDeaths }) => realDeaths)).toEqual([false, true]);
  });

  test('what does not go wrong then is searched for among real deaths', async () => {
    const onlyVirtual = toys(
      ({ realDeaths }) => new ToyProgram({ clients: 2, lock: realDeaths ? 'whole' : 'sticky' }),
    );
    expect(await searchPlan(onlyVirtual, crash, options)).toMatchObject({
      counterexamples: [],
      distrust: null,
      coverage: { completeTo: 0 },
    });
  });

  test('threads share a process: virtual deaths have to do', async () => {
    const runtime = toys(always('sticky'));
    const { counterexamples } = await searchPlan(runtime, crash, { ...options, scope: 'threads' });
    expect(counterexamples.map((one) => one.class)).toEqual(['stuck-lock']);
    expect(runtime.setups.map(({ realDeaths }) => realDeaths)).toEqual([false]);
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
  const runtime = toys(() => fickle);
  const counted = await searchPlan(runtime, plan(), options);
  const whole = executions;
  expect(counted.counterexamples).toHaveLength(1);
  executions = 0;
  const last: Program = {
    clients: 2,
    execute(choose, how) {
      searching = executions < whole - 1;
      return fickle.execute(choose, how);
    },
  };
  const { counterexamples, distrust } = await searchPlan(
    toys(() => last),
    plan(),
    options,
  );
  expect(counterexamples).toEqual([]);
  expect(distrust).toBe('the schedule of a lost-update did not go wrong again');
});

test('called off before it began it has covered nothing', async () => {
  const signal = AbortSignal.abort();
  const merged = await searchPlan(toys(always('none')), plan(), { ...options, signal });
  expect(merged).toMatchObject({ coverage: { completeTo: null }, counterexamples: [] });
});
