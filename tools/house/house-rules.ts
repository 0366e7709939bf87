// The rules of the house as pure functions: files in, complaints out. What may import what is here; what a
// single file must look like is in house-files.ts. house.test.ts applies both to the repository; the tests
// beside these files watch each rule fail.
import { posix } from 'node:path';
import { importsOf } from './house-source.js';

export interface SourceFile {
  /** Relative to the repository's root, with forward slashes. */
  path: string;
  text: string;
}

export interface Complaint {
  rule: string;
  path: string;
  /** One sentence that says what is wrong and what to do. */
  message: string;
}

/** Room → floor. Imports go down, or stay in the room. */
export const floors: Readonly<Record<string, number>> = {
  strategies: 1,
  results: 1,
  scenarios: 2,
  reports: 2,
  harness: 3,
};

/** null: the file is in none of the rooms. */
export function roomOf(path: string): string | null {
  const [first = ''] = path.split('/');
  return first in floors ? first : null;
}

export const isTest = (path: string) => path.endsWith('.test.ts');

/** Specifiers that don't begin with a dot but mean a file of ours, such as a package's own exports. */
export type Aliases = Readonly<Record<string, string>>;

/** Built files stand for their sources: an import of `dist/harness/lab.js` is one of `harness/lab.ts`. */
export function sourceOf(builtPath: string): string {
  return builtPath.replace(/^(?:\.\/)?dist\//, '').replace(/\.js$/, '.ts');
}

/** The repository's file that an import means; null for packages and for Node's own modules. */
export function resolveImport(from: string, specifier: string, aliases: Aliases = {}): string | null {
  const alias = aliases[specifier];
  if (alias !== undefined) return sourceOf(alias);
  if (!specifier.startsWith('.')) return null;
  return sourceOf(posix.join(posix.dirname(from), specifier));
}

export interface Edge {
  from: string;
  to: string;
  kind: 'static' | 'dynamic';
  line: number;
}

/** Every import of one of our files by another. */
export function edgesOf(files: readonly SourceFile[], aliases: Aliases = {}): Edge[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text).flatMap(({ specifier, kind, line }) => {
      const to = resolveImport(path, specifier, aliases);
      return to === null ? [] : [{ from: path, to, kind, line }];
    }),
  );
}

function floorComplaint({ from, to, line }: Edge): Complaint[] {
  const [room, target] = [roomOf(from), roomOf(to)];
  if (room === null || room === target) return [];
  const at = `line ${line} imports ${to}`;
  if (target === null) {
    const message = `${at}: a room imports nothing from outside the rooms`;
    // Tests may read package.json and the like.
    return isTest(from) ? [] : [{ rule: 'floors', path: from, message }];
  }
  const [floor = 0, targetFloor = 0] = [floors[room], floors[target]];
  if (targetFloor < floor) return [];
  const why =
    targetFloor > floor
      ? `${target}/ is on a higher floor (${targetFloor}) than ${room}/ (${floor})`
      : `${room}/ and ${target}/ are rooms of the same floor`;
  return [{ rule: 'floors', path: from, message: `${at}: ${why}` }];
}

/** Imports go to a lower floor or stay in their room; tests, lazy imports and types included. */
export function floorComplaints(edges: readonly Edge[]): Complaint[] {
  return edges.flatMap(floorComplaint);
}

/** The files on a way of imports from `start` back to itself, or null. */
function circleFrom(start: string, next: ReadonlyMap<string, readonly string[]>): string[] | null {
  const seen = new Set<string>();
  const ways: string[][] = [[start]];
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const to of next.get(way.at(-1) ?? '') ?? []) {
      if (to === start) return [...way, start];
      if (!seen.has(to)) ways.push([...way, to]);
      seen.add(to);
    }
  }
  return null;
}

/** No file imports itself, however long the way. Every file on a circle is in one complaint, with its shortest way. */
export function circleComplaints(edges: readonly Edge[]): Complaint[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const complaints: Complaint[] = [];
  const named = new Set<string>();
  for (const start of next.keys()) {
    const circle = named.has(start) ? null : circleFrom(start, next);
    if (circle === null) continue;
    for (const path of circle) named.add(path);
    complaints.push({ rule: 'circles', path: start, message: `imports itself: ${circle.join(' → ')}` });
  }
  return complaints;
}

const pluginFolders = ['strategies', 'strategies/canaries', 'scenarios'];

/**
 * The strategies and scenarios themselves, as opposed to what they are made of: what stands directly in
 * their folders and is exported by default, or is loaded lazily by the registry of the room.
 */
export function pluginsOf(files: readonly SourceFile[], edges: readonly Edge[]): Set<string> {
  const registered = edges.filter(
    ({ from, kind }) =>
      kind === 'dynamic' && /^(?:strategies|scenarios)\/(?:strategy|scenario)-registry\.ts$/.test(from),
  );
  const candidates = new Set(registered.map(({ to }) => to));
  for (const { path, text } of files) {
    if (/^export default\b|\bas default\b/m.test(text)) candidates.add(path);
  }
  return new Set(
    [...candidates].filter((path) => pluginFolders.includes(posix.dirname(path)) && !isTest(path)),
  );
}

/** One can be deleted without touching another: no strategy imports a strategy, no scenario a scenario. */
export function siblingComplaints(edges: readonly Edge[], plugins: ReadonlySet<string>): Complaint[] {
  return edges
    .filter(({ from, to }) => plugins.has(from) && plugins.has(to) && roomOf(from) === roomOf(to))
    .map(({ from, to, line }) => ({
      rule: 'siblings',
      path: from,
      message: `line ${line} imports its sibling ${to}: move what they share into a module of its own`,
    }));
}
