// Makes the functions that replace those of node:fs, one maker for each style. With no handler attached they
// pass the call to Node. Otherwise the tap runs the planned call, and the answer comes as Node gives it:
// returned or thrown, called back, or promised, in a later turn of the event loop.
import { runPlanAsync, runPlanSync } from './call-plan.js';
import type { FileHandleClasses } from './file-handle.js';
import type { Style } from './operation.js';
import { type AnyFunction, originalSetImmediate } from './original-fs.js';
import { type PlannedCall, plannedCallOf } from './plan-of-call.js';
import { isRunKilledError, type KillableRun } from './simulated-kill.js';
import { codeOf } from './system-error.js';
import type { OperationRequest, Tap } from './tap.js';

type Settle = (error: unknown, value?: unknown) => void;

export function wrapSync(tap: Tap, name: string, original: AnyFunction): AnyFunction {
  const call = `${name}Sync`;
  return function (this: unknown, ...args: unknown[]) {
    if (tap.idle) return Reflect.apply(original, this, args);
    const planned = plannedCallOf(name, args, 'sync');
    if (planned === null) return Reflect.apply(original, this, args);
    if (name === 'exists') return exists(tap, call, planned);
    return planned.type === 'request'
      ? tap.perform(call, 'sync', planned.request)
      : runPlanSync(tap, call, planned.plan);
  };
}

/** existsSync never throws: to a program, what can't be looked at isn't there. */
function exists(tap: Tap, call: string, planned: PlannedCall): unknown {
  try {
    return planned.type === 'request' && tap.perform(call, 'sync', planned.request);
  } catch (error) {
    if (isRunKilledError(error)) throw error;
    return false;
  }
}

export function wrapCallback(tap: Tap, name: string, original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    if (tap.idle) return Reflect.apply(original, this, args);
    const callback = args.at(-1);
    const planned =
      typeof callback === 'function' ? plannedCallOf(name, args.slice(0, -1), 'callback') : null;
    if (planned === null || typeof callback !== 'function') return Reflect.apply(original, this, args);
    performAsync(tap, name, 'callback', planned, (error, value) => {
      Reflect.apply(callback, undefined, answerOf(name, planned, error, value));
    });
    return undefined;
  };
}

function answerOf(name: string, planned: PlannedCall, error: unknown, value: unknown): unknown[] {
  if (name === 'exists') return [value === true];
  if (error !== null) return [error];
  if (planned.type === 'request' && 'payload' in planned) return [null, value, planned.payload];
  return value === undefined ? [null] : [null, value];
}

/** For functions of fs.promises; a FileHandle given instead of a path stands for its descriptor. */
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
    const planned = typeof subject === 'number' ? null : plannedCallOf(name, args, 'promise');
    if (planned === null) return Reflect.apply(original, this, args);
    const run = tap.runs.getStore();
    return performAsPromise(tap, call, planned, (value) =>
      name === 'open' ? handleOf(value as number, run, handles) : value,
    );
  };
}

function handleOf(fd: number, run: KillableRun | undefined, handles: FileHandleClasses): object {
  const handle = handles.make(fd);
  run?.descriptors.set(fd, () => handles.release(handle));
  return handle;
}

/** For methods of FileHandle; `name` is the function of node:fs that does the same with a descriptor. */
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
  const planned = handle.fd === -1 ? null : plannedCallOf(name, [handle.fd, ...args], 'promise');
  if (planned === null) return null;
  if (planned.type === 'request')
    return performAsPromise(tap, call, planned, (value) => withPayload(name, planned, value));
  const release = handles.hold(handle);
  return performAsPromise(tap, call, planned, (value) => value).finally(release);
}

function withPayload(name: string, planned: PlannedCall, value: unknown): unknown {
  if (planned.type !== 'request' || !('payload' in planned)) return value;
  const [count, buffers] = [name.startsWith('read') ? 'bytesRead' : 'bytesWritten', name.endsWith('v')];
  return { [count]: value, [buffers ? 'buffers' : 'buffer']: planned.payload };
}

/** For `close` of the native handle, which every way of closing a FileHandle ends in. */
export function wrapNativeClose(tap: Tap, original: AnyFunction, handles: FileHandleClasses): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const closeMade = handles.closerOf(this);
    if (tap.idle && closeMade === null) return Reflect.apply(original, this, args);
    const fd = Number(Reflect.get(Object(this), 'fd'));
    // Node closes its own handles asynchronously; a close changes nothing on the disk.
    const run = closeMade ?? (() => Reflect.apply(original, this, args));
    const planned: PlannedCall = { type: 'request', request: { action: { kind: 'close', fd }, run } };
    return performAsPromise(tap, 'FileHandle.close', planned, (value) => value);
  };
}

function performAsPromise(
  tap: Tap,
  call: string,
  planned: PlannedCall,
  finish: (value: unknown) => unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    performAsync(tap, call, 'promise', planned, (error, value) => {
      if (error === null) resolve(finish(value));
      else reject(error);
    });
  });
}

/** Throws only for arguments that Node also refuses synchronously. */
function performAsync(tap: Tap, call: string, style: Style, planned: PlannedCall, settle: Settle): void {
  if (planned.type === 'plan') {
    runPlanAsync(tap, call, style, planned.plan, settle);
    return;
  }
  const run = tap.runs.getStore();
  const held = run?.hold?.();
  if (held === undefined) performNow(tap, call, style, planned.request, settle);
  else void held.then(() => performHeld(tap, call, style, planned.request, settle));
}

/** What would have been thrown is the answer by now. */
function performHeld(tap: Tap, call: string, style: Style, request: OperationRequest, settle: Settle): void {
  try {
    performNow(tap, call, style, request, settle);
  } catch (error) {
    settle(error);
  }
}

function performNow(tap: Tap, call: string, style: Style, request: OperationRequest, settle: Settle): void {
  const run = tap.runs.getStore();
  const answer = (error: unknown, value?: unknown) =>
    originalSetImmediate(() => {
      if (run?.killed) return;
      if (error === null) tap.answered(request.action);
      settle(error, value);
    });
  let value: unknown;
  try {
    value = tap.perform(call, style, request);
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
