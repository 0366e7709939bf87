// What every candidate must do with a single client, with a held lock, and with leftovers of earlier writers.
// Canaries with a broken lock protocol pass too: a single client at a time can't see the flaw.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import batch from './batch.js';
import checkBeforeLock from './canaries/check-before-lock.js';
import lockDataFile from './canaries/lock-data-file.js';
import pidFileStrategy from './canaries/pid-file.js';
import reopenedPosixLock from './canaries/reopened-posix-lock.js';
import unlinkHeld from './canaries/unlink-held.js';
import fcntl from './fcntl.js';
import flockStrategy from './flock.js';
import flockKeep from './flock-keep.js';
import journal from './journal.js';
import lockfileStrategy from './lockfile.js';
import { documentLock } from './locks/document-lock.js';
import { flock } from './locks/flock-lock.js';
import type { Lock } from './locks/lock.js';
import { lockFile } from './locks/lock-file.js';
import { lockfile } from './locks/lockfile-lock.js';
import { namedDocumentLock } from './locks/named-document-lock.js';
import { notedPosixLock } from './locks/noted-posix-lock.js';
import { ofdLock } from './locks/ofd-lock.js';
import { pidFile } from './locks/pid-file-lock.js';
import { posixLock } from './locks/posix-lock.js';
import { unlinkHeldLock } from './locks/unlink-held-lock.js';
import ofd from './ofd.js';
import readCache from './read-cache.js';
import type { Store, Strategy, TaskFile } from './strategy.js';
import { serialiseTaskFile } from './task-file.js';
import twoSlot from './two-slot.js';

const conforming: { strategy: Strategy; lock: Lock; leaves: string[] }[] = [
  { strategy: batch, lock: lockFile(flock), leaves: [] },
  { strategy: fcntl, lock: lockFile(posixLock), leaves: [] },
  { strategy: flockStrategy, lock: lockFile(flock), leaves: [] },
  { strategy: flockKeep, lock: lockFile(flock, 'keep'), leaves: ['tasks.yaml.lock'] },
  { strategy: journal, lock: namedDocumentLock, leaves: [] },
  { strategy: lockfileStrategy, lock: lockfile, leaves: [] },
  { strategy: ofd, lock: lockFile(ofdLock), leaves: [] },
  { strategy: readCache, lock: lockFile(flock), leaves: [] },
  { strategy: twoSlot, lock: namedDocumentLock, leaves: [] },
  { strategy: checkBeforeLock, lock: lockFile(flock), leaves: [] },
  { strategy: lockDataFile, lock: documentLock, leaves: [] },
  { strategy: pidFileStrategy, lock: pidFile, leaves: [] },
  { strategy: reopenedPosixLock, lock: notedPosixLock, leaves: [] },
  { strategy: unlinkHeld, lock: unlinkHeldLock, leaves: [] },
];

const first: TaskFile = {
  version: 1,
  rev: 0,
  updated_at: '',
  tasks: [{ id: 'a', title: 'one' }],
  note: { kept: [1] },
};

