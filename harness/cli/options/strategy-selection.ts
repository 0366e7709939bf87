// Which strategies a run judges: ids and globs of the registry, and modules of the user's own, each resolved
// once to the reference by which threads and processes load it again.
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Role } from '../../../strategies/strategy.js';
import type { StrategyReference } from '../../run/run-contract.js';
import { idOfReference } from '../../run/strategy-name.js';
import { type CliError, usageError } from '../cli-error.js';
import type { Io } from '../io.js';
import type { Ports } from '../ports.js';
import { nearest } from './did-you-mean.js';
import { select, splitList } from './selection.js';

export interface SelectedStrategy {
  id: string;
  reference: StrategyReference;
  /** What selects it on a command line again. */
  typed: string;
}

/** A module of the user's own, as opposed to a built-in strategy. */
export function isGivenByPath({ id, reference }: SelectedStrategy): boolean {
  return reference !== id;
}

const pathLike = /^(?:file:|\.{1,2}[/\\]|[/\\]|[A-Za-z]:[/\\])|\.[cm]?[jt]s$/;

/** Ids are kebab-case, so whatever has a slash in front or a script's extension is a path. */
export function isPath(pattern: string): boolean {
  return pathLike.test(pattern);
}

/** `values` as typed; none = every candidate and baseline. */
export async function selectStrategies(
  values: readonly string[],
  ports: Ports,
  io: Io,
): Promise<SelectedStrategy[]> {
  const patterns = splitList(values);
  const paths = patterns.filter(isPath);
  const globs = patterns.filter((pattern) => !isPath(pattern));
  const own: OwnStrategy[] = [];
  for (const path of paths) own.push(await loadOwn(path, ports, io));
  const onlyNegations = globs.every((glob) => glob.startsWith('!'));
  const builtIn = own.length > 0 && onlyNegations ? [] : await selectBuiltIn(globs, ports);
  const [broken] = own.flatMap(({ fault }) => fault ?? []);
  // Beside others, a module that is broken is a row of the run; alone, there is nothing to run.
  if (broken !== undefined && builtIn.length === 0 && own.every(({ fault }) => fault !== null)) throw broken;
  const chosen = [
    ...builtIn.map((id) => ({ id, reference: id, typed: id })),
    ...own.map(({ id, reference, typed }) => ({ id, reference, typed })),
  ];
  refuseDoubles(chosen, Object.keys(ports.strategies));
  return chosen;
}

async function selectBuiltIn(globs: readonly string[], ports: Ports): Promise<string[]> {
  const ids = Object.keys(ports.strategies);
  // Only the defaults depend on what strategies say of themselves, for which every module must be loaded.
  const needsDefaults = globs.every((glob) => glob.startsWith('!'));
  const defaults = needsDefaults ? await defaultIds(ports) : [];
  return select(globs, { flag: '--strategy', kind: 'strategies', ids, defaults });
}

async function defaultIds(ports: Ports): Promise<string[]> {
  const defaultRoles: readonly Role[] = ['candidate', 'baseline'];
  const loaded = await Promise.all(
    Object.entries(ports.strategies).map(async ([id, load]) => {
      try {
        const { role = 'candidate', onRequest = false } = (await load()).default;
        return { id, role, onRequest };
      } catch {
        // One that can't be loaded stays in: the run then shows it with the reason instead of hiding it.
        return { id, role: 'candidate' as const, onRequest: false };
      }
    }),
  );
  return loaded
    .filter(({ role, onRequest }) => !onRequest && defaultRoles.includes(role))
    .map(({ id }) => id);
}

/** `fault`: why the module is no strategy. */
type OwnStrategy = SelectedStrategy & { fault: CliError | null };

async function loadOwn(typed: string, ports: Ports, io: Io): Promise<OwnStrategy> {
  const path = existingFile(typed, io);
  const reference = pathToFileURL(path).href;
  return { ...(await ownId(typed, reference, ports)), reference, typed };
}

function existingFile(typed: string, io: Io): string {
  const path = typed.startsWith('file:') ? pathOfUrl(typed) : resolve(io.cwd, typed);
  try {
    if (statSync(path).isFile()) return path;
  } catch {
    throw usageError({
      what: `there is no file ${path}`,
      where: `--strategy ${typed}`,
      remedy:
        siblings(path) ?? 'name a module that exports a strategy by default, or an id of: holdfast list',
    });
  }
  throw usageError({
    what: `${path} is not a file`,
    where: `--strategy ${typed}`,
    remedy: 'name the module itself',
  });
}

function pathOfUrl(typed: string): string {
  try {
    return fileURLToPath(typed);
  } catch (cause) {
    throw usageError({
      what: `not a file URL of this machine: ${typed}`,
      where: '--strategy',
      remedy: 'write it as file:///absolute/path.mjs, or as a path',
      cause,
    });
  }
}

function siblings(path: string): string | null {
  try {
    const near = nearest(basename(path), readdirSync(dirname(path)));
    return near.length > 0 ? `did you mean ${near.join(' or ')}?` : null;
  } catch {
    return null;
  }
}

async function ownId(
  typed: string,
  reference: string,
  ports: Ports,
): Promise<Pick<OwnStrategy, 'id' | 'fault'>> {
  const description = await ports.describeModule(reference);
  const broken = (fault: CliError): Pick<OwnStrategy, 'id' | 'fault'> => ({
    id: idOfReference(reference),
    fault,
  });
  switch (description.type) {
    case 'strategy':
      return { id: description.id, fault: null };
    case 'failed':
      return broken(
        usageError({
          what: `${typed} can't be imported: ${description.message}`,
          where: '--strategy',
          remedy: `see what is wrong with: node --input-type=module -e "await import('${reference}')"`,
        }),
      );
    case 'other':
      return broken(
        usageError({
          what: `${typed} exports no strategy: ${description.lack}`,
          where: '--strategy',
          remedy: 'export default { id: "my-strategy", async open(path, { lockTimeoutMs }) { … } }',
        }),
      );
  }
}

function refuseDoubles(chosen: readonly SelectedStrategy[], builtIn: readonly string[]): void {
  const seen = new Map<string, SelectedStrategy>();
  for (const one of chosen) {
    const other = seen.get(one.id);
    const isOwn = isGivenByPath(one);
    if (other !== undefined || (isOwn && builtIn.includes(one.id))) {
      throw usageError({
        what: `two strategies have the id "${one.id}"`,
        where: `--strategy ${one.typed}`,
        remedy: `give yours another id; ${other === undefined || !isGivenByPath(other) ? 'it belongs to a built-in one' : `${other.typed} has it too`}`,
      });
    }
    seen.set(one.id, one);
  }
}
