import { expect, test } from 'vitest';
import { type Found, search } from './search.js';
import { judgeWrites, type Protocol, startOfFiles, tellWrites, writer } from './testing/file-toys.js';
import { toyProgram } from './testing/toy-program.js';

function explore(protocol: Protocol, writes: number, preemptions: number, findAll = false): Promise<Found> {
  const program = toyProgram([writer(protocol, writes), writer(protocol, writes)], {
    start: startOfFiles,
    outcome: tellWrites,
  });
  const plan = { variant: 'plain', writers: 2, writes, readers: 0, search: 'dfs', preemptions } as const;
  return search(
    program,
    { ...plan, schedulesMax: 1e6, msMax: 1e6, findAll },
    { seed: 1, judge: judgeWrites, nowMs: () => 0 },
  );
}

test.each<[Protocol, number, number]>([
  ['none', 1, 1],
  ['none', 2, 1],
  ['unlink-while-held', 2, 1],
  ['unlink-after-release', 2, 2],
])('%s with %i writes each fails first at %i preemptions', async (protocol, writes, preemptions) => {
  const t = performance.now();
  const found = await explore(protocol, writes, 3);
  console.log(protocol, writes, performance.now() - t, {
    ...found,
    violations: found.violations.map((v) => [
      v.preemptions,
      v.afterSchedules,
      v.execution.steps.length,
      v.execution.choices.length,
    ]),
  });
  expect(found.distrust).toBeNull();
  expect(found.violations.map((violation) => violation.preemptions)).toEqual([preemptions]);
  expect(found.coverage.completeTo).toBe(preemptions - 1);
});

test.each<[Protocol, number, number]>([
  ['unlink-after-release', 1, 3],
  ['kept', 2, 3],
  ['unlink-and-compare', 2, 3],
])(
  '%s with %i writes each does not fail with up to %i preemptions',
  async (protocol, writes, preemptions) => {
    const t = performance.now();
    const found = await explore(protocol, writes, preemptions);
    console.log(protocol, writes, performance.now() - t, { ...found, violations: found.violations.length });
    expect(found.violations).toEqual([]);
    expect(found.coverage.completeTo).toBe(preemptions);
  },
);
