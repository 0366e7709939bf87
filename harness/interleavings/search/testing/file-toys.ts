// Lock protocols as toys on a file system in memory: names, inodes, flock. Each client reads a document's
// revision, takes the lock, compares, replaces the document by rename and releases, once for each write.
// Their accesses are those of the real operations, and whether a protocol is correct is known.
import type { Execution } from '../../program.js';
import type { JudgedViolation } from '../violations.js';
import {
  outcomeOf,
  type ToyAccess,
  type ToyOperation,
  type ToyRequest,
  type ToyState,
  type ToyThread,
  type ToyValue,
} from './toy-program.js';

const name = (path: string, mode: ToyAccess['mode']): ToyAccess => ({
  resource: `name:${path}`,
  mode,
  key: `name:${path}`,
});
const inode = (id: ToyValue, path: string, mode: ToyAccess['mode']): ToyAccess => ({
  resource: `inode:${id}`,
  mode,
  key: `content:${path}`,
});
const lockOf = (id: ToyValue, path: string): ToyAccess => ({
  resource: `lock:${id}`,
  mode: 'write',
  key: `lock:${path}`,
});
const entries: ToyAccess = { resource: 'entries:.', mode: 'change', key: 'entries:.' };

/** A descriptor is the inode that it is open on, and the path as it was opened. */
export interface Descriptor {
  id: ToyValue;
  path: string;
}

function makeInode(state: ToyState, client: number): string {
  const made = Number(state.get(`made:${client}`) ?? 0) + 1;
  state.set(`made:${client}`, made);
  return `${client}.${made}`;
}

/** Creates what is missing. Answers with the inode. */
export function open(path: string): ToyOperation {
  return {
    label: `open ${path}`,
    keys: [`name:${path}`, `content:${path}`, 'entries:.'],
    perform(state, client) {
      const found = state.get(`name:${path}`) ?? null;
      if (found !== null) return { value: found, accesses: [name(path, 'read')] };
      const made = makeInode(state, client);
      state.set(`name:${path}`, made);
      return { value: made, accesses: [name(path, 'write'), entries, inode(made, path, 'write')] };
    },
  };
}

/** Answers with the inode that the name stands for now. */
export function stat(path: string): ToyOperation {
  return {
    label: `stat ${path}`,
    keys: [`name:${path}`, `content:${path}`],
    perform(state) {
      const found = state.get(`name:${path}`) ?? null;
      const accesses = found === null ? [] : [inode(found, path, 'read')];
      return { value: found, accesses: [name(path, 'read'), ...accesses] };
    },
  };
}

export function read({ id, path }: Descriptor): ToyOperation {
  return {
    label: `read ${path}`,
    keys: [`content:${path}`],
    perform: (state) => ({ value: state.get(`data:${id}`) ?? null, accesses: [inode(id, path, 'read')] }),
  };
}

export function write({ id, path }: Descriptor, value: ToyValue): ToyOperation {
  return {
    label: `write ${path} ${value}`,
    keys: [`content:${path}`],
    perform(state) {
      state.set(`data:${id}`, value);
      return { value: null, accesses: [inode(id, path, 'write')] };
    },
  };
}

export function rename(from: string, to: string): ToyOperation {
  return {
    label: `rename ${from} ${to}`,
    keys: [`name:${from}`, `name:${to}`, 'entries:.'],
    perform(state) {
      const moved = state.get(`name:${from}`) ?? null;
      const replaced = state.get(`name:${to}`) ?? null;
      if (moved === null) return { value: 'ENOENT', accesses: [name(from, 'read')] };
      state.set(`name:${to}`, moved);
      state.delete(`name:${from}`);
      const lost = replaced === null ? [] : [inode(replaced, to, 'write')];
      return { value: null, accesses: [name(from, 'write'), name(to, 'write'), entries, ...lost] };
    },
  };
}

