import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { acquirePatiently, type Held } from './lock.js';

const held: Held = { lost: () => null, release: () => Promise.resolve() };

afterEach(() => {
  vi.useRealTimers();
});

/** The moments of each try, in milliseconds after the first. */
async function triesOf(timeoutMs: number, grantedAtTry = Number.POSITIVE_INFINITY): Promise<number[]> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  const begunMs = performance.now();
  const atMs: number[] = [];
  const outcome = acquirePatiently('doc', timeoutMs, () => {
    atMs.push(performance.now() - begunMs);
    return Promise.resolve(atMs.length >= grantedAtTry ? held : null);
  }).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  expect(await outcome).toMatchObject(grantedAtTry <= atMs.length ? {} : { code: 'LOCKED' });
  return atMs;
}

it('tries exactly once when it may not wait', async () => {
  expect(await triesOf(0)).toEqual([0]);
});

it('stops trying when it holds the lock', async () => {
  expect(await triesOf(10_000, 3)).toHaveLength(3);
});

it('waits from 10 ms, doubling with jitter, at most 200 ms, and tries a last time at the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20_000 }), async (timeoutMs) => {
      const atMs = await triesOf(timeoutMs);
      const last = atMs.at(-1) ?? 0;
      expect(last).toBeGreaterThanOrEqual(timeoutMs);
      expect(last).toBeLessThanOrEqual(timeoutMs + 2);
      atMs.slice(1, -1).forEach((at, index) => {
        const waitedMs = at - (atMs[index] ?? 0);
        const stepMs = Math.min(10 * 2 ** index, 100);
        expect(waitedMs).toBeGreaterThanOrEqual(Math.floor(stepMs));
        expect(waitedMs).toBeLessThanOrEqual(2 * stepMs + 1);
      });
    }),
    { numRuns: 50 },
  );
});

it('passes on what is not busy', async () => {
  const failure = Object.assign(new Error('no'), { code: 'EACCES' });
  await expect(acquirePatiently('doc', 1000, () => Promise.reject(failure))).rejects.toBe(failure);
});
