// node:fs, setImmediate and the clock as Node made them, copied when this module is loaded, before anything
// is patched. The harness uses them for its own reading and writing in a tapped thread.
import fs from 'node:fs';

/** Some of these call patched functions inside (readFile, rm, cp …); wrap those in `Tap.bypass`. */
export const originalFs: typeof fs = { ...fs };
export const originalPromises: typeof fs.promises = { ...fs.promises };
/** The interleaving engine replaces timers; the tap's own answers must not wait for virtual time. */
export const originalSetImmediate = setImmediate;
/** The machine's monotonic clock in nanoseconds, also while the clocks are virtual. */
export const monotonicNs: () => bigint = process.hrtime.bigint;

export type AnyFunction = (...args: unknown[]) => unknown;

/** A function of `originalFs` by name, or null where this Node lacks it. */
export function originalFunction(name: string): AnyFunction | null {
  const value: unknown = Object.hasOwn(originalFs, name) ? Reflect.get(originalFs, name) : undefined;
  return typeof value === 'function' ? (value as AnyFunction) : null;
}
