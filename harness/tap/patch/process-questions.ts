// Questions about processes and the machine that are no calls of node:fs: `process.kill`, by which locks ask
// whether their owner lives, and `os.uptime`, which tells when the machine was started. The first is an
// operation like those on files; handlers may answer both. Native code and child processes ask the kernel.
import os from 'node:os';
import type { AnyFunction } from './original-fs.js';
import type { Tap } from './tap.js';

/** Patches this thread for good; `syncBuiltinESMExports` is the caller's. */
export function patchProcessQuestions(tap: Tap): void {
  const kill = process.kill as AnyFunction;
  const tappedKill = (...args: unknown[]): unknown => {
    const run = () => Reflect.apply(kill, process, args);
    if (tap.idle) return run();
    const action = { kind: 'ask-process', pid: Number(args[0]) } as const;
    return tap.perform('process.kill', 'sync', { action, run });
  };
  Reflect.set(process, 'kill', named('kill', tappedKill));
  const { uptime } = os;
  Reflect.set(
    os,
    'uptime',
    named('uptime', () => tap.uptimeS ?? uptime()),
  );
}

function named(name: string, value: AnyFunction): AnyFunction {
  return Object.defineProperty(value, 'name', { value: name });
}
