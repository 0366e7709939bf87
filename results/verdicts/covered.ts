// The coverage of what was tried n times without a failure.
import type { Coverage } from './finding.js';

/** 95 % upper bound on the failure rate after n trials without a failure; null for n = 0. */
export function failureRateBelow(n: number): number | null {
  return n > 0 ? 1 - 0.05 ** (1 / n) : null;
}

/** Coverage of a check that saw no failure in n trials. */
export function covered(n: number, unit: string, note?: string): Coverage {
  return { n, unit, failureRateBelow: failureRateBelow(n), ...(note === undefined ? {} : { note }) };
}
