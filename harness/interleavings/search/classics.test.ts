import { expect, test } from 'vitest';
import type { Program } from '../program.js';
import { ScheduleFollower } from './follow-schedule.js';
import { type SearchResult, search } from './search.js';
import { exhaust } from './testing/exhaustive.js';
import { judgeWrites, type Protocol, startOfFiles, tellWrites, writer } from './testing/file-toys.js';
import { operationOf } from './testing/random-toys.js';
import {
  outcomeOf,
  type ToyOperation,
  type ToyOptions,
  type ToyThread,
  toyProgram,
} from './testing/toy-program.js';

const filesOf = (protocol: Protocol, writes: number, options: ToyOptions = {}): Program =>
  toyProgram([writer(protocol, writes), writer(protocol, writes)], {
    start: startOfFiles,
    outcome: tellWrites,
    ...options,
  });

function explore(
  protocol: Protocol,
  writes: number,
  preemptions: number,
  findAll = false,
  options: ToyOptions = {},
): Promise<SearchResult> {
  const plan = { variant: 'plain', writers: 2, writes, readers: 0, search: 'dfs', preemptions } as const;
  return search(
    filesOf(protocol, writes, options),
    { ...plan, schedulesMax: 1e6, msMax: 1e6, findAll },
    { seed: 1, judge: judgeWrites, nowMs: () => 0 },
  );
}

test.each<[Protocol, number, number]>([
  ['none', 1, 1],
  ['none', 2, 1],
  ['unlink-while-held', 2, 2],
  ['unlink-after-release', 2, 2],
])(
  '%s, %i writes each: fails with %i preemptions and not with fewer',
  async (protocol, writes, preemptions) => {
    const { distrust, violations, coverage } = await explore(protocol, writes, 3);
    expect(distrust).toBeNull();
    expect(violations.map((violation) => violation.preemptions)).toEqual([preemptions]);
    expect(coverage).toEqual({ completeTo: preemptions - 1, sampled: 0 });
    const [violation] = violations;
    if (violation === undefined) return;
    const follower = new ScheduleFollower(violation.execution.choices, 'cut');
    const again = await filesOf(protocol, writes).execute(follower.choose, violation);
    expect(follower.leftAt).toBeNull();
    expect(judgeWrites(again)).toEqual([{ class: violation.class, sentence: violation.sentence }]);
  },
);

test.each<[Protocol, number, number]>([
  ['unlink-after-release', 1, 3],
  ['kept', 2, 3],
  ['unlink-and-compare', 2, 3],
])('%s, %i writes each: does not fail with up to %i preemptions', async (protocol, writes, preemptions) => {
  const { distrust, violations, coverage, schedules, cut } = await explore(protocol, writes, preemptions);
  expect(distrust).toBeNull();
  expect(violations).toEqual([]);
  expect(coverage).toEqual({ completeTo: preemptions, sampled: 0 });
  expect(schedules + cut).toBeGreaterThan(100);
});

test.each<[Protocol, number, number]>([
  ['none', 1, 2],
  ['none', 2, 1],
  ['kept', 1, 2],
  ['unlink-while-held', 1, 2],
  ['unlink-after-release', 2, 1],
  ['unlink-and-compare', 2, 1],
])('%s, %i writes each: fails like trying everything says, up to %i', async (protocol, writes, bound) => {
  const plan = { preemptionsMax: bound, action: null, executionsMax: 100_000 };
  const all = await exhaust(filesOf(protocol, writes), outcomeOf, plan);
  const fails = all?.byBound.map((outcomes) =>
    [...outcomes].some((told) => {
      const said: string[] = told.match(/wrote \d+/g) ?? [];
      return new Set(said).size < said.length;
    }),
  );
  const { violations } = await explore(protocol, writes, bound, true);
  const first = violations[0]?.preemptions ?? Number.POSITIVE_INFINITY;
  expect(fails).toEqual(Array.from({ length: bound + 1 }, (_, preemptions) => preemptions >= first));
});

test('if opening and replacing the document were said to commute, the lost update would be missed', async () => {
  const misreport: ToyOptions['misreport'] = (access) =>
    access.resource.startsWith('lock:') ? access : { ...access, mode: 'read' };
  const honest = await explore('none', 2, 2, true);
  const deceived = await explore('none', 2, 2, true, { misreport });
  expect([honest, deceived].map(({ coverage }) => coverage.completeTo)).toEqual([2, 2]);
  expect([honest, deceived].map(({ violations }) => violations.length)).toEqual([1, 0]);
});

function cellOperation(what: 'read' | 'increment', last: number): ToyOperation {
  const operation = operationOf({ do: what, cell: 'x' }, last);
  if (operation === null) throw new Error('not an operation');
  return operation;
}

test('an unlocked read-modify-write of a cell loses an update with one preemption', async () => {
  const increment: ToyThread = function* run() {
    const was = Number(yield cellOperation('read', 0));
    yield cellOperation('increment', was);
  };
  const program = toyProgram([increment, increment], { outcome: (state) => `${state.get('x')}` });
  const found = await search(
    program,
    {
      variant: 'plain',
      writers: 2,
      writes: 1,
      readers: 0,
      search: 'dfs',
      preemptions: 2,
      schedulesMax: 100,
      msMax: 1000,
      findAll: false,
    },
    {
      seed: 1,
      judge: (execution) =>
        outcomeOf(execution) === '2' ? [] : [{ class: 'lost-update', sentence: 'lost' }],
      nowMs: () => 0,
    },
  );
  expect(found.contended).toEqual(['content:x']);
  expect(found.coverage.completeTo).toBe(0);
  expect(found.violations.map(({ preemptions }) => preemptions)).toEqual([1]);
});
