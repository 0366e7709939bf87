// node:fs as Node made it, copied when this module is loaded and before anything is patched. The harness's own
// reading and writing in a tapped thread goes through here.
import fs from 'node:fs';

/** Own copies of the functions. Some composites of Node re-enter the public functions; prefer `Tap.aside` around those. */
export const originalFs: typeof fs = { ...fs };
export const originalPromises: typeof fs.promises = { ...fs.promises };
/** Timers of a strategy may be replaced by a scheduler; the tap's own deliveries must not be. */
export const originalSetImmediate = setImmediate;
/** So may the clocks: this one is the machine's, in nanoseconds. */
export const monotonicNs: () => bigint = process.hrtime.bigint;

export type AnyFunction = (...args: unknown[]) => unknown;

/** A function of `native` by name, or null where this Node doesn't have it. */
export function originalFunction(name: string): AnyFunction | null {
  const value: unknown = Object.hasOwn(originalFs, name) ? Reflect.get(originalFs, name) : undefined;
  return typeof value === 'function' ? (value as AnyFunction) : null;
}
