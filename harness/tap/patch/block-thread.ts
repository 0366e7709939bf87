// Sleeps synchronously. Looks Atomics.wait up on each call, so that under the interleaving engine, which replaces
// it, the sleep takes virtual time.

/** Blocks this thread, by default for ever. */
export function blockThread(ms = Number.POSITIVE_INFINITY): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
