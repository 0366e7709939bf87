// The functions that stand in for those of node:fs, one maker for each style. With nobody listening they hand
// the call to Node; otherwise they carry its job out through the tap and answer the way Node answers: thrown,
// called back, or promised, in a later turn of the event loop.

import { runPlanAsync, runPlanSync } from './call-plan.js';
import type { FileHandleClasses } from './file-handle.js';
import type { Style } from './operation.js';
import { type AnyFunction, originalSetImmediate } from './original-fs.js';
import { type PlannedCall, plannedCallOf } from './plan-of-call.js';
import { isRunKilledError, type KillableRun } from './simulated-kill.js';
import { codeOf } from './system-error.js';
import type { Tap } from './tap.js';

type Settle = (error: unknown, value?: unknown) => void;

export function wrapSync(tap: Tap, name: string, original: AnyFunction): AnyFunction {
  const call = `${name}Sync`;
  return function (this: unknown, ...args: unknown[]) {
    if (tap.idle) return Reflect.apply(original, this, args);
    const job = plannedCallOf(name, args, 'sync');
    if (job === null) return Reflect.apply(original, this, args);
    return job.type === 'request' ? tap.perform(call, 'sync', job.request) : runPlanSync(tap, call, job.plan);
  };
}

export function wrapCallback(tap: Tap, name: string, original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    if (tap.idle) return Reflect.apply(original, this, args);
    const callback = args.at(-1);
    const job = typeof callback === 'function' ? plannedCallOf(name, args.slice(0, -1), 'callback') : null;
    if (job === null || typeof callback !== 'function') return Reflect.apply(original, this, args);
    performAsync(tap, name, 'callback', job, (error, value) => {
      Reflect.apply(callback, undefined, answerOf(name, job, error, value));
    });
    return undefined;
  };
}

function answerOf(name: string, job: PlannedCall, error: unknown, value: unknown): unknown[] {
  if (name === 'exists') return [value === true];
  if (error !== null) return [error];
  if (job.type === 'request' && 'payload' in job) return [null, value, job.payload];
  return value === undefined ? [null] : [null, value];
}

/** Functions of fs.promises; where they take a FileHandle instead of a path, its descriptor is meant. */
export function wrapPromise(
  tap: Tap,
  name: string,
  original: AnyFunction,
  handles: FileHandleClasses,
): AnyFunction {
  const call = `promises.${name}`;
  return function (this: unknown, ...args: unknown[]) {
    if (tap.idle) return Reflect.apply(original, this, args);
    const [subject, ...rest] = args;
    if (isHandle(subject, handles)) {
      return onHandle(tap, call, name, subject, rest, handles) ?? Reflect.apply(original, this, args);
    }
    const job = typeof subject === 'number' ? null : plannedCallOf(name, args, 'promise');
    if (job === null) return Reflect.apply(original, this, args);
    const life = tap.runs.getStore();
    return performAsPromise(tap, call, job, (value) =>
      name === 'open' ? handleOf(value as number, life, handles) : value,
    );
  };
}

function handleOf(fd: number, life: KillableRun | undefined, handles: FileHandleClasses): object {
  const handle = handles.make(fd);
  life?.descriptors.set(fd, () => handles.release(handle));
  return handle;
}

/** Methods of FileHandle; `name` is the function of node:fs that does the same to a descriptor. */
export function wrapHandleMethod(
  tap: Tap,
  method: string,
  name: string,
  original: AnyFunction,
  handles: FileHandleClasses,
): AnyFunction {
  const call = `FileHandle.${method}`;
  return function (this: unknown, ...args: unknown[]) {
    if (tap.idle || !isHandle(this, handles)) return Reflect.apply(original, this, args);
    return onHandle(tap, call, name, this, args, handles) ?? Reflect.apply(original, this, args);
  };
}

function onHandle(
  tap: Tap,
  call: string,
  name: string,
  handle: { fd: number },
  args: readonly unknown[],
  handles: FileHandleClasses,
): Promise<unknown> | null {
  const job = handle.fd === -1 ? null : plannedCallOf(name, [handle.fd, ...args], 'promise');
  if (job === null) return null;
  if (job.type === 'request')
    return performAsPromise(tap, call, job, (value) => withPayload(name, job, value));
  const release = handles.hold(handle);
  return performAsPromise(tap, call, job, (value) => value).finally(release);
}

function withPayload(name: string, job: PlannedCall, value: unknown): unknown {
  if (job.type !== 'request' || !('payload' in job)) return value;
  const [count, buffers] = [name.startsWith('read') ? 'bytesRead' : 'bytesWritten', name.endsWith('v')];
  return { [count]: value, [buffers ? 'buffers' : 'buffer']: job.payload };
}

/** The native handle's close, where every way of closing a FileHandle ends. */
export function wrapNativeClose(tap: Tap, original: AnyFunction, handles: FileHandleClasses): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const closeMade = handles.closerOf(this);
    if (tap.idle && closeMade === null) return Reflect.apply(original, this, args);
    const fd = Number(Reflect.get(Object(this), 'fd'));
    // A handle of Node's own closes in its own time; nothing on the disk hangs on it.
    const run = closeMade ?? (() => Reflect.apply(original, this, args));
    const job: PlannedCall = { type: 'request', request: { action: { kind: 'close', fd }, run } };
    return performAsPromise(tap, 'FileHandle.close', job, (value) => value);
  };
}

function performAsPromise(
  tap: Tap,
  call: string,
  job: PlannedCall,
  finish: (value: unknown) => unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    performAsync(tap, call, 'promise', job, (error, value) => {
      if (error === null) resolve(finish(value));
      else reject(error);
    });
  });
}

/** Throws only for arguments that Node refuses synchronously too. */
function performAsync(tap: Tap, call: string, style: Style, job: PlannedCall, settle: Settle): void {
  if (job.type === 'plan') {
    runPlanAsync(tap, call, style, job.plan, settle);
    return;
  }
  const life = tap.runs.getStore();
  const answer = (error: unknown, value?: unknown) =>
    originalSetImmediate(() => {
      if (!life?.killed) settle(error, value);
    });
  let value: unknown;
  try {
    value = tap.perform(call, style, job.request);
  } catch (error) {
    if (isRunKilledError(error)) return;
    if (codeOf(error)?.startsWith('ERR_')) throw error;
    answer(error);
    return;
  }
  answer(null, value);
}

function isHandle(subject: unknown, handles: FileHandleClasses): subject is { fd: number } & object {
  return subject instanceof handles.type;
}
