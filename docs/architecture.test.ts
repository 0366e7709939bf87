// Holds the tour and the maps of docs/architecture.md against the tree and the rules of the house: ten files,
// every folder of a room, and the order of harness/. That imports keep to that order is for
// tools/house/house.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { storeys } from '../tools/house/import-rules.js';
import { bare, disagreement, marked, tableUnder } from './claims.js';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
/** Of `results/`, what commands leave there is in no repository. */
const left = ['testing', 'runs', 'explorations', 'tries'];
const foldersOf = (room: string) =>
  readdirSync(join(root, room), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !left.includes(entry.name))
    .map(({ name }) => `${name}/`);
const told = (text: string) =>
  tableUnder(marked(text, 'harness') ?? '', 'Folder').map(([cell = '']) => bare(cell));

test('the tour has ten files, and begins with the contract', () => {
  const files = tableUnder(marked(page, 'tour') ?? '', 'File').map(([cell = '']) => bare(cell));
  expect(new Set(files).size).toBe(10);
  expect(files[0]).toBe('strategies/strategy.ts');
});

describe('folders', () => {
  test('of harness/ are all in its table', () => {
    expect(disagreement(told(page), foldersOf('harness'))).toEqual([]);
  });

  test('one that is misspelt is seen', () => {
    expect(disagreement(told(page.replace('| `judge/`', '| `jury/`')), foldersOf('harness'))).toEqual([
      'told, but not so: jury/',
      'not told: judge/',
    ]);
  });

  test('of harness/ stand in the order of imports', () => {
    const storeyOf = (folder: string) =>
      storeys.findIndex((rooms) => rooms.includes(`harness/${folder.slice(0, -1)}`));
    const inOrder = (folders: string[]) =>
      folders.every((folder, at) => at === 0 || storeyOf(folder) >= storeyOf(folders[at - 1] ?? ''));
    expect(inOrder(told(page))).toBe(true);
    expect(inOrder(told(page).reverse())).toBe(false);
  });

  test.each(['results', 'reports', 'harness/crash', 'harness/interleavings'])(
    'of %s/ are all named',
    (room) => {
      expect(foldersOf(room).filter((folder) => !new RegExp(`\`(${room}/)?${folder}\``).test(page))).toEqual(
        [],
      );
    },
  );
});
