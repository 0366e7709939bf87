import fs from 'node:fs';
import { expect, it } from 'vitest';
import { watchAllButKind, watchLinks, watchTimes } from './watched-stats.js';

type Watch = (stats: unknown, looked: () => void) => unknown;

const all: Record<string, (stats: fs.Stats) => unknown> = {
  copying: (stats) => ({ ...stats }),
  serialising: (stats) => JSON.stringify(stats),
  cloning: (stats) => structuredClone({ ...stats }),
};
const looks: [string, Watch, (stats: fs.Stats) => unknown][] = [
  ['reading the number of links', watchLinks, (stats) => stats.nlink],
  ['reading which file it is', watchAllButKind, (stats) => stats.ino],
  ['reading a time', watchAllButKind, (stats) => stats.mtime],
  ['reading the mode', watchAllButKind, (stats) => stats.mode],
  ...Object.entries(all).flatMap(([how, look]): typeof looks => [
    [how, watchLinks, look],
    [how, watchAllButKind, look],
  ]),
];

it.each(looks)('%s is a look, the first of which is told', (_, watch, look) => {
  const [stats, plain] = [fs.statSync('.'), fs.statSync('.')];
  let times = 0;
  watch(stats, () => {
    times += 1;
  });
  expect([stats.isDirectory(), stats.isFile(), times]).toEqual([true, false, 0]);
  expect(look(stats)).toEqual(look(plain));
  look(stats);
  expect(times).toBe(1);
  expect(stats).toEqual(plain);
  expect(Object.getOwnPropertyDescriptors(stats)).toEqual(Object.getOwnPropertyDescriptors(plain));
});

const kinds = [
  'isFile',
  'isDirectory',
  'isSymbolicLink',
  'isBlockDevice',
  'isCharacterDevice',
  'isFIFO',
  'isSocket',
] as const;

it.each([false, true])('asking for the kind is not (bigint: %s)', (bigint) => {
  for (const path of ['.', 'package.json', '/dev/null']) {
    const [stats, plain] = [fs.lstatSync(path, { bigint }), fs.lstatSync(path, { bigint })];
    watchAllButKind(stats, () => expect.fail('nobody looks'));
    expect(kinds.map((kind) => stats[kind]())).toEqual(kinds.map((kind) => plain[kind]()));
    expect(stats).toBeInstanceOf(plain.constructor);
    expect(Object.keys(stats)).toEqual(Object.keys(plain));
  }
});

it('the number of links is one of many things', () => {
  const stats = fs.statSync('.');
  watchLinks(stats, () => expect.fail('nobody looks'));
  expect([stats.ino > 0, stats.mode > 0, stats.mtimeMs > 0]).toEqual([true, true, true]);
});

it.each<[string, Watch]>([
  ['the number of links', watchLinks],
  ['anything', watchAllButKind],
])('who sets %s has not looked', (_, watch) => {
  const stats = fs.statSync('.', { bigint: true });
  watch(stats, () => expect.fail('nobody looks'));
  Object.assign(stats, { nlink: 7n });
  expect(stats.nlink).toBe(7n);
});

it.each([undefined, null, 3, 'text', {}, fs.constants, { mode: 1, nlink: 1 }])('%j is left alone', (what) => {
  expect(() => watchLinks(what, () => {})).not.toThrow();
  expect(watchAllButKind(what, () => {})).toBe(false);
});

it.each(['ino', 'mtimeMs', 'nlink'] as const)('times are watched beside all the rest: %s', (property) => {
  const [stats, plain] = [fs.statSync('.'), fs.statSync('.')];
  const seen = new Set<string>();
  watchTimes(stats, () => seen.add('times'));
  watchAllButKind(stats, () => seen.add('rest'));
  watchTimes(stats, () => expect.fail('they are watched already'));
  expect(stats[property]).toBe(plain[property]);
  expect(seen).toEqual(new Set(property === 'mtimeMs' ? ['rest', 'times'] : ['rest']));
  expect(stats.mtime).toEqual(plain.mtime);
  expect(seen).toEqual(new Set(['rest', 'times']));
  expect(Object.getOwnPropertyDescriptors(stats)).toEqual(Object.getOwnPropertyDescriptors(plain));
});
