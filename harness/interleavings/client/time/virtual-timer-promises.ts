// node:timers/promises on virtual time: setTimeout, setInterval and scheduler.wait, with their signals, as
// Node documents them.
import timersPromises from 'node:timers/promises';
import type { VirtualTime } from './virtual-time.js';

interface Options {
  ref?: boolean;
  signal?: AbortSignal;
}

export interface VirtualTimerPromises {
  setTimeout<T>(ms?: number, value?: T, options?: Options): Promise<T | undefined>;
  setInterval<T>(ms?: number, value?: T, options?: Options): AsyncIterable<T | undefined>;
  wait(ms?: number, options?: Options): Promise<void>;
}

export function virtualTimerPromises(time: VirtualTime, real: () => boolean): VirtualTimerPromises {
  const originals = { ...timersPromises, wait: timersPromises.scheduler.wait.bind(timersPromises.scheduler) };
  const sleep = <T>(ms?: number, value?: T, options: Options = {}): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const { signal } = options;
      if (signal?.aborted) {
        reject(abortError(signal));
        return;
      }
      time.glance();
      const timer = time.timers.set(
        () => {
          signal?.removeEventListener('abort', abort);
          resolve(value);
        },
        ms,
        false,
      );
      if (options.ref === false) timer.unref();
      const abort = () => {
        timer.close();
        reject(abortError(signal));
      };
      signal?.addEventListener('abort', abort, { once: true });
    });

  async function* ticks<T>(ms?: number, value?: T, options: Options = {}) {
    for (;;) yield await sleep(ms, value, options);
  }

  return {
    setTimeout: (ms, value, options) =>
      real() ? originals.setTimeout(ms, value, options) : sleep(ms, value, options),
    setInterval: (ms, value, options) =>
      real() ? originals.setInterval(ms, value, options) : ticks(ms, value, options),
    wait: async (ms, options) => {
      if (real()) await originals.wait(ms ?? 1, options);
      else await sleep(ms, undefined, options);
    },
  };
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}
