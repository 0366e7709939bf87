// The table of slow test files names files that exist, and its order is what the tests run in.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { namedFirst, slowest } from './slowest-first.js';

it('names test files that exist, each once', () => {
  const root = join(import.meta.dirname, '..');
  expect(slowest.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(new Set(slowest).size).toBe(slowest.length);
});

it('puts the named ones first, in its own order, and leaves the others in theirs', () => {
  const [first = '', second = ''] = slowest;
  const files = ['z.test.ts', second, 'a.test.ts', first];
  expect(namedFirst(files, (file) => file)).toEqual([first, second, 'z.test.ts', 'a.test.ts']);
});
