// Applies the rules of the house to the repository as it stands.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  forbiddenComplaints,
  lengthComplaints,
  machinePathComplaints,
  nameComplaints,
  openingComplaints,
} from './house-files.js';
import type { SourceFile } from './house-rules.js';
import {
  circleComplaints,
  edgesOf,
  floorComplaints,
  floors,
  pluginsOf,
  roomOf,
  siblingComplaints,
} from './house-rules.js';

/** Files that may be longer than the rule, each with the reason why splitting would make them worse. */
const excusedFromLength: Record<string, string> = {
  'harness/tap/patch/coverage.test.ts': 'one table of every tapped call in every style',
  'harness/tap/patch/descriptors.test.ts': 'one table of every tapped call on descriptors',
  'harness/tap/strace/strace-effects.ts': 'one case for each system call that strace may show',
  'harness/crash/testing/brute-force.ts': 'the independent model has to stand alone to be independent',
};

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

/** The package's own name and `#` imports, as far as they mean one file each. */
function aliases(): Record<string, string> {
  const manifest: {
    name: string;
    exports: Record<string, string | { default: string }>;
    imports?: Record<string, string | { default: string }>;
  } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const targets = [
    ...Object.entries(manifest.exports).map(
      ([key, value]) => [key.replace('.', manifest.name), value] as const,
    ),
    ...Object.entries(manifest.imports ?? {}),
  ];
  return Object.fromEntries(
    targets.map(([key, value]) => [key, typeof value === 'string' ? value : value.default]),
  );
}

const files = repositoryFiles();
const texts = files.filter(({ text }) => !text.slice(0, 8192).includes('\0'));
const sources = texts.filter(({ path }) => path.endsWith('.ts'));
const edges = edgesOf(
  texts.filter(({ path }) => /\.[cm]?[jt]s$/.test(path)),
  aliases(),
);
const plugins = pluginsOf(sources, edges);
const told = (complaints: { path: string; message: string }[]) =>
  complaints.map(({ path, message }) => `${path}: ${message}`);

test('there is something to look at in every room that exists', () => {
  expect(sources.map(({ path }) => path)).toContain('strategies/strategy.ts');
  expect(edges.length).toBeGreaterThan(0);
  const paths = new Set(files.map(({ path }) => path));
  expect(edges.filter(({ to }) => !paths.has(to))).toEqual([]);
  const rooms = new Set(sources.map(({ path }) => roomOf(path)));
  expect(Object.keys(floors).filter((room) => rooms.has(room)).length).toBeGreaterThanOrEqual(4);
});

test('imports go down, or stay in their room', () => {
  expect(told(floorComplaints(edges))).toEqual([]);
});

test('no file imports itself by any way', () => {
  expect(told(circleComplaints(edges))).toEqual([]);
});

test('no strategy imports a strategy, no scenario a scenario', () => {
  expect(told(siblingComplaints(edges, plugins))).toEqual([]);
});

test('every file opens with what it does', () => {
  expect(told(sources.flatMap(openingComplaints))).toEqual([]);
});

test('files are named in kebab-case by what they hold', () => {
  expect(told(files.flatMap(({ path }) => nameComplaints(path)))).toEqual([]);
});

test('no file is too long', () => {
  expect(told(lengthComplaints(sources, excusedFromLength))).toEqual([]);
});

test('nobody goes round the compiler, the linter or the tests', () => {
  expect(told(sources.flatMap(forbiddenComplaints))).toEqual([]);
});

test('no text names a path of one machine', () => {
  expect(told(texts.flatMap(machinePathComplaints))).toEqual([]);
});
