// Canaries that need not run again: an earlier run, stored beside this one on the same day, caught them by the
// same code, in the same profile, on the same platform. Their facts are taken over and judged anew with the rest.
// That the machine was busier then, or is busier now, can't be seen here.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchivedCase, readCase, readIndex } from '../../results/archive/archive.js';
import { ArchiveError } from '../../results/archive/archive-error.js';
import type { CaseEntry, Run } from '../../results/facts/run-record.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { catchesCanary } from '../judge/canaries.js';
import { conditionThatDiffers } from './run-conditions.js';
import type { CaseToRun } from './run-plan.js';

/** A canary is trusted for a day from the start of the run that really ran it. */
export const trustedForMs = 24 * 60 * 60 * 1000;

/**
 * The cases among `cases` that earlier runs in `directory` have answered, newest run first. A run that can't be
 * read, or was made under other conditions than `fresh`, gives none.
 */
export async function earlierCanaries(
  fresh: Run,
  cases: readonly CaseToRun[],
  scenarios: readonly Scenario[],
  directory: string,
): Promise<ArchivedCase[]> {
  const wanted = cases.filter((one) => isCanaryOnly(fresh, one.strategy));
  const taken = new Map<CaseToRun, ArchivedCase>();
  for (const { path, run } of await usableRuns(fresh, directory)) {
    for (const one of wanted.filter((each) => !taken.has(each))) {
      const found = await takenFrom(path, run, one, fresh, scenarios);
      if (found !== null) taken.set(one, found);
    }
  }
  return [...taken.values()];
}

/** What a user asks about is always run. */
function isCanaryOnly(run: Run, strategy: string): boolean {
  return run.strategies.some(({ id, selected }) => id === strategy && !selected);
}

async function usableRuns(fresh: Run, directory: string): Promise<{ path: string; run: Run }[]> {
  const found: { path: string; run: Run }[] = [];
  for (const name of await namesIn(directory)) {
    const path = join(directory, name);
    const run = await readableIndex(path);
    if (run !== null && run.id !== fresh.id && isComparable(run, fresh)) found.push({ path, run });
  }
  return found.sort((a, b) => b.run.startedAt.localeCompare(a.run.startedAt));
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch {
    return [];
  }
}

async function readableIndex(path: string): Promise<Run | null> {
  try {
    return await readIndex(path);
  } catch (error) {
    if (error instanceof ArchiveError) return null;
    throw error;
  }
}

/** Whether canaries that `then` caught would be caught by `now` as well, as far as can be known. */
export function isComparable(then: Run, now: Run): boolean {
  return (
    then.build !== undefined &&
    then.build === now.build &&
    then.config.profile === now.config.profile &&
    then.config.recorder === now.config.recorder &&
    then.platform.cpuModel === now.platform.cpuModel &&
    then.platform.fileSystem.options === now.platform.fileSystem.options &&
    conditionThatDiffers(then, now) === null
  );
}

async function takenFrom(
  path: string,
  run: Run,
  wanted: CaseToRun,
  fresh: Run,
  scenarios: readonly Scenario[],
): Promise<ArchivedCase | null> {
  const entry = run.cases.find((one) => isSameCase(one, wanted));
  if (entry === undefined || entry.state.type !== 'done' || !isCanaryOnly(run, entry.strategy)) return null;
  const earlier = entry.earlier ?? { run: run.id, startedAt: run.startedAt };
  if (Math.abs(Date.parse(fresh.startedAt) - Date.parse(earlier.startedAt)) > trustedForMs) return null;
  const found = await readableCase(path, run, entry);
  if (found === null) return null;
  const scenario = scenarios.find(({ id }) => id === wanted.scenario);
  if (scenario === undefined || !catchesCanary(found, scenario, fresh.config.profile)) return null;
  return {
    entry: { ...entry, file: entry.file.replace(/\.gz$/, ''), earlier },
    header: { ...found.header, earlier },
    facts: found.facts,
  };
}

function isSameCase(a: CaseEntry, b: CaseToRun): boolean {
  return a.strategy === b.strategy && a.scenario === b.scenario && a.scope === b.scope;
}

async function readableCase(path: string, run: Run, entry: CaseEntry): Promise<ArchivedCase | null> {
  try {
    return await readCase(path, run, entry);
  } catch (error) {
    if (error instanceof ArchiveError) return null;
    throw error;
  }
}
