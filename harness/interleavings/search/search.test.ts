import { describe, expect, test } from 'vitest';
import type { InterleavingPlan } from '../../../scenarios/lab.js';
import type { Execution, Program } from '../program.js';
import { ScheduleFollower } from './follow-schedule.js';
import { type SearchOptions, type SearchResult, search } from './search.js';
import { judgeWrites, type Protocol, startOfFiles, tellWrites, writer } from './testing/file-toys.js';
import { toyProgram } from './testing/toy-program.js';

const filesOf = (protocol: Protocol, writes = 2): Program =>
  toyProgram([writer(protocol, writes), writer(protocol, writes)], {
    start: startOfFiles,
    outcome: tellWrites,
  });

const dfs: InterleavingPlan = {
  variant: 'plain',
  writers: 2,
  writes: 2,
  readers: 0,
  search: 'dfs',
  preemptions: 2,
  schedulesMax: 100_000,
  msMax: 1e9,
  findAll: false,
};
const options: SearchOptions = { seed: 1, judge: judgeWrites, nowMs: () => 0 };
const pct: InterleavingPlan = { ...dfs, search: 'pct', schedulesMax: 400 };
const walk: InterleavingPlan = { ...pct, search: 'walk' };

/** Also remembers the choices of every execution. */
function watched(program: Program): { program: Program; schedules: string[]; finalStates: () => number } {
  const schedules: string[] = [];
  let finalStates = 0;
  const execute: Program['execute'] = async (choose, how) => {
    const execution = await program.execute(choose, how);
    schedules.push(JSON.stringify(execution.choices));
    if (execution.finalState !== null) finalStates += 1;
    return execution;
  };
  return { program: { clients: program.clients, execute }, schedules, finalStates: () => finalStates };
}

describe.each([dfs, pct, walk])('$search', (plan) => {
  test('the same seed gives the same schedules', async () => {
    const [one, other] = [watched(filesOf('unlink-after-release')), watched(filesOf('unlink-after-release'))];
    const found = await search(one.program, plan, options);
    await search(other.program, plan, options);
    expect(other.schedules).toEqual(one.schedules);
    expect(one.schedules.length).toBeGreaterThan(found.schedules);
  });

  test('finds what an unlink after the release does, with two preemptions, and it comes back', async () => {
    const { violations, distrust } = await search(filesOf('unlink-after-release'), plan, options);
    expect(distrust).toBeNull();
    expect(violations.map(({ class: name, preemptions }) => [name, preemptions])).toEqual([
      ['lost-update', 2],
    ]);
    for (const { execution, contended, sentence } of violations) {
      const follower = new ScheduleFollower(execution.choices, 'cut');
      const again = await filesOf('unlink-after-release').execute(follower.choose, { contended });
      expect(follower.leftAt).toBeNull();
      expect(again.steps).toEqual(execution.steps);
      expect(judgeWrites(again)).toEqual([{ class: 'lost-update', sentence }]);
    }
  });

  test('finds nothing where there is nothing', async () => {
    const { violations, coverage, schedules } = await search(filesOf('unlink-and-compare'), plan, options);
    expect(violations).toEqual([]);
    expect(coverage).toEqual(
      plan.search === 'dfs'
        ? { completeTo: 2, sampled: 0 }
        : { completeTo: null, sampled: expect.any(Number) },
    );
    expect(coverage.sampled).toBeLessThanOrEqual(schedules);
    expect(plan.search === 'dfs' || coverage.sampled > 300).toBe(true);
  });
});

test('another seed gives other schedules', async () => {
  const [one, other] = [watched(filesOf('kept')), watched(filesOf('kept'))];
  await search(one.program, pct, options);
  await search(other.program, pct, { ...options, seed: 2 });
  expect(other.schedules).not.toEqual(one.schedules);
});

test('what equals in everything that clients saw is looked at once', async () => {
  const { program, finalStates } = watched(filesOf('kept'));
  const { schedules } = await search(program, pct, options);
  expect(finalStates()).toBeGreaterThan(1);
  expect(finalStates()).toBeLessThan(schedules / 2);
});

