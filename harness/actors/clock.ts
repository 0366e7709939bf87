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

/** Spins up to an instant; timers are too coarse to start several actors together. */
export function spinUntil(epochNs: bigint, atNs: number): void {
  while (nowNs(epochNs) < atNs) {
    // A busy wait: see above.
  }
}
