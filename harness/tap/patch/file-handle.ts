// FileHandle, the class behind fs.promises.open, which Node does not export: found by opening one, together
// with the native handle inside it. Tapped opens are synchronous, so a FileHandle must then be made around
// the descriptor from these two classes. A self-test at installation refuses a Node where that no longer
// works.
import { devNull } from 'node:os';
import { type AnyFunction, originalFs, originalPromises } from './original-fs.js';

export interface FileHandleClasses {
  /** The class itself, for `instanceof`. */
  type: { [Symbol.hasInstance](value: unknown): boolean };
  /** Holds the methods, except `close`, which is an own property of each handle. */
  prototype: object;
  /** Holds `close` of the native handle, which every way of closing a FileHandle ends in. */
  nativePrototype: object;
  make(fd: number): object;
  /** Detaches the descriptor: the handle then counts as closed, the descriptor stays open. */
  release(handle: object): void;
  /**
   * Closes the native handle of a FileHandle from `make`; null for Node's own. Uses closeSync because the
   * descriptor comes from openSync: a worker closes at its end what it opened and did not close that way.
   */
  closerOf(inner: unknown): (() => void) | null;
  /** Delays `close` while a call of several steps uses the handle, as Node does. Returns the release. */
  hold(handle: object): () => void;
}

export class TapUnsupportedError extends Error {
  override readonly name = 'TapUnsupportedError';
  readonly code = 'TAP_UNSUPPORTED';
}

/** Rejects with `TapUnsupportedError` where this Node's FileHandle is built differently. */
export async function findFileHandleClasses(): Promise<FileHandleClasses> {
  const handle = await originalPromises.open(devNull, 'r');
  try {
    const inner = propertyOf(handle, symbolOf(handle, 'kHandle'));
    const [outerClass, innerClass] = [handle.constructor, inner.constructor];
    const prototype = Object.getPrototypeOf(handle) as object;
    const [ref, unref] = [symbolOf(prototype, 'kRef'), symbolOf(prototype, 'kUnref')];
    const made = new WeakSet<object>();
    const classes: FileHandleClasses = {
      type: outerClass,
      prototype,
      nativePrototype: Object.getPrototypeOf(inner) as object,
      make(fd) {
        const around = Reflect.construct(innerClass, [fd]) as object;
        made.add(around);
        return Reflect.construct(outerClass, [around]) as object;
      },
      release: (released) => releaseInner(propertyOf(released, symbolOf(released, 'kHandle'))),
      closerOf(around) {
        if (typeof around !== 'object' || around === null || !made.has(around)) return null;
        return () => {
          const fd = Number(Reflect.get(around, 'fd'));
          releaseInner(around);
          originalFs.closeSync(fd);
        };
      },
      hold(held) {
        Reflect.apply(methodOf(held, ref), held, []);
        return () => Reflect.apply(methodOf(held, unref), held, []);
      },
    };
    await selfTest(classes);
    return classes;
  } finally {
    await handle.close();
  }
}

function releaseInner(inner: object): void {
  Reflect.apply(methodOf(inner, 'releaseFD'), inner, []);
}

async function selfTest(classes: FileHandleClasses): Promise<void> {
  methodOf(classes.nativePrototype, 'close');
  const fd = originalFs.openSync(devNull, 'r');
  const handle = classes.make(fd);
  await Reflect.apply(methodOf(handle, 'stat'), handle, []);
  classes.release(handle);
  originalFs.closeSync(fd);
}

function methodOf(holder: object, key: string | symbol): AnyFunction {
  const value: unknown = Reflect.get(holder, key);
  if (typeof value !== 'function') throw unsupported(String(key));
  return value as AnyFunction;
}

function propertyOf(holder: object, key: symbol): object {
  const value: unknown = Reflect.get(holder, key);
  if (typeof value !== 'object' || value === null) throw unsupported(String(key));
  return value;
}

function symbolOf(holder: object, description: string): symbol {
  const symbol = Object.getOwnPropertySymbols(holder).find((one) => one.description === description);
  if (symbol === undefined) throw unsupported(description);
  return symbol;
}

function unsupported(what: string): TapUnsupportedError {
  return new TapUnsupportedError(
    `Node ${process.version} has no FileHandle ${what}; its operations can't be tapped.`,
  );
}