test('with findAll the search goes on, and counts', async () => {
  const { violations, coverage } = await search(filesOf('none', 1), { ...dfs, findAll: true }, options);
  expect(coverage.completeTo).toBe(2);
  const [violation] = violations;
  expect(violation?.preemptions).toBe(1);
  expect(violation?.schedules).toBeGreaterThan(1);
});

describe('a search that does not come to its end', () => {
  const notDone = (found: SearchResult): void => {
    expect(found.coverage.completeTo).not.toBe(2);
    expect(found.violations).toEqual([]);
  };

  test('by its schedules', async () => {
    const found = await search(filesOf('kept'), { ...dfs, schedulesMax: 50 }, options);
    notDone(found);
    expect(found.schedules + found.cut).toBe(50);
  });

  test('by its time', async () => {
    let nowMs = 0;
    const ticking = (): number => {
      nowMs += 1;
      return nowMs;
    };
    const found = await search(filesOf('kept'), { ...dfs, msMax: 30 }, { ...options, nowMs: ticking });
    notDone(found);
    expect(found.schedules + found.cut).toBeLessThanOrEqual(30);
  });

  test('by being called off', async () => {
    const controller = new AbortController();
    const bounds: number[] = [];
    const found = await search(filesOf('kept'), dfs, {
      ...options,
      signal: controller.signal,
      progress: (schedules, bound) => {
        bounds.push(bound);
        if (schedules >= 32) controller.abort();
      },
    });
    notDone(found);
    expect(found.schedules + found.cut).toBe(32);
    expect(bounds.length).toBeGreaterThan(0);
  });
});

describe('a program that does not repeat itself', () => {
  /** Every n-th execution has another label on one of its steps. */
  function fickle(every: number, where: (steps: number) => number): Program {
    const program = filesOf('kept');
    let executions = 0;
    return {
      clients: program.clients,
      execute(choose, how) {
        executions += 1;
        const isOff = executions % every === 0;
        const alter = (steps: Execution['steps']): Execution['steps'] => {
          const at = where(steps.length);
          const step = steps[at];
          return isOff && step !== undefined ? steps.with(at, { ...step, label: 'something else' }) : steps;
        };
        return program
          .execute((moment) => choose({ ...moment, steps: alter(moment.steps) }), {
            contended: how.contended,
          })
          .then((execution) => ({ ...execution, steps: alter(execution.steps) }));
      },
    };
  }

  test.each([
    ['in its first steps', 2, () => 1],
    ['in two of three executions', 1.5, () => 3],
    ['in its last step', 2, (steps: number) => steps - 1],
  ])('%s is not trusted, and not said to be covered', async (_title, every, where) => {
    const found = await search(fickle(every, where), dfs, options);
    expect(found.distrust).toContain('the same choices gave other steps');
    expect(found.coverage.completeTo).not.toBe(2);
  });

  test('one accident is forgiven', async () => {
    const found = await search(
      fickle(100, () => 1),
      dfs,
      options,
    );
    expect(found.distrust).toBeNull();
    expect(found.coverage.completeTo).toBe(2);
  });

  test('what the runtime itself does not trust ends the search', async () => {
    const program = filesOf('kept');
    const execute: Program['execute'] = async (choose, how) => {
      const execution = await program.execute(choose, how);
      return { ...execution, ending: { type: 'distrust', reason: 'a child process' }, finalState: null };
    };
    const found = await search({ clients: 2, execute }, dfs, options);
    expect(found).toMatchObject({ distrust: 'a child process', coverage: { completeTo: null } });
  });
});

test('a client that hangs or dies is judged like any other end', async () => {
  const program = filesOf('kept', 1);
  const execute: Program['execute'] = async (choose, how) => {
    const execution = await program.execute(choose, how);
    const isBad = execution.steps.some(({ label }) => label.endsWith('try-lock tasks.lock: false'));
    return isBad
      ? { ...execution, ending: { type: 'hang', client: 1, how: 'spins' }, finalState: null }
      : execution;
  };
  const found = await search({ clients: 2, execute }, dfs, {
    ...options,
    judge: ({ ending }) => (ending.type === 'hang' ? [{ class: 'hang', sentence: ending.how }] : []),
  });
  expect(found.violations.map(({ class: name, preemptions }) => [name, preemptions])).toEqual([['hang', 1]]);
});
