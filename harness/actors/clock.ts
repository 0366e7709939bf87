// The machine-wide monotonic clock. process.hrtime is one clock for all threads and processes of a machine
// (performance.now() has an origin per thread), rebased so that numbers stay exact.

// A strategy may replace what is global; this module is loaded before it.
const read = process.hrtime.bigint.bind(process.hrtime);

/** Nanoseconds of that clock. */
export function hrtimeNs(): bigint {
  return read();
}

/** Nanoseconds since `epochNs`, an hrtime.bigint() that travels as a decimal string. */
export function nowNs(epochNs: bigint): number {
  return Number(hrtimeNs() - epochNs);
}

/** What a sleeping thread is late by, about. */
const WAKING_NS = 100_000;
const sleep = Atomics.wait.bind(Atomics);
const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/**
 * Blocks the thread up to an instant: asleep, because many actors that spin take the processors from one
 * another, and at the end in a spin. Timers are too coarse to start several actors together.
 */
export function blockUntil(epochNs: bigint, atNs: number): void {
  const sleepNs = atNs - nowNs(epochNs) - WAKING_NS;
  if (sleepNs > 0) sleep(nobodyWakes, 0, 0, sleepNs / 1e6);
  while (nowNs(epochNs) < atNs) {
    // A busy wait: see above.
  }
}
