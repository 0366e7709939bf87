import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Execution } from '../program.js';
import { type ExecutionRecord, executions } from './execution-record.js';
import { withFewerPreemptions } from './fewer-preemptions.js';
import { ScheduleFollower } from './follow-schedule.js';
import { searchRandomly } from './random-search.js';
import { shrink } from './shrink.js';
import { exhaust } from './testing/exhaustive.js';
import { judgeWrites, startOfFiles, tellWrites, writer } from './testing/file-toys.js';
import { randomToys, threadOf } from './testing/random-toys.js';
import { outcomeOf, toyProgram } from './testing/toy-program.js';
import { isSmaller, type JudgedViolation, type SeenExecution } from './violations.js';

const limits = { schedulesMax: 60, msMax: 1e9, nowMs: () => 0, action: null };
const sampling = { search: 'walk', preemptions: 2, action: null, isEnough: () => false } as const;
const sentence = 'not an ordinary end';
const plan = { action: null, triesMax: 200, executionsMax: 5000 };

test('what is found at random gets smaller within its class, down to the fewest preemptions', async () => {
  let shrunk = 0;
  await fc.assert(
    fc.asyncProperty(randomToys({ timed: true }), fc.nat(), async (toys, seed) => {
      const program = toyProgram(toys.map(threadOf));
      const all = await exhaust(program, outcomeOf, {
        preemptionsMax: 3,
        action: null,
        executionsMax: 20_000,
      });
      const ordinary = all?.byBound[0];
      fc.pre(ordinary !== undefined);
      const judge = (execution: Execution): JudgedViolation[] =>
        ordinary?.has(outcomeOf(execution) ?? '') === true ? [] : [{ class: 'lost-update', sentence }];
      const runs = executions(program, { ...limits, judge });
      const clumsy: SeenExecution[] = [];
      const isEnough = ({ execution, preemptions, judgements }: ExecutionRecord): boolean => {
        const contended = runs.contention.keys;
        if (judgements.length > 0) clumsy.push({ execution, preemptions, contended, fresh: [] });
        return false;
      };
      await searchRandomly(runs, { ...sampling, seed, isEnough });
      await withFewerPreemptions(runs, 'lost-update');
      const smallest = runs.violations.of('lost-update');
      if (smallest === undefined) return;
      const comparable = clumsy.filter(({ contended }) => contended === smallest.contended);
      const before = comparable.find((seen) => isSmaller(smallest, seen)) ?? smallest;
      runs.violations.replace({ class: 'lost-update', sentence }, before);
      await shrink(runs, 'lost-update', plan);
      const after = runs.violations.of('lost-update') ?? expect.fail();
      expect(isSmaller(before, after)).toBe(false);
      expect(after.schedules).toBe(smallest.schedules);
      const follower = new ScheduleFollower(after.execution.choices, 'cut');
      const again = await program.execute(follower.choose, after);
      expect(follower.leftAt).toBeNull();
      expect(judge(again)).toEqual([{ class: 'lost-update', sentence }]);
      const fewest = all?.byBound.findIndex((outcomes) => outcomes.size > (ordinary?.size ?? 0)) ?? -1;
      expect(after.preemptions).toBe(fewest === -1 ? after.preemptions : fewest);
      shrunk += Number(after.preemptions < before.preemptions);
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  );
  expect(shrunk).toBeGreaterThan(5);
});

test('trying alone gets the steps down too', async () => {
  const program = toyProgram([writer('none', 2), writer('none', 2)], {
    start: startOfFiles,
    outcome: tellWrites,
  });
  const runs = executions(program, { ...limits, judge: judgeWrites });
  await searchRandomly(runs, { ...sampling, seed: 3, isEnough: ({ judgements }) => judgements.length > 0 });
  const before = runs.violations.of('lost-update') ?? expect.fail();
  await shrink(runs, 'lost-update', { ...plan, executionsMax: 0 });
  const after = runs.violations.of('lost-update') ?? expect.fail();
  expect(after.preemptions).toBeLessThan(before.preemptions);
});
