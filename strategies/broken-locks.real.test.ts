// The broken lock protocols, each forced at the point where it breaks, with real locks and, where a lock
// belongs to the process, with a real second process. Beside each a sound relative, which holds at the same
// point. Shows that the flaw exists; how many preemptions it needs is for a search to say.
import { execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LockMessage } from './locks/announce.js';
import { flock, flockAvailability } from './locks/flock-lock.js';
import type { Held, Lock } from './locks/lock.js';
import { lockFile } from './locks/lock-file.js';
import { notedPosixLock } from './locks/noted-posix-lock.js';
import { pidFile } from './locks/pid-file-lock.js';
import { posixLock, posixLockAvailability } from './locks/posix-lock.js';
import { unlinkHeldLock } from './locks/unlink-held-lock.js';
import type { TaskFile } from './strategy.js';
import { strategies } from './strategy-registry.js';

const dist = pathToFileURL(join(process.cwd(), 'dist/strategies/')).href;

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-broken-locks-'));
  path = join(directory, 'tasks.yaml');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

/** Runs `action` once, between the announcement of the next try for a lock and the try itself. */
async function beforeTheTry<T>(action: () => void, body: () => Promise<T>): Promise<T> {
  const listen = (message: unknown): void => {
    const { phase, operation } = message as LockMessage;
    if (phase === 'start' && operation === 'try-lock') {
      unsubscribe('holdfast:lock', listen);
      action();
    }
  };
  subscribe('holdfast:lock', listen);
  try {
    return await body();
  } finally {
    unsubscribe('holdfast:lock', listen);
  }
}

/**
 * Runs code in another process, which has the built `strategies` and `locks`; returns the JSON it prints.
 */
function another(program: string): unknown {
  const source = `
    import { strategies } from '${dist}strategy-registry.js';
    import { notedPosixLock } from '${dist}locks/noted-posix-lock.js';
    import { posixLock } from '${dist}locks/posix-lock.js';
    import { lockFile } from '${dist}locks/lock-file.js';
    const path = ${JSON.stringify(path)};
    const answer = await (async () => { ${program} })();
    process.stdout.write(JSON.stringify(answer));`;
  const argv = ['--input-type=module', '-e', source];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8', timeout: 50_000 }));
}

const locked = 'LOCKED' as const;
const codeOf = (error: unknown) => (error as { code: string }).code;

/** Whether another client acquires the lock now; it releases it at once. */
async function anotherHolder(lock: Lock): Promise<Held | typeof locked> {
  return await lock.acquire(path, 0).catch((error) => {
    expect(codeOf(error)).toBe('LOCKED');
    return locked;
  });
}

describe.skipIf(!flockAvailability().available)('a lock file removed while it is held', () => {
  it.each([
    { name: 'makes two holders', lock: unlinkHeldLock, third: 'held' },
    { name: 'does not where the inode is compared', lock: lockFile(flock), third: locked },
  ])('$name', async ({ lock, third }) => {
    const first = await lock.acquire(path, 0);
    // The second has opened the file that the first removes now.
    const second = await beforeTheTry(
      () => void first.release(),
      () => lock.acquire(path, 0),
    );
    const newcomer = await anotherHolder(lock);
    expect(newcomer === locked ? locked : 'held').toBe(third);
    await second.release();
    if (newcomer !== locked) {
      // And the second has removed the lock file of the third.
      expect(existsSync(`${path}.lock`)).toBe(false);
      await expect(newcomer.release()).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });
});

describe('a pid file', () => {
  it('keeps others out while its owner lives', async () => {
    const held = await pidFile.acquire(path, 0);
    expect(readFileSync(`${path}.lock`, 'utf8')).toBe(`${process.pid}\n`);
    expect(await anotherHolder(pidFile)).toBe(locked);
    await held.release();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it.each(['', '4', '123456'])(
    'is taken over from somebody who has only written %j so far',
    async (begun) => {
      const slow = openSync(`${path}.lock`, 'wx');
      writeFileSync(slow, begun);
      const held = await pidFile.acquire(path, 0);
      // The slow one is alive, continues, and can't notice.
      writeFileSync(slow, `${process.pid}\n`.slice(begun.length));
      closeSync(slow);
      await held.release();
    },
  );

  it('of somebody dead is removed by two, the second time with a living one in it', async () => {
    const dead = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' });
    writeFileSync(`${path}.lock`, dead);
    const realKill = process.kill.bind(process);
    let faster: Promise<Held> | undefined;
    vi.spyOn(process, 'kill').mockImplementationOnce((pid, signal) => {
      // The slower one has read the pid and is about to remove the file.
      faster = pidFile.acquire(path, 0);
      return realKill(pid, signal);
    });
    const slower = await pidFile.acquire(path, 0);
    const first = await faster;
    expect(first).toBeDefined();
    await slower.release();
    await expect(first?.release()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe.skipIf(!posixLockAvailability().available)('a POSIX lock whose file is opened a second time', () => {
  const tryThere = (lock: string) =>
    another(`
      try { await (await ${lock}.acquire(path, 0)).release(); return 'held'; }
      catch (error) { return error.code; }`);

  it('is lost, and another process gets it', async () => {
    const held = await notedPosixLock.acquire(path, 0);
    expect(readFileSync(`${path}.lock`, 'utf8')).toContain(String(process.pid));
    expect(tryThere('notedPosixLock')).toBe('held');
    // It believed that it was alone and removed the file.
    await expect(held.release()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is kept without that', async () => {
    const held = await lockFile(posixLock).acquire(path, 0);
    expect(tryThere('notedPosixLock')).toBe(locked);
    await held.release();
  });
});

describe.skipIf(!flockAvailability().available)('a write of somebody else right before the lock', () => {
  it.each([
    { id: 'lock-data-file', outcome: 2 },
    { id: 'check-before-lock', outcome: 2 },
    { id: 'flock', outcome: 'CONFLICT' },
  ] as const)('$id: $outcome', async ({ id, outcome }) => {
    const { default: strategy } = await strategies[id]();
    const store = await strategy.open(path, { lockTimeoutMs: 0 });
    const document: TaskFile = { version: 1, rev: 0, updated_at: '', tasks: [{ id: 'a' }] };
    const mine = await store.write(document, 0);
    let theirs: unknown;
    const answer = await beforeTheTry(
      () => {
        theirs = another(`
          const store = await (await strategies['${id}']()).default.open(path, { lockTimeoutMs: 0 });
          const file = await store.read();
          return (await store.write({ ...file, from: 'another' }, file.rev)).rev;`);
      },
      () => store.write({ ...mine, from: 'me' }, 1).then(({ rev }) => rev, codeOf),
    );
    // Both were acknowledged and both started from rev 1; only one document is left.
    expect([theirs, answer]).toEqual([2, outcome]);
    expect(await store.read()).toMatchObject({ from: outcome === 'CONFLICT' ? 'another' : 'me' });
    await store.close();
  });
});
