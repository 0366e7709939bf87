// Who may import whom: one table of storeys, from what is imported and the command line down to the
// strategies. Pure functions over parsed modules; house.test.ts applies them to the repository,
// import-rules.test.ts watches each one fail. That no file imports itself by any way is a rule of the linter
// (noImportCycles).
import { posix } from 'node:path';
import type { Import, ParsedModule } from './parsed-module.js';

export interface Complaint {
  path: string;
  /** One sentence that says what is wrong and what to do. */
  message: string;
}

/**
 * The house from top to bottom. An import goes to a lower storey or stays in its room; rooms of one storey don't
 * know each other. Inside harness/ the order is the way of a run.
 */
export const storeys: readonly (readonly string[])[] = [
  ['harness/library'],
  ['harness/cli'],
  ['harness/run'],
  ['harness/lab'],
  ['harness/faults', 'harness/nemesis', 'harness/power-cuts'],
  ['harness/crash'],
  ['harness/interleavings'],
  ['harness/actors', 'harness/judge'],
  ['harness/mounts'],
  ['harness/tap', 'harness/platform'],
  ['harness/processes'],
  ['harness/document.ts', 'harness/random.ts', 'harness/version.ts'],
  ['scenarios', 'reports'],
  ['strategies', 'results'],
];
const rooms = storeys.flat();

/** The first folder of every room: `harness`, `reports`, … */
export const floors = [...new Set(rooms.map((room) => room.split('/')[0] ?? room))];

export const isTest = (path: string) => path.endsWith('.test.ts');
const isBench = (path: string) => path.split('/').includes('testing');

/** null: the file is in none of the rooms. */
export function roomOf(path: string): string | null {
  return rooms.find((room) => path === room || path.startsWith(`${room}/`)) ?? null;
}

const storeyOf = (room: string) => storeys.findIndex((storey) => storey.includes(room));

/** Specifiers that don't begin with a dot but mean a file of ours, such as a package's own exports. */
export type Aliases = Readonly<Record<string, string>>;

/** Built files stand for their sources: `dist/harness/version.js` for `harness/version.ts`. */
function sourceOf(builtPath: string): string {
  return builtPath.replace(/^(?:\.\/)?dist\//, '').replace(/\.js$/, '.ts');
}

/** The repository's file that an import means; null for packages and for Node's own modules. */
export function resolveImport(from: string, specifier: string, aliases: Aliases = {}): string | null {
  const alias = aliases[specifier];
  if (alias !== undefined) return sourceOf(alias);
  if (!specifier.startsWith('.')) return null;
  return sourceOf(posix.join(posix.dirname(from), specifier));
}

export interface Edge extends Pick<Import, 'kind' | 'line'> {
  from: string;
  to: string;
}

/** Every import of one of our files by another. */
export function edgesOf(modules: readonly ParsedModule[], aliases: Aliases = {}): Edge[] {
  return modules.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier, kind, line }) => {
      const to = resolveImport(path, specifier, aliases);
      return to === null ? [] : [{ from: path, to, kind, line }];
    }),
  );
}

/** What is wrong with an import of `to` by `from`, or null. */
function wrongWith({ from, to }: Edge): string | null {
  const [room, target] = [roomOf(from), roomOf(to)];
  if (room === null || room === target) return null;
  // Tests may read package.json and the like.
  if (target === null) return isTest(from) ? null : 'a room imports nothing from outside the rooms';
  const down = storeyOf(target) - storeyOf(room);
  if (down > 0) return null;
  // The test benches of a room know its machinery; a test of a lower room may borrow them.
  if ((isTest(from) || isBench(from)) && isBench(to) && floorOf(room) === floorOf(target)) return null;
  return down < 0 ? `${target} is above ${room}` : `${room} and ${target} are of one storey`;
}

const floorOf = (room: string) => room.split('/')[0];

/** Imports go down or stay in their room; tests, lazy imports and types included. */
export function storeyComplaints(edges: readonly Edge[]): Complaint[] {
  return edges.flatMap((edge) => {
    const wrong = wrongWith(edge);
    if (wrong === null) return [];
    return [{ path: edge.from, message: `line ${edge.line} imports ${edge.to}: ${wrong}` }];
  });
}

/** Every source below a floor's folder has its place in the table; a new loose file in harness/ has none. */
export function homelessComplaints(paths: readonly string[]): Complaint[] {
  return paths
    .filter((path) => roomOf(path) === null && floors.includes(path.split('/')[0] ?? ''))
    .filter((path) => path.endsWith('.ts') && !(isTest(path) && roomOf(testedBy(path)) !== null))
    .map((path) => ({ path, message: 'is in no room: move it into the room of what it is about' }));
}

const testedBy = (path: string) => path.replace(/(?:\.property)?\.test\.ts$/, '.ts');

const pluginFolders = ['strategies', 'strategies/canaries', 'strategies/peers', 'scenarios'];
const registry = /^(?:strategies\/strategy|scenarios\/scenario)-registry\.ts$/;

/**
 * The strategies and scenarios themselves, as opposed to what they are made of: what stands directly in
 * their folders and is exported by default, or is loaded lazily by the registry of the room.
 */
export function pluginsOf(modules: readonly ParsedModule[], edges: readonly Edge[]): Set<string> {
  const registered = edges.filter(({ from, kind }) => kind === 'dynamic' && registry.test(from));
  const exported = modules.filter(({ hasDefaultExport }) => hasDefaultExport);
  const candidates = [...registered.map(({ to }) => to), ...exported.map(({ path }) => path)];
  return new Set(candidates.filter((path) => pluginFolders.includes(posix.dirname(path)) && !isTest(path)));
}

/** One can be deleted without touching another: no strategy imports a strategy, no scenario a scenario. */
export function siblingComplaints(edges: readonly Edge[], plugins: ReadonlySet<string>): Complaint[] {
  return edges
    .filter(({ from, to }) => plugins.has(from) && plugins.has(to) && floorOf(from) === floorOf(to))
    .map(({ from, to, line }) => ({
      path: from,
      message: `line ${line} imports its sibling ${to}: move what they share into a module of its own`,
    }));
}
