// How far a run is and when it will be done: what is left is put on the workers as the run itself will, each
// case as long as it was planned, times how much longer than planned the finished ones took. Pure; a guess,
// and shown as one.
import type { PlannedCase } from '../../run/run-contract.js';
import { queueOf, stages } from '../../run/run-plan.js';

export interface ProgressState {
  readonly cases: readonly PlannedCase[];
  /** Index → milliseconds it took. */
  readonly finished: ReadonlyMap<number, number>;
  /** Index → milliseconds it has been running. */
  readonly running: ReadonlyMap<number, number>;
}

/** The plan itself counts as much as this share of it having been done as planned. */
const TRUST_IN_PLAN = 0.05;

/** Milliseconds until the last worker is done; null before anything has finished. */
export function remainingMs(state: ProgressState): number | null {
  const { cases, finished, running } = state;
  const plannedMs = cases.reduce((sum, { estimateMs }) => sum + estimateMs, 0);
  if (finished.size === 0 || plannedMs <= 0) return null;
  const factor = slowness(state, plannedMs * TRUST_IN_PLAN);
  const left = (index: number): number =>
    Math.max(0, (cases[index]?.estimateMs ?? 0) * factor - (running.get(index) ?? 0));
  return stages.reduce((sum, workers) => sum + stageMs(workers, state, left), 0);
}

/**
 * How much longer than planned cases take here: the median by planned time, because one case that waits for a lock, or
 * ends at its first failure, says nothing of the machine.
 */
function slowness({ cases, finished }: ProgressState, trustedMs: number): number {
  const seen = [...finished]
    .map(([index, tookMs]) => ({ plannedMs: cases[index]?.estimateMs ?? 0, tookMs }))
    .filter(({ plannedMs }) => plannedMs > 0)
    .map(({ plannedMs, tookMs }) => ({ factor: tookMs / plannedMs, weight: plannedMs }));
  const all = [...seen, { factor: 1, weight: trustedMs }].sort((a, b) => a.factor - b.factor);
  const half = all.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let passed = 0;
  for (const { factor, weight } of all) {
    passed += weight;
    if (passed >= half) return factor;
  }
  return 1;
}

/** Until the workers of one stage are done; 0 when they are. Of running cases each keeps one of them busy. */
function stageMs(
  workers: (typeof stages)[number],
  { cases, finished, running }: ProgressState,
  left: (index: number) => number,
): number {
  const waiting = new Map(
    [...new Set(workers.flat())].map((lane) => [
      lane,
      queueOf(lane, cases).flatMap(([index]) => (finished.has(index) || running.has(index) ? [] : [index])),
    ]),
  );
  const busy = workers.map((lanes) => ({ lanes, untilMs: 0, isRunning: false }));
  for (const index of running.keys()) {
    const lane = cases[index]?.lane;
    const worker = busy.find(({ lanes, isRunning }) => !isRunning && lanes.some((one) => one === lane));
    if (worker !== undefined) Object.assign(worker, { untilMs: left(index), isRunning: true });
  }
  const nextOf = ({ lanes }: (typeof busy)[number]) =>
    lanes.map((lane) => waiting.get(lane) ?? []).find((queue) => queue.length > 0);
  for (;;) {
    const [first] = busy
      .filter((worker) => nextOf(worker) !== undefined)
      .sort((a, b) => a.untilMs - b.untilMs);
    const index = first === undefined ? undefined : nextOf(first)?.shift();
    if (first === undefined || index === undefined) break;
    first.untilMs += left(index);
  }
  return Math.max(0, ...busy.map(({ untilMs }) => untilMs));
}
