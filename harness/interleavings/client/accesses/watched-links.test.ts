import fs from 'node:fs';
import { expect, it } from 'vitest';
import { watchLinks } from './watched-links.js';

const looks: Record<string, (stats: fs.Stats) => unknown> = {
  reading: (stats) => stats.nlink,
  copying: (stats) => ({ ...stats }),
  serialising: (stats) => JSON.stringify(stats),
  cloning: (stats) => structuredClone({ ...stats }),
};

it.each(Object.entries(looks))('%s is a look, the first of which is told', (_, look) => {
  const [stats, plain] = [fs.statSync('.'), fs.statSync('.')];
  let times = 0;
  watchLinks(stats, () => {
    times += 1;
  });
  expect([stats.mode, stats.size, stats.isDirectory(), times]).toEqual([plain.mode, plain.size, true, 0]);
  expect(look(stats)).toEqual(look(plain));
  look(stats);
  expect(times).toBe(1);
  expect(stats).toEqual(plain);
  expect(Object.getOwnPropertyDescriptor(stats, 'nlink')).toEqual(
    Object.getOwnPropertyDescriptor(plain, 'nlink'),
  );
});

it('who sets it has not looked', () => {
  const stats = fs.statSync('.', { bigint: true });
  watchLinks(stats, () => expect.fail('nobody looks'));
  Object.assign(stats, { nlink: 7n });
  expect(stats.nlink).toBe(7n);
});

it.each([undefined, null, 3, 'text', {}, fs.constants])('%j is left alone', (what) => {
  expect(() => watchLinks(what, () => {})).not.toThrow();
});
