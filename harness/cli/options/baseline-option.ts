// `run --baseline`: the earlier run that a new one is compared with. Whether they can be compared is found out
// before anything runs: another machine's times, another profile's budgets or other scenarios would compare what
// was never the same question.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Judged } from '../../../results/verdicts/judged.js';
import type { RunRequest } from '../../run/run-contract.js';
import { messageOf, usageError } from '../cli-error.js';
import { type CommandContext, notice } from '../context.js';
import type { Baseline } from '../output/conclusion.js';
import type { FailOn } from './option-values.js';
import { runsIn } from './results-place.js';
import { loadJudged } from './run-reference.js';

export interface BaselineFlags {
  baseline?: string;
  failOn?: FailOn;
}

/** What the new run will be. `out`: where it goes, so that a run that is continued is no baseline of itself. */
export type PlannedRun = Pick<RunRequest, 'profile' | 'policy' | 'scenarios'> & { dir: string; out: string };

/** `auto`: the last run that can be compared. Throws a usage error. */
export async function chosenBaseline(
  { baseline, failOn }: BaselineFlags,
  planned: PlannedRun,
  context: CommandContext,
): Promise<Baseline | null> {
  if (baseline === undefined) {
    if (failOn === undefined) return null;
    throw usageError({
      what: '--fail-on has nothing to compare with',
      where: `--fail-on ${failOn}`,
      remedy: 'name an earlier run with --baseline RUN, or the last one with --baseline auto',
    });
  }
  const here = await thisPlatform(planned.dir, context);
  if (baseline === 'auto') {
    const judged = await lastComparable(planned, here, context);
    return judged === null ? null : { judged, failOn: failOn ?? 'regression' };
  }
  const judged = await loadJudged(baseline, context);
  const difference = await differenceTo(judged, planned, here, context);
  if (difference === null) return { judged, failOn: failOn ?? 'regression' };
  throw usageError({
    what: `the baseline can't be compared with this run: ${difference.what}`,
    where: `--baseline ${baseline}`,
    remedy: difference.remedy,
  });
}

interface PlatformHere {
  id: string;
  fileSystem: string;
}

async function thisPlatform(dir: string, { ports, io }: CommandContext): Promise<PlatformHere> {
  let place = resolve(io.cwd, dir);
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  return { id: io.platform, fileSystem: await ports.fileSystemType(place) };
}

async function lastComparable(
  planned: PlannedRun,
  here: PlatformHere,
  context: CommandContext,
): Promise<Judged | null> {
  const { cwd } = context.io;
  const reasons: string[] = [];
  for (const run of runsIn(cwd).filter((one) => resolve(cwd, one) !== resolve(cwd, planned.out))) {
    const found = await comparable(run, planned, here, context);
    if (typeof found !== 'string') {
      notice(context, `baseline:   ${run}`);
      return found;
    }
    reasons.push(`${run}: ${found}`);
  }
  const [newest] = reasons;
  const why = newest === undefined ? 'there is no run below results/runs' : newest;
  notice(context, `baseline:   none yet (${why}); this run can be the next one's`);
  return null;
}

/** A string: why not. */
async function comparable(
  run: string,
  planned: PlannedRun,
  here: PlatformHere,
  context: CommandContext,
): Promise<Judged | string> {
  let judged: Judged;
  try {
    judged = await loadJudged(run, context);
  } catch (error) {
    return messageOf(error);
  }
  if (judged.status !== 'finished') return `it is ${judged.status}`;
  return (await differenceTo(judged, planned, here, context))?.what ?? judged;
}

/** null: they can be compared. */
async function differenceTo(
  { platform, config, policy, scenarios }: Judged,
  planned: PlannedRun,
  here: PlatformHere,
  { ports }: CommandContext,
): Promise<{ what: string; remedy: string } | null> {
  const beside = 'or put both side by side afterwards: holdfast compare';
  if (platform.id !== here.id) {
    const what = `it ran on ${platform.id}, and this is ${here.id}`;
    return { what, remedy: `name a run of this platform, ${beside}` };
  }
  if (platform.fileSystem.type !== here.fileSystem) {
    const what = `it ran on ${platform.fileSystem.type}, and --dir is on ${here.fileSystem}`;
    return { what, remedy: `name another --dir, ${beside}` };
  }
  if (config.profile !== planned.profile) {
    const what = `its profile is ${config.profile}, and this one's is ${planned.profile}`;
    return { what, remedy: `add --profile ${config.profile}, or name another run` };
  }
  if (policy !== planned.policy) {
    const what = `it was judged by the policy ${policy}, and this one is by ${planned.policy}`;
    return {
      what,
      remedy: `add --policy ${policy}, or judge it again: holdfast judge RUN --policy ${planned.policy}`,
    };
  }
  const catalogue = (await ports.catalogue()).scenarios.filter(({ id }) => planned.scenarios.includes(id));
  const [theirs, ours] = [casesOf(scenarios), casesOf(catalogue)];
  const differing = [...theirs, ...ours].filter((one) => theirs.has(one) !== ours.has(one));
  if (differing.length === 0) return null;
  const what = `only one of them has ${differing.join(', ')}`;
  return { what, remedy: 'select the same with --scenario, or make a new baseline with this version' };
}

const casesOf = (scenarios: readonly { id: string; scopes: readonly string[] }[]): Set<string> =>
  new Set(scenarios.flatMap(({ id, scopes }) => scopes.map((scope) => `${id} (${scope})`)));
