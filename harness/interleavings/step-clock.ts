// The clock of a schedule's history. A step is a millisecond, and each call or answer since the last step a
// microsecond, so that a line `12.001–15.002 ms` of the evidence points at the steps 12 to 15.

const nsPerStep = 1e6;
const nsPerWord = 1e3;
const wordsMax = 999;

/** Nanoseconds, of the `said`-th call or answer after `steps` steps. */
export function timeOfWord(steps: number, said: number): number {
  return steps * nsPerStep + Math.min(said, wordsMax) * nsPerWord;
}

/** How many steps had been done at a time of that clock. */
export function stepsBefore(atNs: number): number {
  return Math.floor(atNs / nsPerStep);
}
