// Each canary is broken exactly as it says, and in nothing else that a single client can see.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { m03LockAvailability } from './locks/m03-lock.js';
import type { Store, TaskFile } from './strategy.js';
import { type StrategyId, strategies } from './strategy-registry.js';

let directory: string;
let path: string;
const opened: Store[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-canaries-'));
  path = join(directory, 'tasks.yaml');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  rmSync(directory, { recursive: true });
});

async function open(id: StrategyId, lockTimeoutMs = 0): Promise<Store> {
  const { default: strategy } = await strategies[id]();
  const store = await strategy.open(path, { lockTimeoutMs });
  opened.push(store);
  return store;
}

const first: TaskFile = {
  version: 1,
  rev: 0,
  updated_at: '',
  tasks: [{ id: 'a', title: 'one' }],
  note: 'kept',
};

describe('otherwise sound', () => {
  it.each([
    'in-place',
    'leave-tmp',
    'stuck-lock',
    'ack-early',
    'no-lock',
    'file-resync',
    'synced-directory-only',
    'unsynced-ancestor',
    'unsynced-directory',
    'unsynced-rename',
    'unsynced-replacement',
    'synced-link-directory',
    'assigned-keys',
    'counted-lock',
    'empty-is-new',
    'endless-timer',
    'leaks-descriptors',
    'half-written',
    'lock-by-name',
    'missing-is-default',
    'mkdir-race',
    'narrow-rev',
    'open-temporary',
    'repeats-left-out',
    'rounded-integers',
    'takes-ownership',
    'temporary-in-tmpdir',
    'rev-by-time',
    'saves-at-exit',
    'trusts-the-clock',
    'unlocks-at-exit',
    'waits-forever',
  ] as const)('%s', async (id) => {
    const store = await open(id);
    expect(await store.write(first, 0)).toMatchObject({ ...first, rev: 1, updated_at: expect.any(String) });
    expect(await store.write(first, 1)).toMatchObject({ rev: 2 });
    await expect(store.write(first, 1)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'Conflict detected: expected rev 1, found 2',
    });
    expect(await store.read()).toMatchObject({ ...first, rev: 2, updated_at: expect.any(String) });
    expect(readdirSync(directory)).toEqual(
      id === 'leave-tmp' ? ['tasks.yaml', 'tasks.yaml.tmp'] : ['tasks.yaml'],
    );
  });
});

it('accept-stale lets the last write win', async () => {
  const store = await open('accept-stale');
  await store.write(first, 0);
  expect(await store.write(first, 0)).toMatchObject({ rev: 2 });
});

it('drop-unknown keeps the fields of the contract only', async () => {
  const store = await open('drop-unknown');
  await store.write(first, 0);
  expect(await store.read()).toEqual({
    version: 1,
    rev: 1,
    updated_at: expect.any(String),
    tasks: [{ id: 'a' }],
  });
  await expect(store.write(first, 0)).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('ack-early acknowledges what is not there yet, and loses it to a faster writer', async () => {
  const [early, other] = [await open('ack-early'), await open('no-lock')];
  expect(await early.write(first, 0)).toMatchObject({ rev: 1 });
  expect(existsSync(path)).toBe(false);
  await other.write({ ...first, note: 'faster' }, 0);
  expect(await early.read()).toMatchObject({ rev: 1, note: 'faster' });
});

it('stuck-lock stays locked by the dead', async () => {
  writeFileSync(`${path}.lock`, '');
  await expect((await open('stuck-lock', 50)).write(first, 0)).rejects.toMatchObject({ code: 'LOCKED' });
});

it('in-place keeps the inode, so that readers can see it half-written', async () => {
  const store = await open('in-place');
  await store.write(first, 0);
  const { ino } = statSync(path, { bigint: true });
  await store.write(first, 1);
  expect(statSync(path, { bigint: true }).ino).toBe(ino);
});

describe.runIf(m03LockAvailability().available)('m03', () => {
  it('behaves as its report says with a single client', async () => {
    const store = await open('m03');
    for (let rev = 0; rev < 5; rev++) {
      expect(await store.write(first, rev)).toMatchObject({ rev: rev + 1 });
    }
    await expect(store.write(first, 1)).rejects.toThrow('Conflict detected: expected rev 1, found 5');
    expect(readdirSync(directory)).toEqual(['tasks.yaml']);
  });

  it('tries once, however patient', async () => {
    const { m03Lock } = await import('./locks/m03-lock.js');
    const held = await m03Lock.acquire(path, 0);
    await expect((await open('m03', 3_600_000)).write(first, 0)).rejects.toMatchObject({ code: 'LOCKED' });
    await held.release();
  });

  it('replaces mode and symbolic link', async () => {
    symlinkSync('real', path);
    const store = await open('m03');
    await store.write(first, 0);
    expect(lstatSync(path).isSymbolicLink()).toBe(false);
    chmodSync(path, 0o600);
    await store.write(first, 1);
    expect(statSync(path).mode & 0o777).toBe(0o666 & ~process.umask());
    expect(readFileSync(path, 'utf8')).toContain('rev: 2');
  });
});

describe('registry', () => {
  it.each(Object.keys(strategies) as StrategyId[])('%s: id and role are its own', async (id) => {
    const { default: strategy } = await strategies[id]();
    expect(strategy.id).toBe(id);
    expect(strategy.title).toBeTruthy();
    expect(['candidate', 'baseline', 'canary', 'peer']).toContain(strategy.role);
    expect(await strategy.availability?.()).toSatisfy(
      (answer: undefined | { available: boolean; remedy?: string }) =>
        answer?.available !== false || Boolean(answer.remedy),
    );
  });
});
