// Notices I/O that the tap can't see: a strategy loads a native addon, starts a child process or a worker
// thread. They run as usual; a recording that noticed one says that it can't be trusted. Known lock addons
// are not noticed, since they only lock; if one wrote, the fidelity check of the recording would show it.
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import workerThreads from 'node:worker_threads';
import { LockAddons } from './lock-addons.js';
import type { AnyFunction } from './original-fs.js';
import type { Tap } from './tap.js';

const LOCK_ADDONS = /[\\/]node_modules[\\/](fs-ext|fs-native-extensions)[\\/]/;

/** Patches this thread for good. The harness must start its own children and workers inside `Tap.bypass`. */
export function watchUntappedIo(tap: Tap): void {
  watchAddons(tap);
  watchChildren(tap);
  watchWorkers(tap);
  syncBuiltinESMExports();
}

function watchAddons(tap: Tap): void {
  const original = process.dlopen as unknown as AnyFunction;
  const lockAddons = new LockAddons(tap);
  process.dlopen = function (this: unknown, ...args: unknown[]) {
    const file = String(args[1]);
    const locks = LOCK_ADDONS.test(file);
    if (!locks) tap.notice({ type: 'native-addon', reason: `native addon ${basename(file)} was loaded` });
    const result = Reflect.apply(original, process, args);
    const module = args[0];
    const exported: unknown = typeof module === 'object' && module ? Reflect.get(module, 'exports') : null;
    watchSeek(tap, exported);
    if (locks) lockAddons.patch(exported);
    return result;
  };
}

/** fs-ext can move a descriptor's offset (lseek(2)), which node:fs can't. */
function watchSeek(tap: Tap, exported: unknown): void {
  const seek: unknown = typeof exported === 'object' && exported ? Reflect.get(exported, 'seek') : null;
  if (typeof exported !== 'object' || exported === null || typeof seek !== 'function') return;
  const watched = (...args: unknown[]) => {
    tap.notice({ type: 'descriptor', reason: `fs-ext moved the position of descriptor ${String(args[0])}` });
    return Reflect.apply(seek, exported, args);
  };
  Reflect.set(exported, 'seek', watched);
}

function watchChildren(tap: Tap): void {
  const notice = (call: string, command: unknown) =>
    tap.notice({ type: 'child-process', reason: `child process started: ${call} ${String(command)}` });

  // spawn, exec, execFile and fork all call this method, also through functions captured before the patch.
  const prototype = childProcess.ChildProcess.prototype as object;
  const spawn = Reflect.get(prototype, 'spawn') as AnyFunction;
  Reflect.set(prototype, 'spawn', function (this: unknown, ...args: unknown[]) {
    const options = args[0];
    notice('spawn', typeof options === 'object' && options ? Reflect.get(options, 'file') : '');
    return Reflect.apply(spawn, this, args);
  });

  for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) {
    const original = childProcess[name] as unknown as AnyFunction;
    Reflect.set(childProcess, name, (...args: unknown[]) => {
      notice(name, args[0]);
      return Reflect.apply(original, childProcess, args);
    });
  }
}

function watchWorkers(tap: Tap): void {
  const Worker = new Proxy(workerThreads.Worker, {
    construct(target, args: unknown[], newTarget) {
      tap.notice({ type: 'worker-thread', reason: `worker thread started: ${String(args[0])}` });
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  Reflect.set(workerThreads, 'Worker', Worker);
}
