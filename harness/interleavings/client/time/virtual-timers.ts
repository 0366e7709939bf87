// Replaces this thread's timers by virtual ones: the globals, node:timers, node:timers/promises,
// AbortSignal.timeout, and Atomics.wait with a limit, by which synchronous code sleeps. setImmediate and
// microtasks stay real. A module that took functions out of node:timers before this was installed keeps the
// real ones.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import type { VirtualTime } from './virtual-time.js';
import { VirtualTimer } from './virtual-timer.js';
import { virtualTimerPromises } from './virtual-timer-promises.js';

export interface VirtualTimers {
  time: VirtualTime;
  /** Everything is real while the harness itself works. */
  hidden: () => boolean;
  /** Sleeps synchronously, in virtual milliseconds. */
  sleepNow: (ms: number) => void;
}

export function installVirtualTimers({ time, hidden, sleepNow }: VirtualTimers): void {
  const real = () => !time.active || hidden();
  const set = setterOf(time);
  const originals = { ...timers };
  const versions = {
    setTimeout: (callback: unknown, ms?: unknown, ...args: unknown[]) =>
      real()
        ? Reflect.apply(originals.setTimeout, undefined, [callback, ms, ...args])
        : set(callback, ms, args, false),
    setInterval: (callback: unknown, ms?: unknown, ...args: unknown[]) =>
      real()
        ? Reflect.apply(originals.setInterval, undefined, [callback, ms, ...args])
        : set(callback, ms, args, true),
    clearTimeout: clearerOf(time, originals.clearTimeout),
    clearInterval: clearerOf(time, originals.clearInterval),
  };
  const promises = virtualTimerPromises(time, real);
  Object.defineProperty(versions.setTimeout, promisify.custom, { value: promises.setTimeout });
  Object.assign(globalThis, versions);
  Object.assign(timers, versions);
  Object.assign(timersPromises, promises);
  Object.defineProperty(timersPromises.scheduler, 'wait', { value: promises.wait, configurable: true });
  AbortSignal.timeout = abortTimeout(AbortSignal.timeout.bind(AbortSignal), real);
  installWait(real, sleepNow);
  syncBuiltinESMExports();
}

type Setter = (callback: unknown, ms: unknown, args: readonly unknown[], repeats: boolean) => VirtualTimer;

function setterOf(time: VirtualTime): Setter {
  return (callback, ms, args, repeats) => {
    if (typeof callback !== 'function') {
      const message = `The "callback" argument must be of type function. Received ${String(callback)}`;
      throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
    }
    time.glance();
    return time.timers.set(() => Reflect.apply(callback, undefined, args), ms, repeats);
  };
}

function clearerOf(time: VirtualTime, original: (timer: never) => void): (timer?: unknown) => void {
  return (timer) => {
    const byId = typeof timer === 'number' || typeof timer === 'string';
    const found = byId ? time.timers.find(Number(timer)) : timer;
    if (found instanceof VirtualTimer) found.close();
    else Reflect.apply(original, undefined, [timer]);
  };
}

function abortTimeout(
  original: (ms: number) => AbortSignal,
  real: () => boolean,
): (ms: number) => AbortSignal {
  return (ms) => {
    if (real()) return original(ms);
    const controller = new AbortController();
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    setTimeout(() => controller.abort(reason), ms).unref();
    return controller.signal;
  };
}

function installWait(real: () => boolean, sleepNow: (ms: number) => void): void {
  const original = Atomics.wait as (...args: unknown[]) => string;
  const wait = (array: unknown, index: unknown, value: unknown, ms?: unknown): string => {
    const finite = ms !== undefined && Number.isFinite(Number(ms));
    if (real() || !finite || !(array instanceof Int32Array || array instanceof BigInt64Array)) {
      return original(array, index, value, ms);
    }
    // Node decides whether there is anything to wait for, and whether waiting is allowed.
    const at = original(array, index, value, 0);
    if (at !== 'timed-out') return at;
    sleepNow(Math.max(0, Number(ms)));
    return original(array, index, value, 0) === 'not-equal' ? 'ok' : 'timed-out';
  };
  Reflect.set(Atomics, 'wait', wait);
}
