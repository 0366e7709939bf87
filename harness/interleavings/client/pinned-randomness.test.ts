// Every random source that a strategy may use, twice from one seed, and once from another.
import crypto, { randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { installPinnedRandomness, PinnedRandomness } from './pinned-randomness.js';

const pinned = new PinnedRandomness();
beforeAll(() => installPinnedRandomness(pinned));

const sources: Record<string, () => unknown> = {
  'Math.random': () => Math.random(),
  'randomBytes, imported': () => randomBytes(9).toString('hex'),
  'randomBytes, called back': async () => (await promisify(crypto.randomBytes)(9)).toString('hex'),
  randomInt: () => crypto.randomInt(1_000_000),
  'randomInt of a range, called back': () =>
    new Promise((resolve) => crypto.randomInt(5, 1_000_000, (_, value) => resolve(value))),
  randomFillSync: () => crypto.randomFillSync(Buffer.alloc(6), 2, 3).toString('hex'),
  randomFill: () =>
    new Promise((resolve) => crypto.randomFill(new Uint32Array(3), (_, view) => resolve([...view]))),
  'randomUUID, imported': () => randomUUID(),
  'crypto.getRandomValues': () => [...crypto.getRandomValues(new Uint16Array(4))],
  'globalThis.crypto': () => globalThis.crypto.randomUUID(),
};

async function drawn(draw: () => unknown, seed: number): Promise<unknown[]> {
  pinned.begin(seed);
  try {
    return [await draw(), await draw()];
  } finally {
    pinned.end();
  }
}

it.each(Object.entries(sources))('%s', async (_, draw) => {
  const first = await drawn(draw, 7);
  expect(await drawn(draw, 7)).toEqual(first);
  expect(await drawn(draw, 8)).not.toEqual(first);
  expect(first[0]).not.toEqual(first[1]);
  expect([await draw(), await draw()]).not.toEqual(first);
});

it('keeps to what was asked for', async () => {
  const [bytes] = await drawn(() => crypto.randomFillSync(Buffer.alloc(6), 2, 3), 7);
  expect((bytes as Buffer).subarray(0, 2)).toEqual(Buffer.alloc(2));
  expect((bytes as Buffer)[5]).toBe(0);
  const [uuid] = await drawn(() => randomUUID(), 7);
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const [number] = await drawn(() => crypto.randomInt(5, 7), 7);
  expect([5, 6]).toContain(number);
});
