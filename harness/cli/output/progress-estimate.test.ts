// The time left: as the workers will go through the plan, scaled by what was seen, and close to the truth
// from a quarter of a run on, on machines of any speed and with cases that take far longer or shorter than
// planned.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scenarios } from '../../../scenarios/all-scenarios.js';
import type { PlannedCase } from '../../run/run-contract.js';
import { planCases, queueOf, stages } from '../../run/run-plan.js';
import { remainingMs } from './progress-estimate.js';

const planned = (estimates: number[], lane: PlannedCase['lane'] = 'stale-lock'): PlannedCase[] =>
  estimates.map((estimateMs) => ({
    strategy: 's',
    scenario: 'c',
    scope: 'single',
    estimateMs,
    lane,
    decides: true,
  }));

test.each<[string, PlannedCase[], [number, number][], [number, number][], number | null]>([
  ['nothing finished', planned([100, 100]), [], [[0, 50]], null],
  ['as estimated', planned([100, 100, 300]), [[0, 100]], [], 400],
  ['twice as slow', planned([100, 100, 300]), [[0, 200]], [], 800],
  ['the running case counts what it has spent', planned([100, 100]), [[0, 100]], [[1, 60]], 40],
  ['a case that overruns owes nothing more', planned([100, 100, 50]), [[0, 100]], [[1, 500]], 50],
  ['two workers share a lane', planned([100, 100, 100], 'crash'), [[0, 100]], [], 100],
  ['everything finished', planned([100]), [[0, 70]], [], 0],
  ['estimates of nothing', planned([0, 0]), [[0, 70]], [], null],
])('%s', (_name, cases, finished, running, expected) => {
  expect(remainingMs({ cases, finished: new Map(finished), running: new Map(running) })).toBe(expected);
});

const cases = planCases(
  ['a', 'b', 'c'].map((id) => ({ reference: id, id, claims: {}, selected: true, available: true })),
  scenarios,
  'standard',
);

/** When each case of the plan starts and ends, if it takes `tookMs`. */
function timelineOf(tookMs: (index: number) => number): { start: number; end: number }[] {
  const timeline: { start: number; end: number }[] = [];
  let from = 0;
  for (const workers of stages) {
    const queues = new Map(
      workers.flat().map((lane) => [lane, queueOf(lane, cases).map(([index]) => index)]),
    );
    const free = workers.map((lanes) => ({ lanes, at: from }));
    const nextOf = ({ lanes }: (typeof free)[number]) =>
      lanes.map((lane) => queues.get(lane)).find((queue) => queue !== undefined && queue.length > 0);
    for (;;) {
      const [worker] = free.filter((one) => nextOf(one) !== undefined).sort((a, b) => a.at - b.at);
      const index = worker === undefined ? undefined : nextOf(worker)?.shift();
      if (worker === undefined || index === undefined) break;
      timeline[index] = { start: worker.at, end: worker.at + tookMs(index) };
      worker.at += tookMs(index);
    }
    from = Math.max(...free.map(({ at }) => at));
  }
  return timeline;
}

test('from a quarter of a run on it is right within a factor of 1.5', () => {
  // Each case is up to a third faster or slower than planned, on a machine from a third to four times as slow.
  const noise = fc.array(fc.double({ min: -0.4, max: 0.4, noNaN: true }), {
    minLength: cases.length,
    maxLength: cases.length,
  });
  const machine = fc.double({ min: 0.33, max: 4, noNaN: true });
  const share = fc.double({ min: 0.25, max: 0.8, noNaN: true });
  fc.assert(
    fc.property(noise, machine, share, (deviations, slowness, done) => {
      const took = (index: number) =>
        (cases[index]?.estimateMs ?? 0) * slowness * 2 ** (deviations[index] ?? 0);
      const timeline = timelineOf(took);
      const wholeMs = Math.max(...timeline.map(({ end }) => end));
      const nowMs = wholeMs * done;
      const finished = new Map<number, number>();
      const running = new Map<number, number>();
      for (const [index, { start, end }] of timeline.entries()) {
        if (end <= nowMs) finished.set(index, end - start);
        else if (start < nowMs) running.set(index, nowMs - start);
      }
      const told = remainingMs({ cases, finished, running }) ?? Number.NaN;
      const ratio = told / (wholeMs - nowMs);
      expect(ratio).toBeGreaterThan(1 / 1.5);
      expect(ratio).toBeLessThan(1.5);
    }),
    { numRuns: 60, seed: 1 },
  );
});
