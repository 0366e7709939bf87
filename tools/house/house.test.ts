// Applies the rules of the house to the repository as it stands.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type Complaint,
  edgesOf,
  floors,
  homelessComplaints,
  pluginsOf,
  siblingComplaints,
  storeyComplaints,
  storeys,
} from './import-rules.js';
import {
  nameComplaints,
  sameFileNameComplaints,
  sameTypeNameComplaints,
  testPlaceComplaints,
} from './name-rules.js';
import { parseModule, type SourceFile } from './parsed-module.js';
import { loopholeComplaints, machinePathComplaints, openingComplaints } from './text-rules.js';

const LOOSE_FILES_MAX = 4;

const root = join(import.meta.dirname, '..', '..');

/** Everything that git would keep: the tree without what .gitignore names. */
function repositoryFiles(): SourceFile[] {
  const ignored = new Set(
    readFileSync(join(root, '.gitignore'), 'utf8')
      .split('\n')
      .map((line) => line.replace(/\/$/, ''))
      .concat('.git'),
  );
  const walk = (folder: string): SourceFile[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (ignored.has(entry.name) || ignored.has(path) || entry.name.endsWith('.log')) return [];
      if (entry.isDirectory()) return walk(path);
      return entry.isFile() ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : [];
    });
  return walk('');
}

/** The package's own name and its subpaths, as far as they mean one file each. */
function aliases(): Record<string, string> {
  const manifest: { name: string; exports: Record<string, string | { default: string }> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  return Object.fromEntries(
    Object.entries(manifest.exports).map(([key, value]) => [
      key.replace('.', manifest.name),
      typeof value === 'string' ? value : value.default,
    ]),
  );
}

const texts = repositoryFiles().filter(({ text }) => !text.slice(0, 8192).includes('\0'));
const paths = texts.map(({ path }) => path);
const sources = texts.filter(({ path }) => path.endsWith('.ts')).map(parseModule);
const edges = edgesOf(sources, aliases());
const listed = (complaints: Complaint[]) => complaints.map(({ path, message }) => `${path}: ${message}`);

test('there is something to look at in every room, and every import means a file', () => {
  const empty = storeys.flat().filter((room) => !paths.some((path) => path.startsWith(room)));
  expect(empty).toEqual([]);
  expect(edges.filter(({ to }) => !paths.includes(to))).toEqual([]);
  expect(edges.length).toBeGreaterThan(sources.length);
  expect(pluginsOf(sources, edges)).toContain('strategies/flock.ts');
});

test('imports go down, or stay in their room', () => {
  expect(listed(storeyComplaints(edges))).toEqual([]);
});

test('no strategy imports a strategy, no scenario a scenario', () => {
  expect(listed(siblingComplaints(edges, pluginsOf(sources, edges)))).toEqual([]);
});

test(`every source has a room, and harness/ has at most ${LOOSE_FILES_MAX} loose files`, () => {
  expect(listed(homelessComplaints(paths))).toEqual([]);
  expect(storeys.flat().filter((room) => room.endsWith('.ts')).length).toBeLessThanOrEqual(LOOSE_FILES_MAX);
});

test('names say what is inside', () => {
  expect(listed(paths.flatMap(nameComplaints))).toEqual([]);
});

test('no file name stands twice among the sources', () => {
  expect(listed(sameFileNameComplaints(paths))).toEqual([]);
});

test('no exported type has two meanings', () => {
  expect(listed(sameTypeNameComplaints(sources))).toEqual([]);
});

test('tests stand beside what they test', () => {
  const inRooms = paths.filter((path) => floors.some((floor) => path.startsWith(`${floor}/`)));
  expect(listed(testPlaceComplaints(inRooms))).toEqual([]);
});

test('every file opens with what it does', () => {
  expect(listed(sources.flatMap(openingComplaints))).toEqual([]);
});

test('nothing goes round the compiler, the linter or the tests', () => {
  expect(listed(sources.flatMap(loopholeComplaints))).toEqual([]);
});

test('no text names a path of one machine', () => {
  expect(listed(texts.flatMap(machinePathComplaints))).toEqual([]);
});
