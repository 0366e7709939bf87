import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tryExclusiveFile } from './exclusive-file.js';
import type { Held } from './lock.js';
import { acquireInTurn, wakeFirst } from './turns.js';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-turns-'));
  path = join(directory, 'doc.lock');
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const acquire = (timeoutMs: number, tryOnce = async () => tryExclusiveFile(path)): Promise<Held> =>
  acquireInTurn(path, 'doc', timeoutMs, tryOnce);

/** So that others of this thread get as far as they can without time passing. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};

/** Leaves a place behind, as a writer that was killed while it waited. */
function dieWaiting(): void {
  mkdirSync(`${path}.queue`);
  writeFileSync(join(`${path}.queue`, '1'), '');
}

it('tries exactly once when it may not wait, and makes no queue', async () => {
  await acquire(0);
  let tries = 0;
  const refused = acquire(0, () => {
    tries += 1;
    return Promise.resolve(null);
  });
  await expect(refused).rejects.toMatchObject({ code: 'LOCKED', message: expect.stringMatching(/only try/) });
  expect(tries).toBe(1);
  expect(readdirSync(directory)).toEqual(['doc.lock']);
});

it('gives up when the time has passed, not earlier, after a last try', async () => {
  const held = await acquire(0);
  const beganMs = performance.now();
  await expect(acquire(30)).rejects.toMatchObject({
    code: 'LOCKED',
    message: expect.stringMatching(/30 ms/),
  });
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(30);
  expect(readdirSync(directory)).toEqual(['doc.lock']);
  await held.release();
});

it('hands over in the order of arrival, whoever held it last comes last', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      async (others, rounds) => {
        const order: number[] = [];
        const write = async (who: number): Promise<void> => {
          const held = await acquire(60_000);
          order.push(who);
          await settle();
          await held.release();
        };
        const writer = async (who: number): Promise<void> => {
          for (let round = 0; round < rounds; round += 1) await write(who);
        };
        const writers = [];
        for (let who = 0; who <= others; who += 1) {
          writers.push(writer(who));
          await new Promise(setImmediate);
        }
        await Promise.all(writers);
        const turn = Array.from({ length: others + 1 }, (_, who) => who);
        expect(order).toEqual(Array.from({ length: rounds }, () => turn).flat());
        expect(readdirSync(directory)).toEqual([]);
      },
    ),
    { numRuns: 6 },
  );
});

it('does not wait for the dead for ever', async () => {
  dieWaiting();
  const held = await acquire(60_000);
  expect(readdirSync(directory)).toEqual(['doc.lock']);
  await held.release();
});

it('tries at the end of its time even behind others', async () => {
  dieWaiting();
  await (await acquire(5)).release();
  // The place of the other may be that of a living one: only time tells.
  expect(readdirSync(directory)).toEqual(['doc.lock.queue']);
});

it('leaves no dead ones to those who never wait', async () => {
  dieWaiting();
  await (await acquire(0)).release();
  expect(readdirSync(directory)).toEqual([]);
});

it('takes a new place when it was taken for dead', async () => {
  const held = await acquire(0);
  const waiting = acquire(60_000);
  await settle();
  rmSync(`${path}.queue`, { recursive: true });
  await held.release();
  await (await waiting).release();
  expect(readdirSync(directory)).toEqual([]);
});

it('is woken by a touch where the lock file stays', async () => {
  const holder = join(directory, 'holder');
  writeFileSync(holder, '');
  writeFileSync(path, '');
  const waiting = acquire(60_000, async () =>
    existsSync(holder) ? null : { lost: () => null, release: () => Promise.resolve() },
  );
  await settle();
  rmSync(holder);
  wakeFirst(path, () => utimesSync(path, new Date(), new Date()));
  await waiting;
  expect(readdirSync(directory)).toEqual(['doc.lock']);
  wakeFirst(path, () => expect.unreachable());
});

it('waits without a place where none can be had', async () => {
  writeFileSync(`${path}.queue`, 'a file where the directory should be');
  const held = await acquire(0);
  const waiting = acquire(60_000);
  await settle();
  await held.release();
  await (await waiting).release();
});

it('passes on what is not busy', async () => {
  const failure = Object.assign(new Error('no'), { code: 'EACCES' });
  await expect(acquire(1000, () => Promise.reject(failure))).rejects.toBe(failure);
  await acquire(0);
  let tries = 0;
  const later = acquire(1000, () => (tries++ === 0 ? Promise.resolve(null) : Promise.reject(failure)));
  await expect(later).rejects.toBe(failure);
  expect(readdirSync(directory)).toEqual(['doc.lock']);
});