export function unlink(path: string): ToyOperation {
  return {
    label: `unlink ${path}`,
    keys: [`name:${path}`, 'entries:.'],
    perform(state) {
      const found = state.get(`name:${path}`) ?? null;
      if (found === null) return { value: 'ENOENT', accesses: [name(path, 'read')] };
      state.delete(`name:${path}`);
      return { value: null, accesses: [name(path, 'write'), entries, inode(found, path, 'write')] };
    },
  };
}

export function tryLock({ id, path }: Descriptor): ToyOperation {
  return {
    label: `try-lock ${path}`,
    keys: [`lock:${path}`],
    perform(state, client) {
      const isFree = !state.has(`lock:${id}`);
      if (isFree) state.set(`lock:${id}`, client);
      return { value: isFree, accesses: [lockOf(id, path)] };
    },
  };
}

export function unlock({ id, path }: Descriptor): ToyOperation {
  return {
    label: `unlock ${path}`,
    keys: [`lock:${path}`],
    perform(state, client) {
      if (state.get(`lock:${id}`) === client) state.delete(`lock:${id}`);
      return { value: null, accesses: [lockOf(id, path)] };
    },
  };
}

export type Protocol = 'none' | 'kept' | 'unlink-after-release' | 'unlink-while-held' | 'unlink-and-compare';

const lockPath = 'tasks.lock';
const documentPath = 'tasks';
const triesMax = 6;
type Doing<T> = Generator<ToyRequest, T, ToyValue>;

function* readRevision(): Doing<number> {
  const id = yield open(documentPath);
  return Number(yield read({ id, path: documentPath }));
}

function* replaceDocument(client: number, revision: number): Doing<void> {
  const path = `tmp.P${client}`;
  const id = yield open(path);
  yield write({ id, path }, revision);
  yield rename(path, documentPath);
}

/** The descriptor that is locked, or null after a while. */
function* acquire(protocol: Protocol): Doing<Descriptor | null> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const lock = { id: yield open(lockPath), path: lockPath };
    if ((yield tryLock(lock)) === true) {
      if (protocol !== 'unlink-and-compare' || (yield stat(lockPath)) === lock.id) return lock;
      yield unlock(lock);
    } else yield { sleepMs: 1 };
  }
  return null;
}

function* release(protocol: Protocol, lock: Descriptor): Doing<void> {
  if (protocol === 'unlink-while-held' || protocol === 'unlink-and-compare') yield unlink(lockPath);
  yield unlock(lock);
  if (protocol === 'unlink-after-release') yield unlink(lockPath);
}

/** Says each revision that it takes for written. */
export function writer(protocol: Protocol, writes: number): ToyThread {
  return function* run(client) {
    for (let written = 0, tries = 0; written < writes && tries < triesMax; tries += 1) {
      const expected = yield* readRevision();
      const lock = protocol === 'none' ? null : yield* acquire(protocol);
      if (lock === null && protocol !== 'none') return;
      if ((yield* readRevision()) === expected) {
        yield* replaceDocument(client, expected + 1);
        written += 1;
        yield { tell: `wrote ${expected + 1}` };
      }
      if (lock !== null) yield* release(protocol, lock);
    }
  };
}

/** The document is there, at revision 0. */
export const startOfFiles: readonly (readonly [string, ToyValue])[] = [
  [`name:${documentPath}`, 'i.0'],
  ['data:i.0', 0],
];

/** Only what clients said. */
export function tellWrites(_state: ToyState, seen: readonly (readonly ToyValue[])[]): string {
  return seen.map((told) => told.filter((value) => String(value).startsWith('wrote ')).join()).join(' | ');
}

/** Two clients that took the same revision for theirs: one of them has lost its update. */
export function judgeWrites(execution: Execution): JudgedViolation[] {
  const told: string[] = (outcomeOf(execution) ?? '').match(/wrote \d+/g) ?? [];
  const twice = told.find((one, i) => told.indexOf(one) !== i);
  return twice === undefined ? [] : [{ class: 'lost-update', sentence: `Two clients ${twice}.` }];
}
