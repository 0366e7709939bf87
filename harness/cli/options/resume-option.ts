// `run --resume DIR`: the request of a run that was cut off, as it was made. What it was made of can't be said
// again, because the two parts are to be one run.
import type { Command } from 'commander';
import type { ArchivedRun } from '../../../results/archive/archive.js';
import { ownerState, thisOwner } from '../../processes/run-owner.js';
import type { RunRequest } from '../../run/run-contract.js';
import { usageError } from '../cli-error.js';
import { type CommandContext, warn } from '../context.js';
import { flagOf, type SettingName, settingNames } from './configuration.js';
import { scratchDirectory, writableDirectory } from './preflight.js';
import { runDirectory } from './run-reference.js';
import { sharedDirectory } from './second-directory.js';
import { type SelectedStrategy, selectStrategies } from './strategy-selection.js';

/** What may be said beside it: how the run is told, and how long it may take. */
const free: readonly SettingName[] = ['baseline', 'failOn', 'reporter', 'maxTime'];

/** Throws a usage error when it can't be continued, or says the same as the run. */
export async function resumedRequest(
  typed: string,
  maxTimeMs: number | null,
  command: Command,
  context: CommandContext,
): Promise<{ request: RunRequest; chosen: SelectedStrategy[] }> {
  refuseRepeated(command);
  const { ports, io } = context;
  const out = runDirectory(typed, context);
  const continues = await ports.readRun(out);
  const { config, strategies } = continues.run;
  refuseRunning(typed, continues, context);
  if (config.references === undefined) throw refused(typed, 'an earlier version of Holdfast has made it');
  if (missingOf(continues) === 0) {
    throw usageError({
      what: 'nothing of the run is missing',
      where: `--resume ${typed}`,
      remedy: `judge it again, without running: holdfast judge ${typed}`,
    });
  }
  const references = config.references.map(({ reference }) => reference);
  const request: RunRequest = {
    strategies: references.map((reference) => ({ reference, selected: true })),
    scenarios: config.scenarios,
    profile: config.profile,
    seed: config.seed,
    policy: config.policy,
    dir: scratchDirectory(config.dir, '--dir', io.cwd),
    ...(config.secondDir === undefined
      ? {}
      : { secondDir: await sharedDirectory(config.dir, config.secondDir, io.cwd) }),
    out: writableDirectory(out, '--resume', io.cwd),
    required: config.required,
    maxTimeMs,
    recorder: config.recorder,
    ...(config.thresholds === undefined ? {} : { thresholds: config.thresholds }),
    shard: config.shard ?? null,
    freshCanaries: true,
    continues,
  };
  const chosen = await selectStrategies(references, ports, io);
  return { request, chosen: chosen.filter(({ id }) => strategies.some((one) => one.id === id)) };
}

/** Cases that `--resume` would run. */
export function missingOf({ run }: Pick<ArchivedRun, 'run'>): number {
  const { planned, cases, config } = run;
  return (config.shard?.cases ?? planned.length) - cases.filter(({ state }) => state.type === 'done').length;
}

function refuseRepeated(command: Command): void {
  const fixed = settingNames.filter((name) => !free.includes(name));
  const said = fixed.find((name) => command.getOptionValueSource(name) === 'cli');
  if (said === undefined) return;
  throw usageError({
    what: `${flagOf(said)} can't be given again: a run is continued as it was begun`,
    where: '--resume',
    remedy: 'leave it out, or begin a new run',
  });
}

/** Two processes that store cases in one directory would take them away from each other. */
function refuseRunning(typed: string, { run }: ArchivedRun, context: CommandContext): void {
  if (run.status !== 'running' || run.owner === undefined) return;
  const { pid, host } = run.owner;
  if (ownerState(run.owner, thisOwner()) === 'alive') {
    throw refused(typed, `process ${pid} still executes it`);
  }
  warn(
    context,
    `the run was begun on ${host}, or in another container; if it still runs there, end it first`,
  );
}

function refused(typed: string, why: string): Error {
  return usageError({
    what: `the run can't be continued: ${why}`,
    where: `--resume ${typed}`,
    remedy: 'begin a new run, into another --out',
  });
}
