// The clock of a schedule's history: so many steps done, then so many things said since the last of them. A step is a
// millisecond there, so that a witness line `12.001–15.002 ms` points at the steps 12 to 15.

const nsPerStep = 1e6;
const nsPerWord = 1e3;
const wordsMax = 999;

/** Of something said when `steps` had been done, as the `said`-th thing since the last of them. Nanoseconds. */
export function timeOfWord(steps: number, said: number): number {
  return steps * nsPerStep + Math.min(said, wordsMax) * nsPerWord;
}

/** How many steps had been done at a time of that clock. */
export function stepsBefore(atNs: number): number {
  return Math.floor(atNs / nsPerStep);
}