for (const { strategy, lock, leaves } of conforming) {
  const availability = (await strategy.availability?.()) ?? { available: true };

  describe.skipIf(!availability.available)(strategy.id, () => {
    let directory: string;
    let path: string;
    const opened: Store[] = [];

    async function open(at = path, lockTimeoutMs = 0): Promise<Store> {
      const store = await strategy.open(at, { lockTimeoutMs });
      opened.push(store);
      return store;
    }

    beforeEach(() => {
      directory = mkdtempSync(join(tmpdir(), 'holdfast-conformance-'));
      path = join(directory, 'tasks.yaml');
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()));
      rmSync(directory, { recursive: true });
    });

    it('reads an absent document as null', async () => {
      expect(await (await open()).read()).toBeNull();
      expect(await (await open(join(directory, 'no/such/tasks.yaml'))).read()).toBeNull();
      expect(readdirSync(directory)).toEqual([]);
    });

    it('gives back what was written, stamped', async () => {
      const store = await open();
      const stored = await store.write({ ...first, rev: 77, updated_at: 'never' }, 0);
      expect(stored).toEqual({ ...first, rev: 1, updated_at: expect.stringMatching(/^\d{4}-.*Z$/) });
      expect(await store.read()).toEqual(stored);
      expect(await (await open()).read()).toEqual(stored);
      expect(readdirSync(directory).sort()).toEqual(['tasks.yaml', ...leaves]);
    });

    it('counts revs and detects conflicts, its own and others’', async () => {
      const store = await open();
      const other = await open();
      await store.write(first, null);
      await other.write(first, 1);
      await expect(store.write(first, 1)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: 'Conflict detected: expected rev 1, found 2',
      });
      expect(await store.write(first, null)).toMatchObject({ rev: 3 });
      await expect(other.write(first, 0)).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    it('reads before it writes, even when somebody else changed the file by hand', async () => {
      const store = await open();
      await store.write(first, 0);
      writeFileSync(path, serialiseTaskFile({ ...first, rev: 41, updated_at: 'x' }));
      await expect(store.write(first, 1)).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await store.write(first, 41)).toMatchObject({ rev: 42 });
    });

    it('tries once, or waits, for a lock that is held', async () => {
      const held = await lock.acquire(path, 0);
      const impatient = await open();
      const patient = await open(path, 30);
      const persistent = await open(path, 60_000);
      await expect(impatient.write(first, 0)).rejects.toMatchObject({ code: 'LOCKED' });
      const begunMs = performance.now();
      await expect(patient.write(first, 0)).rejects.toMatchObject({ code: 'LOCKED' });
      expect(performance.now() - begunMs).toBeGreaterThanOrEqual(29);
      expect(existsSync(path)).toBe(false);
      const written = persistent.write(first, 0);
      await held.release();
      expect(await written).toMatchObject({ rev: 1 });
      expect(readdirSync(directory).sort()).toEqual(['tasks.yaml', ...leaves]);
    });

    it('does the writes of one store in turn and finishes them before it closes', async () => {
      const store = await open();
      const writes = [store.write(first, 0), store.write(first, 1), store.write(first, 2)];
      await store.close();
      expect((await Promise.all(writes)).map(({ rev }) => rev)).toEqual([1, 2, 3]);
      await store.close();
      await expect(store.read()).rejects.toMatchObject({ code: 'CLOSED' });
      await expect(store.write(first, null)).rejects.toMatchObject({ code: 'CLOSED' });
    });

    it('refuses what is not a task file, without touching anything', async () => {
      const store = await open();
      await expect(store.write({ ...first, due: new Date() }, 0)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
      await expect(store.write(first, -1)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      await expect(open(path, Number.NaN)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(readdirSync(directory)).toEqual([]);
    });

    it.each([
      ['INVALID_DOCUMENT', 'version: 1\nrev: 2\ntasks: [\n'],
      ['INVALID_DOCUMENT', ''],
      ['UNSUPPORTED_VERSION', 'version: 2\nrev: 1\nstages: []\n'],
      ['REV_OUT_OF_RANGE', 'version: 1\nrev: 18446744073709551615\nupdated_at: x\ntasks: []\n'],
    ])('leaves a document alone that is %s', async (code, text) => {
      writeFileSync(path, text);
      const store = await open();
      await expect(store.read()).rejects.toMatchObject({
        code,
        message: expect.stringContaining(`${path}:`),
      });
      await expect(store.write(first, null)).rejects.toMatchObject({ code });
      expect(readFileSync(path, 'utf8')).toBe(text);
      expect(readdirSync(directory).sort()).toEqual(['tasks.yaml', ...leaves]);
    });

    it('refuses to count further than it can count exactly', async () => {
      const text = serialiseTaskFile({ ...first, rev: Number.MAX_SAFE_INTEGER, updated_at: 'x' });
      writeFileSync(path, text);
      const store = await open();
      await expect(store.write(first, null)).rejects.toMatchObject({ code: 'REV_OUT_OF_RANGE' });
      expect(readFileSync(path, 'utf8')).toBe(text);
    });

    it('makes directories that are absent', async () => {
      const nested = join(directory, 'a/b/c/tasks.yaml');
      const store = await open(nested);
      await store.write(first, 0);
      expect(readdirSync(dirname(nested)).sort()).toEqual(['tasks.yaml', ...leaves]);
    });

    it.skipIf(process.platform === 'win32')('keeps the mode, whatever the umask takes', async () => {
      const store = await open();
      await store.write(first, 0);
      for (const mode of [0o600, 0o666]) {
        chmodSync(path, mode);
        await store.write(first, null);
        expect(statSync(path).mode & 0o777).toBe(mode);
      }
    });

    it.skipIf(process.platform === 'win32')('writes through symbolic links, dangling ones too', async () => {
      mkdirSync(join(directory, 'real'));
      symlinkSync('second', path);
      symlinkSync('real/doc.yaml', join(directory, 'second'));
      const store = await open();
      expect(await store.read()).toBeNull();
      await store.write(first, 0);
      await store.write(first, 1);
      expect(lstatSync(path).isSymbolicLink()).toBe(true);
      expect(readlinkSync(join(directory, 'second'))).toBe('real/doc.yaml');
      expect(lstatSync(join(directory, 'real/doc.yaml')).isFile()).toBe(true);
      expect(await (await open(join(directory, 'real/doc.yaml'))).read()).toMatchObject({ rev: 2 });
      expect(readdirSync(directory).sort()).toEqual(['real', 'second', 'tasks.yaml']);
    });

    it('clears away what a dead writer left', async () => {
      writeFileSync(`${path}.tmp`, 'half a docu');
      const store = await open();
      expect(await store.write(first, 0)).toMatchObject({ rev: 1 });
      expect(readdirSync(directory).sort()).toEqual(['tasks.yaml', ...leaves]);
    });

    it('tells what the file system said, and stays usable', async () => {
      mkdirSync(`${path}.tmp`);
      const store = await open();
      await expect(store.write(first, 0)).rejects.toMatchObject({
        code: 'IO',
        message: expect.stringContaining(path),
        cause: { code: expect.stringMatching(/EISDIR|EPERM/), path: `${path}.tmp` },
      });
      rmSync(`${path}.tmp`, { recursive: true });
      expect(await store.write(first, 0)).toMatchObject({ rev: 1 });
      const inTheWay = await open(join(path, 'below'));
      await expect(inTheWay.read()).rejects.toMatchObject({ code: 'IO', cause: { code: 'ENOTDIR' } });
      await expect(inTheWay.write(first, 0)).rejects.toMatchObject({ code: 'IO' });
    });

    it.runIf(process.platform === 'linux')('leaks no descriptor, whatever happens', async () => {
      const store = await open();
      await store.write(first, 0);
      const before = readdirSync('/proc/self/fd').length;
      const held = await lock.acquire(path, 0);
      await store.write(first, null).catch(() => undefined);
      await held.release();
      await store.write(first, 99).catch(() => undefined);
      mkdirSync(`${path}.tmp`);
      await store.write(first, null).catch(() => undefined);
      rmSync(`${path}.tmp`, { recursive: true });
      writeFileSync(path, '');
      await store.write(first, null).catch(() => undefined);
      await store.read().catch(() => undefined);
      expect(readdirSync('/proc/self/fd').length).toBe(before);
    });
  });
}
