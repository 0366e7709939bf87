// How far a run is and when it will be done: the planned estimates, scaled by how long the finished cases
// really took. Pure; a guess, and shown as one.
import type { PlannedCase } from '../../run/run-contract.js';

export interface ProgressState {
  readonly cases: readonly PlannedCase[];
  /** Index → milliseconds it took. */
  readonly finished: ReadonlyMap<number, number>;
  /** Index → milliseconds it has been running. */
  readonly running: ReadonlyMap<number, number>;
}

/** Milliseconds that are left if the rest goes as the beginning did; null before anything has finished. */
export function remainingMs({ cases, finished, running }: ProgressState): number | null {
  let spentMs = 0;
  let guessedMs = 0;
  for (const [index, tookMs] of finished) {
    spentMs += tookMs;
    guessedMs += cases[index]?.estimateMs ?? 0;
  }
  if (finished.size === 0 || guessedMs <= 0) return null;
  const scale = spentMs / guessedMs;
  let leftMs = 0;
  cases.forEach((planned, index) => {
    if (finished.has(index)) return;
    leftMs += Math.max(0, planned.estimateMs * scale - (running.get(index) ?? 0));
  });
  return leftMs;
}
