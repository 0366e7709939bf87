// Which scenarios a run has: those that are named, those of `--only`, or all that run by default. What speaks for
// hosts only takes two mounts of one storage: it is left out of a run through one directory, and refused where
// nothing else is named.
import { runsByDefault, type Scenario } from '../../../scenarios/scenario.js';
import { usageError } from '../cli-error.js';
import { select, splitList } from './selection.js';

export interface ScenarioFlags {
  scenario?: string[];
  only?: 'benchmark';
}

/** Throws a usage error. */
export function selectScenarios(
  { scenario, only }: ScenarioFlags,
  known: readonly Scenario[],
  hasSecondMount: boolean,
): string[] {
  const named = splitList(scenario ?? []);
  if (only !== undefined && named.length > 0) {
    throw usageError({
      what: 'a run has the scenarios that it is given by name, or all of one kind',
      where: `--only ${only} and --scenario ${named.join(',')}`,
      remedy: 'leave one of the two out',
    });
  }
  if (only !== undefined) return benchmarksOf(known);
  const runnable = known.filter(({ scopes }) => hasSecondMount || scopes.some((scope) => scope !== 'hosts'));
  const chosen = select(named, {
    flag: '--scenario',
    kind: 'scenarios',
    ids: known.map(({ id }) => id),
    defaults: runnable.filter(runsByDefault).map(({ id }) => id),
  });
  if (runnable.some(({ id }) => chosen.includes(id))) return chosen;
  throw usageError({
    what: `${chosen.join(', ')}: nothing of it can be run through one directory`,
    where: '--scenario',
    remedy: 'name the same directory as each of two mounts shows it: --dir /mnt/a/work --dir /mnt/b/work',
  });
}

/** What another one has in whole is not measured in small as well. */
function benchmarksOf(known: readonly Scenario[]): string[] {
  const all = known.filter(({ benchmark }) => benchmark !== undefined);
  const contended = (one: Scenario) => one.needs.includes('contend');
  const isWhole = (one: Scenario) => one.benchmark === 'whole';
  const isCovered = (one: Scenario) =>
    !isWhole(one) && contended(one) && all.some((other) => isWhole(other) && contended(other));
  return all.filter((one) => !isCovered(one)).map(({ id }) => id);
}
