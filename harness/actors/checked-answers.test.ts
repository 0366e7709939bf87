import { expect, test } from 'vitest';
import type { Store } from '../../strategies/strategy.js';
import { withCheckedAnswers } from './checked-answers.js';
import { isThrownByUs } from './thrown.js';

async function open(store: Partial<Record<keyof Store, () => Promise<unknown>>>): Promise<Store> {
  const strategy = { id: 'mine', open: async () => store as unknown as Store };
  return await withCheckedAnswers(strategy).open('/nowhere', { lockTimeoutMs: 0 });
}

test('undefined is understood as "no document"', async () => {
  const store = await open({ read: async () => undefined });
  expect(await store.read()).toBeNull();
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [7, 'a number'],
  [Symbol('x'), 'a symbol'],
  [{ tasks: [] }, 'an object that has no rev'],
  [{ rev: '5' }, 'an object that has no rev'],
  [{ rev: Number.POSITIVE_INFINITY }, 'an object that has no rev'],
])('a write that resolves with %o is rejected, as an error of the strategy', async (answer, told) => {
  const store = await open({ write: async () => answer });
  const error = await store.write({ version: 1, rev: 0, updated_at: '', tasks: [] }, 0).catch((e) => e);
  expect(error.message).toContain(`write() resolved with ${told};`);
  expect(error.code).toBeUndefined();
  expect(isThrownByUs(error)).toBe(false);
});

test('a getter that throws is an answer without a rev', async () => {
  const stored = {
    get rev(): number {
      throw new Error('nothing for you');
    },
  };
  const store = await open({ write: async () => stored });
  await expect(store.write({ version: 1, rev: 0, updated_at: '', tasks: [] }, 0)).rejects.toThrow('no rev');
});

test('an answer that has a rev is handed on as it is', async () => {
  const stored = { rev: 3, more: [1] };
  const store = await open({ write: async () => stored });
  expect(await store.write({ version: 1, rev: 2, updated_at: '', tasks: [] }, 2)).toBe(stored);
});

test('a class with private fields works as before', async () => {
  class Mine {
    readonly id = 'mine';
    readonly #store: Store = { read: async () => null, write: async (next) => next, close: async () => {} };
    readonly #answer = { available: true } as const;
    availability = async () => this.#answer;
    async open(): Promise<Store> {
      return this.#store;
    }
  }
  const strategy = withCheckedAnswers(new Mine());
  expect(await strategy.availability?.()).toEqual({ available: true });
  expect(await (await strategy.open('/nowhere', { lockTimeoutMs: 0 })).read()).toBeNull();
});

test('keeps what the strategy promises and claims', () => {
  const open = () => Promise.reject(new Error('not asked for'));
  const { level, claims } = withCheckedAnswers({
    id: 'own',
    level: 'replace',
    claims: { threads: false },
    open,
  });
  expect({ level, claims }).toEqual({ level: 'replace', claims: { threads: false } });
});
