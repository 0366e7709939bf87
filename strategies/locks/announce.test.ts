import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LockMessage } from './announce.js';
import { flock, flockAvailability } from './flock-lock.js';
import type { Lock } from './lock.js';
import { lockFile } from './lock-file.js';
import { lockfile } from './lockfile-lock.js';
import { m03Lock, m03LockAvailability } from './m03-lock.js';
import { ofdAvailability, ofdLock } from './ofd-lock.js';
import { posixLock, posixLockAvailability } from './posix-lock.js';

let directory: string;
let path: string;
let heard: LockMessage[];
const listen = (message: unknown) => heard.push(message as LockMessage);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-announce-'));
  path = join(directory, 'doc.yaml');
  heard = [];
  subscribe('holdfast:lock', listen);
});
afterEach(() => {
  unsubscribe('holdfast:lock', listen);
  rmSync(directory, { recursive: true });
});

const locks: { name: string; lock: Lock; kind: LockMessage['kind']; file: string; available: boolean }[] = [
  {
    name: 'flock',
    lock: lockFile(flock),
    kind: 'flock',
    file: 'doc.yaml.lock',
    available: flockAvailability().available,
  },
  {
    name: 'posix',
    lock: lockFile(posixLock),
    kind: 'posix',
    file: 'doc.yaml.lock',
    available: posixLockAvailability().available,
  },
  {
    name: 'ofd',
    lock: lockFile(ofdLock),
    kind: 'ofd',
    file: 'doc.yaml.lock',
    available: ofdAvailability().available,
  },
  { name: 'lockfile', lock: lockfile, kind: 'lockfile', file: 'doc.yaml.lock', available: true },
  { name: 'm03', lock: m03Lock, kind: 'flock', file: 'doc.lock', available: flockAvailability().available },
];

for (const { name, lock, kind, file, available } of locks) {
  describe.skipIf(!available)(name, () => {
    it('announces each try and the release, in order', async () => {
      const held = await lock.acquire(path, 0);
      if (kind !== 'posix') {
        await expect(lock.acquire(path, 0)).rejects.toMatchObject({ code: 'LOCKED' });
      }
      await held.release();
      const told = heard.map((m) => `${m.operation} ${m.phase}${m.phase === 'end' ? ` ${m.outcome}` : ''}`);
      const busy = kind === 'posix' ? [] : ['try-lock start', 'try-lock end busy'];
      expect(told).toEqual([
        'try-lock start',
        'try-lock end locked',
        ...busy,
        'unlock start',
        'unlock end released',
      ]);
      for (const message of heard) {
        expect(message).toMatchObject({ kind, path: join(directory, file) });
        expect(typeof message.fd).toBe(kind === 'lockfile' ? 'undefined' : 'number');
      }
    });
  });
}

it('announces the end of a try that failed', async () => {
  rmSync(directory, { recursive: true });
  await expect(lockfile.acquire(path, 0)).rejects.toMatchObject({ code: 'ENOENT' });
  mkdirSync(directory);
  expect(heard.map((m) => (m.phase === 'end' ? m.outcome : m.phase))).toEqual(['start', 'error']);
});

// The reason why `m03` is a canary, forced at the very point where it happens.
it.runIf(m03LockAvailability().available)(
  'removing the lock file after the release makes two holders',
  async () => {
    const first = await m03Lock.acquire(path, 0);
    let waiter: ReturnType<Lock['acquire']> | undefined;
    const slipIn = (message: unknown) => {
      const { phase, operation } = message as LockMessage;
      if (phase === 'end' && operation === 'unlock' && waiter === undefined) {
        waiter = m03Lock.acquire(path, 0);
      }
    };
    subscribe('holdfast:lock', slipIn);
    await first.release();
    unsubscribe('holdfast:lock', slipIn);
    const second = await waiter;
    const third = await m03Lock.acquire(path, 0);
    expect(second).toBeDefined();
    await third.release();
    await expect(second?.release()).rejects.toMatchObject({ code: 'ENOENT' });
  },
);
