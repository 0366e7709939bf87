// The lock-file protocol, with real locks, under the interleavings that break its simpler relatives.
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flock, flockAvailability } from './flock-lock.js';
import { type DescriptorLock, lockFile } from './lock-file.js';
import { ofdAvailability, ofdLock } from './ofd-lock.js';
import { posixLock, posixLockAvailability } from './posix-lock.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-lock-file-'));
  path = join(directory, 'doc');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const kinds: { by: DescriptorLock; available: boolean }[] = [
  { by: flock, available: flockAvailability().available },
  { by: posixLock, available: posixLockAvailability().available },
  { by: ofdLock, available: ofdAvailability().available },
];

for (const { by, available } of kinds) {
  describe.skipIf(!available)(by.kind, () => {
    it('excludes a second holder in the same thread, and leaves nothing', async () => {
      const held = await lockFile(by).acquire(path, 0);
      await expect(lockFile(by).acquire(path, 0)).rejects.toMatchObject({ code: 'LOCKED' });
      expect(held.lost()).toBeNull();
      await held.release();
      expect(readdirSync(directory)).toEqual([]);
      await (await lockFile(by).acquire(path, 0)).release();
    });

    it('still excludes after a failed try, whose descriptor was closed', async () => {
      const held = await lockFile(by).acquire(path, 0);
      await expect(lockFile(by).acquire(path, 0)).rejects.toMatchObject({ code: 'LOCKED' });
      await expect(lockFile(by).acquire(path, 0)).rejects.toMatchObject({ code: 'LOCKED' });
      await held.release();
    });

    it('starts again when the file it locked is no longer the one that is named', async () => {
      let tries = 0;
      const robbed: DescriptorLock = {
        ...by,
        tryLock(fd) {
          if (tries++ === 0) {
            unlinkSync(`${path}.lock`);
            writeFileSync(`${path}.lock`, '');
          }
          return by.tryLock(fd);
        },
      };
      const held = await lockFile(robbed).acquire(path, 0);
      expect(tries).toBe(2);
      await expect(lockFile(by).acquire(path, 0)).rejects.toMatchObject({ code: 'LOCKED' });
      await held.release();
    });

    it('gives up on a file that is replaced all the time', async () => {
      const before = descriptors();
      const hopeless: DescriptorLock = {
        ...by,
        tryLock(fd) {
          unlinkSync(`${path}.lock`);
          return by.tryLock(fd);
        },
      };
      await expect(lockFile(hopeless).acquire(path, 0)).rejects.toThrow(/replaced 1000 times/);
      expect(descriptors()).toBe(before);
    });

    it('keeps the file when told to, and takes over one that a dead writer left', async () => {
      writeFileSync(`${path}.lock`, '');
      await (await lockFile(by, 'keep').acquire(path, 0)).release();
      expect(existsSync(`${path}.lock`)).toBe(true);
      await (await lockFile(by).acquire(path, 0)).release();
      expect(existsSync(`${path}.lock`)).toBe(false);
    });

    it('closes its descriptor when the lock fails, and when giving back does', async () => {
      const before = descriptors();
      const failing: DescriptorLock = {
        ...by,
        tryLock: () => Promise.reject(Object.assign(new Error('no locks'), { code: 'ENOLCK' })),
      };
      await expect(lockFile(failing).acquire(path, 0)).rejects.toMatchObject({ code: 'ENOLCK' });
      const held = await lockFile(by).acquire(path, 0);
      unlinkSync(`${path}.lock`);
      await expect(held.release()).rejects.toMatchObject({ code: 'ENOENT' });
      expect(descriptors()).toBe(before);
      await (await lockFile(by).acquire(path, 0)).release();
    });
  });
}

it.runIf(posixLockAvailability().available)('POSIX locks belong to the process', async () => {
  const one = openSync(path, 'a+');
  const two = openSync(path, 'a+');
  expect([await posixLock.tryLock(one), await posixLock.tryLock(two)]).toEqual([true, true]);
  closeSync(one);
  closeSync(two);
});

it.runIf(flockAvailability().available)('flocks belong to the open file description', async () => {
  const one = openSync(path, 'a+');
  const two = openSync(path, 'a+');
  expect([await flock.tryLock(one), await flock.tryLock(two)]).toEqual([true, false]);
  closeSync(one);
  expect(await flock.tryLock(two)).toBe(true);
  closeSync(two);
});

function descriptors(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}
