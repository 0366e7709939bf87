// Keeps one JSON document in a file that several threads and processes write. A lock on a file beside it lets in one
// writer at a time, and the kernel frees it when its owner dies. A new document is written under another name, synced
// and renamed, so that readers see the old one or the new one, and a loss of power takes back nothing acknowledged.
// What it can't do: exclude writers on other hosts. Judge it with: npx holdfast run
import { mkdir, open, readFile, realpath, rename, rm, stat, unlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Strategy } from 'holdfast';

const addon: { tryLock(fd: number): boolean } = createRequire(import.meta.url)('fs-native-extensions');

function failure(code: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Also refuses what a newer version of this program wrote: it must not be written over. */
function validated(value: unknown, code: string) {
  const { version, rev, tasks, ...rest } = Object(value);
  if (!Number.isInteger(version) || !Number.isInteger(rev) || !Array.isArray(tasks)) {
    throw failure(code, 'Not a document of this program');
  }
  if (version > 1) throw failure('UNSUPPORTED_VERSION', `Version ${version} is newer than 1`);
  if (!Number.isSafeInteger(rev)) throw failure('REV_OUT_OF_RANGE', 'rev is too large to be exact');
  return { ...rest, version, rev, tasks };
}

/** JSON.parse rounds what has more digits than a number can: better refused than written back as another. */
function refuseRounding(text: string) {
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)) {
    const isExact = !/^-?\d+$/.test(token) || BigInt(token) === BigInt(Number(token));
    if (!isExact) throw failure('REV_OUT_OF_RANGE', `${token} is too large to be exact`);
  }
}

async function load(path: string) {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (isCode(cause, 'ENOENT')) return null;
    throw failure('IO', `Can't read ${path}`, cause);
  });
  if (text === null) return null;
  try {
    refuseRounding(text);
    return validated(JSON.parse(text), 'INVALID_DOCUMENT');
  } catch (cause) {
    throw cause instanceof SyntaxError ? failure('INVALID_DOCUMENT', `${path} is not JSON`, cause) : cause;
  }
}

/** Makes names durable: of files that were made, renamed or removed in this directory. */
async function syncNames(directory: string) {
  if (process.platform === 'win32') return; // Windows can't.
  const handle = await open(directory);
  await handle.sync().finally(() => handle.close());
}

async function makeDirectory(directory: string) {
  const topmost = await mkdir(directory, { recursive: true });
  if (topmost === undefined) return;
  for (let made = directory; made.length >= topmost.length; made = dirname(made))
    await syncNames(dirname(made));
}

/** Old or new, never half: the bytes are on disk before the name points to them, and the name before we say so. */
async function publish(path: string, text: string) {
  const temporary = `${path}.tmp`; // One name will do: only the owner of the lock comes here.
  const before = await stat(path).catch(() => null);
  try {
    const handle = await open(temporary, 'w');
    try {
      if (before !== null) {
        // Only root may give files away.
        await handle.chown(before.uid, before.gid).catch(() => {});
        await handle.chmod(before.mode & 0o7777);
      }
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  await syncNames(dirname(path));
}

/** Resolves with the function that unlocks. */
async function lock(path: string, timeoutMs: number) {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const held = await tryLock(`${path}.lock`);
    if (typeof held === 'function') return held;
    if (held === 'taken' && performance.now() >= deadlineMs)
      throw failure('LOCKED', `${path} is being written`);
    if (held === 'taken') await sleep(5 * Math.random());
  }
}

/** gone: its owner has removed the file since we opened it. Newcomers lock another one, and so must we. */
async function tryLock(name: string) {
  const handle = await open(name, 'a');
  let state: 'taken' | 'gone' | 'held' = 'taken';
  try {
    if (addon.tryLock(handle.fd)) {
      const [locked, named] = [await handle.stat(), await stat(name).catch(() => null)];
      state = named?.ino === locked.ino ? 'held' : 'gone';
    }
  } finally {
    if (state !== 'held') await handle.close();
  }
  return state === 'held' ? () => unlink(name).finally(() => handle.close()) : state;
}

const strategy: Strategy = {
  id: 'document-store',
  title: 'JSON, one writer at a time, durable rename',
  claims: { threads: true, processes: true },

  async open(path, { lockTimeoutMs }) {
    let isClosed = false;
    const refuseIfClosed = () => {
      if (isClosed) throw failure('CLOSED', 'The store was closed');
    };
    return {
      async read() {
        refuseIfClosed();
        return load(path);
      },
      async write(next, expectedRev) {
        refuseIfClosed();
        validated(next, 'INVALID_ARGUMENT');
        await makeDirectory(dirname(path));
        // Where a symbolic link leads to, so that all names of a file share one lock.
        const target = await realpath(path).catch(async () =>
          join(await realpath(dirname(path)), basename(path)),
        );
        const unlock = await lock(target, lockTimeoutMs);
        try {
          // Compared under the lock: nobody else writes from here to the end.
          const rev = (await load(target))?.rev ?? 0;
          if (expectedRev !== null && expectedRev !== rev) {
            throw failure('CONFLICT', `Conflict detected: expected rev ${expectedRev}, found ${rev}`);
          }
          const stored = { ...next, rev: rev + 1, updated_at: new Date().toISOString() };
          validated(stored, 'INVALID_ARGUMENT');
          await publish(target, `${JSON.stringify(stored, null, 2)}\n`).catch((cause: unknown) => {
            throw failure('IO', `Can't write ${target}`, cause);
          });
          return stored;
        } finally {
          await unlock();
        }
      },
      async close() {
        isClosed = true;
      },
    };
  },
};

export default strategy;
