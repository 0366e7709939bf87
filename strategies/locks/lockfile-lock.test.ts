// The lock of proper-lockfile in one process: when it is taken over, when it counts as lost, and what it
// passes on.
import { mkdtempSync, rmdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { durableRename } from '../commits/durable-rename.js';
import { openFileStore } from '../file-store.js';
import type { Lock } from './lock.js';
import { lockfile } from './lockfile-lock.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-lockfile-'));
  path = join(directory, 'doc.yaml');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true });
});

it('takes over what was abandoned 10 s ago, not before', async () => {
  await lockfile.acquire(path, 0);
  await expect(lockfile.acquire(path, 0)).rejects.toMatchObject({ code: 'LOCKED' });
  const longAgo = Date.now() / 1000 - 11;
  utimesSync(`${path}.lock`, longAgo, longAgo);
  await (await lockfile.acquire(path, 0)).release();
});

it('rejects a write with LOCK_LOST when the lock was held too long to be still ours', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const slow: Lock = {
    async acquire(documentPath, timeoutMs) {
      const held = await lockfile.acquire(documentPath, timeoutMs);
      vi.advanceTimersByTime(10_001);
      return held;
    },
  };
  const store = await openFileStore({ lock: slow, commit: durableRename }, path, { lockTimeoutMs: 0 });
  await expect(store.write({ version: 1, rev: 0, updated_at: '', tasks: [] }, 0)).rejects.toMatchObject({
    code: 'LOCK_LOST',
  });
  expect(await store.read()).toBeNull();
});

it('notices that its directory was taken away, and does not throw out of a timer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const held = await lockfile.acquire(path, 0);
  rmdirSync(`${path}.lock`);
  // proper-lockfile looks every 5 s, half of what makes a lock stale.
  vi.advanceTimersByTime(4999);
  await new Promise(setImmediate);
  expect(held.lost()).toBeNull();
  vi.advanceTimersByTime(1);
  await vi.waitFor(() => expect(held.lost()).toMatchObject({ code: 'ECOMPROMISED' }), {
    timeout: 30_000,
    interval: 5,
  });
  await held.release();
});

it('passes on what is neither busy nor granted', async () => {
  writeFileSync(path, '');
  await expect(lockfile.acquire(join(path, 'below'), 0)).rejects.toMatchObject({ code: 'ENOTDIR' });
});
