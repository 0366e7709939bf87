// Replaces this thread's fs.watch by one that keeps virtual time: it reports a change every ten milliseconds,
// whether or not there was one, since what the kernel reports comes at moments that no schedule can repeat.
// Whoever is woken has to look for himself anyway, because reports may be late, merged and about nothing.
// fs.watchFile and fs.promises.watch stay real.
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import type { VirtualTime } from './virtual-time.js';
import type { VirtualTimer } from './virtual-timer.js';

const REPORT_MS = 10;

/** @param hidden everything is real while the harness itself works */
export function installVirtualWatchers(time: VirtualTime, hidden: () => boolean): void {
  const original = fs.watch as (...args: unknown[]) => fs.FSWatcher;
  const watch = (path: unknown, ...rest: unknown[]): EventEmitter => {
    if (!time.active || hidden()) return Reflect.apply(original, fs, [path, ...rest]);
    const listener = rest.find((argument) => typeof argument === 'function');
    const watcher = new VirtualWatcher(time, basename(String(path)));
    if (listener !== undefined) watcher.on('change', listener as () => void);
    return watcher;
  };
  Reflect.set(fs, 'watch', watch);
  syncBuiltinESMExports();
}

class VirtualWatcher extends EventEmitter {
  readonly #timer: VirtualTimer;

  constructor(time: VirtualTime, name: string) {
    super();
    this.#timer = time.timers.set(() => this.emit('change', 'rename', name), REPORT_MS, true);
  }

  close(): void {
    this.#timer.close();
    queueMicrotask(() => this.emit('close'));
  }

  ref(): this {
    this.#timer.ref();
    return this;
  }

  unref(): this {
    this.#timer.unref();
    return this;
  }
}
