// The rules of the write itself, with locks and commits that misbehave on purpose.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Commit } from './commits/commit.js';
import { durableRename } from './commits/durable-rename.js';
import { openFileStore } from './file-store.js';
import type { Lock } from './locks/lock.js';
import { noLock } from './locks/none.js';
import type { TaskFile } from './strategy.js';
import { serialiseTaskFile } from './task-file.js';

const first: TaskFile = { version: 1, rev: 0, updated_at: '', tasks: [] };
const impatient = { lockTimeoutMs: 0 };
let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-store-'));
  path = join(directory, 'tasks.yaml');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function lockThat(behaves: { lost?: () => Error | null; release?: () => Promise<void> }): Lock {
  const held = { lost: () => null, release: () => Promise.resolve(), ...behaves };
  return { acquire: () => Promise.resolve(held) };
}

describe('a lock', () => {
  it('that cannot be given back does not turn a done write into a failure', async () => {
    const lock = lockThat({ release: () => Promise.reject(new Error('stuck')) });
    const store = await openFileStore({ lock, commit: durableRename }, path, impatient);
    expect(await store.write(first, 0)).toMatchObject({ rev: 1 });
    await expect(store.write(first, 0)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('that was lost before the commit prevents it', async () => {
    const lock = lockThat({ lost: () => new Error('taken') });
    const store = await openFileStore({ lock, commit: durableRename }, path, impatient);
    await expect(store.write(first, 0)).rejects.toMatchObject({
      code: 'LOCK_LOST',
      cause: { message: 'taken' },
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('that was lost during the commit is told, though the write happened', async () => {
    let looks = 0;
    const lock = lockThat({ lost: () => (looks++ === 0 ? null : new Error('taken')) });
    const store = await openFileStore({ lock, commit: durableRename }, path, impatient);
    await expect(store.write(first, 0)).rejects.toMatchObject({ code: 'LOCK_LOST' });
    expect(await store.read()).toMatchObject({ rev: 1 });
  });

  it('is given back after every failure', async () => {
    let releases = 0;
    const lock = lockThat({ release: () => Promise.resolve(void releases++) });
    const failing: Commit = {
      ...durableRename,
      commit() {
        throw Object.assign(new Error('disk'), { code: 'EIO' });
      },
    };
    const store = await openFileStore({ lock, commit: failing }, path, impatient);
    await expect(store.write(first, 0)).rejects.toMatchObject({ code: 'IO', cause: { code: 'EIO' } });
    await expect(store.write(first, 5)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(releases).toBe(2);
  });
});

it('does not dress up a programming error as a failure of the disk', async () => {
  const mistaken: Commit = {
    ...durableRename,
    commit() {
      throw new TypeError('a mistake');
    },
  };
  const store = await openFileStore({ lock: noLock, commit: mistaken }, path, impatient);
  await expect(store.write(first, 0)).rejects.toThrow(TypeError);
});

it('is not fooled by a changed document of the same size and times', async () => {
  const store = await openFileStore({ lock: noLock, commit: durableRename }, path, impatient);
  const { updated_at } = await store.write(first, 0);
  const { size, atime, mtime } = statSync(path);
  writeFileSync(path, serialiseTaskFile({ ...first, rev: 7, updated_at }));
  utimesSync(path, atime, mtime);
  expect(statSync(path).size).toBe(size);
  await expect(store.write(first, 1)).rejects.toMatchObject({
    message: 'Conflict detected: expected rev 1, found 7',
  });
});

it('gives every caller data of its own', async () => {
  const store = await openFileStore({ lock: noLock, commit: durableRename }, path, impatient);
  const next = { ...first, extra: { list: [1] } };
  const writing = store.write(next, 0);
  next.extra.list.push(2);
  const stored = await writing;
  stored.extra = 'changed';
  const read = await store.read();
  expect(read?.extra).toEqual({ list: [1] });
});

it.skipIf(process.platform === 'win32')('tells a circle of links', async () => {
  symlinkSync('other', path);
  symlinkSync('tasks.yaml', join(directory, 'other'));
  const store = await openFileStore({ lock: noLock, commit: durableRename }, path, impatient);
  await expect(store.write(first, 0)).rejects.toMatchObject({ code: 'IO', cause: { code: 'ELOOP' } });
  await expect(store.read()).rejects.toMatchObject({ code: 'IO', cause: { code: 'ELOOP' } });
});

it('tells that the document is a directory', async () => {
  mkdirSync(path);
  const store = await openFileStore({ lock: noLock, commit: durableRename }, path, impatient);
  await expect(store.read()).rejects.toMatchObject({ code: 'IO', cause: { code: 'EISDIR' } });
  await expect(store.write(first, 0)).rejects.toMatchObject({ code: 'IO', cause: { code: 'EISDIR' } });
});
