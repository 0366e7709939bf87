// Patches node:fs for this thread, so that every call runs through the tap: the functions of `fs` and
// `fs.promises`, the methods of FileHandle, and with them streams, which look their functions up on each use.
// Must run before the strategy is loaded: a library that took its functions earlier is not seen, and only the
// fidelity check of a recording shows it. Directory handles (opendir), glob, openAsBlob and watchers read
// untapped.
import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { type FileHandleClasses, findFileHandleClasses } from './file-handle.js';
import { subscribeToLockChannel } from './lock-channel.js';
import type { AnyFunction } from './original-fs.js';
import { TAPPED_NAMES } from './plan-of-call.js';
import { patchProcessQuestions } from './process-questions.js';
import type { KillableRun } from './simulated-kill.js';
import { Tap } from './tap.js';
import { watchUntappedIo } from './untapped-io.js';
import { wrapCallback, wrapHandleMethod, wrapNativeClose, wrapPromise, wrapSync } from './wrappers.js';

/** One tap per thread, even when two copies of this module are loaded (a preload's and a test's). */
const REGISTRY = Symbol.for('holdfast.tap');

/** Method of FileHandle → the function of node:fs that does the same with a descriptor. */
const METHODS: Readonly<Record<string, string>> = {
  appendFile: 'writeFile',
  chmod: 'fchmod',
  chown: 'fchown',
  datasync: 'fdatasync',
  read: 'read',
  readFile: 'readFile',
  readv: 'readv',
  stat: 'fstat',
  sync: 'fsync',
  truncate: 'ftruncate',
  utimes: 'futimes',
  write: 'write',
  writeFile: 'writeFile',
  writev: 'writev',
};

/**
 * Installs the tap in this thread once; later calls return the same one. Rejects with `TapUnsupportedError`.
 */
export async function installTap(): Promise<Tap> {
  const registry = globalThis as { [REGISTRY]?: Promise<Tap> };
  registry[REGISTRY] ??= install();
  return await registry[REGISTRY];
}

async function install(): Promise<Tap> {
  const handles = await findFileHandleClasses();
  const tap = new Tap(new AsyncLocalStorage<KillableRun>());
  for (const name of TAPPED_NAMES) {
    patch(fs, `${name}Sync`, (original) => wrapSync(tap, name, original));
    patch(fs, name, (original) => wrapCallback(tap, name, original));
    patch(fs.promises, name, (original) => wrapPromise(tap, name, original, handles));
  }
  patchHandles(tap, handles);
  patchProcessQuestions(tap);
  watchUntappedIo(tap);
  subscribeToLockChannel(tap);
  syncBuiltinESMExports();
  return tap;
}

function patchHandles(tap: Tap, handles: FileHandleClasses): void {
  for (const [method, name] of Object.entries(METHODS)) {
    patch(handles.prototype, method, (original) => wrapHandleMethod(tap, method, name, original, handles));
  }
  patch(handles.nativePrototype, 'close', (original) => wrapNativeClose(tap, original, handles));
}

/**
 * Keeps the name, symbols (`util.promisify.custom`) and attached functions (`realpath.native`) of the
 * original.
 */
function patch(holder: object, name: string, wrap: (original: AnyFunction) => AnyFunction): void {
  const original: unknown = Reflect.get(holder, name);
  if (typeof original !== 'function') return;
  const wrapper = wrap(original as AnyFunction);
  for (const key of Reflect.ownKeys(original)) {
    if (key === 'prototype') continue;
    const property = Object.getOwnPropertyDescriptor(original, key);
    if (property) Object.defineProperty(wrapper, key, property);
  }
  if (Object.hasOwn(original, 'native')) patch(wrapper, 'native', wrap);
  const existing = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, { ...existing, value: wrapper });
}
