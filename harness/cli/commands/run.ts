// holdfast run: puts strategies through scenarios on this machine and says GO or NO-GO. Everything that can
// be wrong with the command line or the disk is found out before the first case starts.
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { duration } from '../../../reports/text/quantity.js';
import type { Profile, Shard } from '../../../results/facts/run-record.js';
import type { Recorder } from '../../../results/vocabulary/recorder.js';
import type { Policy } from '../../../results/vocabulary/verdict.js';
import type { RunRequest } from '../../run/run-contract.js';
import { usageError } from '../cli-error.js';
import { type CommandContext, notice, warn } from '../context.js';
import { type ExitCode, exitCode, exitCodesInHelp } from '../exit-code.js';
import { interruptible } from '../interruption.js';
import { chosenBaseline } from '../options/baseline-option.js';
import { layerConfiguration } from '../options/configuration-layers.js';
import {
  collect,
  type FailOn,
  parseDirectory,
  parseFailOn,
  parseMaxTime,
  parseOnly,
  parsePolicy,
  parseProfile,
  parseSeed,
  parseShard,
} from '../options/option-values.js';
import { freshOutput, scratchDirectory } from '../options/preflight.js';
import { availableRecorder, recorderOption } from '../options/recorder-option.js';
import { planReports, type ReporterTarget } from '../options/reporter-targets.js';
import { ignoreByGit, newPlace } from '../options/results-place.js';
import { nextForRun } from '../options/resume-hint.js';
import { resumedRequest } from '../options/resume-option.js';
import { judgeStored } from '../options/run-reference.js';
import { selectScenarios } from '../options/scenario-selection.js';
import { collectDirectories, defaultDirectories, sharedDirectory } from '../options/second-directory.js';
import { select, splitList } from '../options/selection.js';
import { isGivenByPath, type SelectedStrategy, selectStrategies } from '../options/strategy-selection.js';
import { collectThresholds } from '../options/threshold-rules.js';
import { type Baseline, conclude } from '../output/conclusion.js';
import { watchProgress } from '../output/progress.js';
import type { RunOutcome } from '../ports.js';

interface RunFlags {
  strategy?: string[];
  scenario?: string[];
  only?: 'benchmark';
  profile: Profile;
  dir: readonly string[];
  seed?: number;
  out?: string;
  require?: string[];
  baseline?: string;
  reporter?: string[];
  maxTime?: number;
  policy: Policy;
  recorder: Recorder;
  failOn?: FailOn;
  shard?: Shard;
  resume?: string;
  thresholds?: string[];
  full?: true;
  freshCanaries?: true;
  open?: true;
}

const examples = `
Examples:
  holdfast run                                      every candidate and baseline, here
  holdfast run --profile quick --strategy 'flock*,!m03'
  holdfast run --strategy ./my-store.mjs --require my-store
  holdfast run --scenario kill-mid-write --seed 42 --reporter markdown=report.md
  holdfast run --only benchmark --strategy flock ofd    how fast, by writers and sizes; no verdict
  holdfast run --baseline auto --fail-on regression     against the last run of this platform and profile
  holdfast run --json > judged.json
  holdfast run --resume results/runs/cut-off        what is missing of it, as it was begun
  holdfast run --dir /mnt/a/work --dir /mnt/b/work  two mounts of one storage, as two hosts see it
  holdfast run --shard 1/4 --seed 7 --out shard-1   then: holdfast merge shard-* --out whole

Every option may stand in the configuration, or in the environment (HOLDFAST_MAX_TIME=5m); flags come first.

Exit codes:
${exitCodesInHelp()}`;

export function addRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .description('put strategies through scenarios on this machine and judge them: GO or NO-GO')
    .option(
      '-s, --strategy <ids...>',
      'ids, globs, !negations, comma lists, or paths of your own modules (default: every candidate and baseline)',
    )
    .option(
      '-c, --scenario <ids...>',
      'ids, globs, !negations, comma lists (default: all but the whole benchmark)',
    )
    .addOption(
      new Option('--only <what>', 'benchmark: all that measures speed, in whole; judges no safety').argParser(
        parseOnly,
      ),
    )
    .addOption(
      new Option('-p, --profile <name>', 'quick, standard or soak')
        .argParser(parseProfile)
        .default('standard'),
    )
    .addOption(
      new Option(
        '--dir <path>',
        "where the strategies' files are put; twice, for scope hosts: one storage through two mounts",
      )
        .argParser(collectDirectories)
        .default(defaultDirectories, defaultDirectories[0]),
    )
    .addOption(
      new Option('--seed <n>', 'seed of everything random (default: a new one, shown)').argParser(parseSeed),
    )
    .addOption(
      new Option('--out <dir>', 'where results are put (default: results/runs/<id>)').argParser(
        parseDirectory('--out'),
      ),
    )
    .option(
      '--require <ids...>',
      'strategies that must be GO (default: those given by path, else any candidate in each scope)',
    )
    .option('--baseline <run>', 'an earlier run to compare with; auto: the last one that can be')
    .addOption(
      new Option('--fail-on <what>', 'with --baseline: regression (default), no-go or never').argParser(
        parseFailOn,
      ),
    )
    .addOption(
      new Option('-r, --reporter <list>', 'console, markdown=FILE, junit=FILE, json=- …').argParser(collect),
    )
    .addOption(
      new Option('--max-time <duration>', 'stop after, e.g. 90s or 5m; what is missing is unknown').argParser(
        parseMaxTime,
      ),
    )
    .addOption(
      new Option('--policy <name>', 'm03 or strict: which decision counts')
        .argParser(parsePolicy)
        .default('m03'),
    )
    .addOption(recorderOption())
    .addOption(
      new Option(
        '--thresholds <rules...>',
        "limits on speed, e.g. 'p99/floor < 6' 'fairness@8 > 0.9'",
      ).argParser(collectThresholds),
    )
    .addOption(
      new Option('--shard <i/n>', 'run one of n parts of about the same cost; merge joins them').argParser(
        parseShard,
      ),
    )
    .option('--fresh-canaries', 'run every canary, also one that a run beside this one caught here today')
    .option('--resume <run>', 'go on with a run that was cut off; it keeps its options')
    .option('--full', 'everything that the run showed at its end, instead of one screen')
    .option('--open', 'open the report as a page, in the browser')
    .addHelpText('after', examples)
    .option(
      '--config <file>',
      'options of a file (default: holdfast.config.{js,mjs,json,yaml}, if there is one)',
    )
    .action(async (_typed: RunFlags, command: Command) => {
      await layerConfiguration(command, context);
      context.settle(await run(command, context));
    });
}

interface RunPlan {
  request: RunRequest;
  chosen: SelectedStrategy[];
  targets: ReporterTarget[];
  baseline: Baseline | null;
}

async function run(command: Command, context: CommandContext): Promise<ExitCode> {
  return interruptible(context.io, async (signal) => {
    const plan = await planRun(command, context);
    announce(plan, context);
    const outcome = await execute(plan, context, signal);
    const judged = await judgeStored(outcome.stored, context, plan.request.policy);
    const { full, open } = command.opts<RunFlags>();
    const code = await conclude(
      { judged, ...outcome, full: full === true, open: open === true && !signal.aborted },
      plan.targets,
      plan.baseline,
      context,
    );
    reportMissingCases(outcome, context);
    return signal.aborted ? exitCode.interrupted : code;
  });
}

async function planRun(command: Command, context: CommandContext): Promise<RunPlan> {
  const flags = command.opts<RunFlags>();
  if (flags.resume === undefined) return planNewRun(flags, context);
  const resumed = await resumedRequest(flags.resume, flags.maxTime ?? null, command, context);
  const targets = planReports(flags.reporter ?? [], context, Object.keys(context.ports.reporters), 'console');
  return { ...resumed, targets, baseline: await chosenBaseline(flags, resumed.request, context) };
}

/** Names first, then files that are read, then places that are written: nothing is made for a typo. */
async function planNewRun(flags: RunFlags, context: CommandContext): Promise<RunPlan> {
  const { ports, io } = context;
  const chosen = await selectStrategies(flags.strategy ?? [], ports, io);
  const [dir = '', second] = flags.dir;
  const { scenarios: known } = await ports.catalogue();
  const scenarios = selectScenarios(flags, known, second !== undefined);
  const required = requiredIds(flags.require, chosen, Object.keys(ports.strategies));
  const recorder = await availableRecorder(flags.recorder);
  const out = flags.out ?? newPlace('runs', io);
  if (resolve(io.cwd, out) === resolve(io.cwd, dir)) {
    throw usageError({
      what: "the strategies' files and the results can't share one directory",
      where: '--dir and --out',
      remedy: 'name two different directories',
    });
  }
  const shared = second === undefined ? {} : { secondDir: await sharedDirectory(dir, second, io.cwd) };
  const { profile, policy } = flags;
  const baseline = await chosenBaseline(flags, { profile, policy, scenarios, dir, out }, context);
  const targets = planReports(flags.reporter ?? [], context, Object.keys(ports.reporters), 'console');
  ignoreByGit(out, io);
  const request: RunRequest = {
    strategies: chosen.map(({ reference }) => ({ reference, selected: true })),
    scenarios,
    profile: flags.profile,
    seed: flags.seed ?? Number.parseInt(io.randomHex(7), 16),
    policy: flags.policy,
    dir: scratchDirectory(dir, '--dir', io.cwd),
    ...shared,
    out: freshOutput(out, io.cwd),
    required,
    maxTimeMs: flags.maxTime ?? null,
    recorder,
    ...(flags.thresholds === undefined ? {} : { thresholds: flags.thresholds }),
    shard: flags.shard ?? null,
    freshCanaries: flags.freshCanaries === true,
    continues: null,
  };
  return { request, chosen, targets, baseline };
}

function requiredIds(
  values: string[] | undefined,
  chosen: readonly SelectedStrategy[],
  known: readonly string[],
): string[] {
  const patterns = splitList(values ?? []);
  // Whoever hands over a module asks about that module, whatever is judged beside it.
  if (patterns.length === 0) return chosen.filter(isGivenByPath).map(({ id }) => id);
  const selected = chosen.map(({ id }) => id);
  const unselected = patterns.find((pattern) => known.includes(pattern) && !selected.includes(pattern));
  if (unselected !== undefined) {
    throw usageError({
      what: `"${unselected}" is required but not selected`,
      where: '--require',
      remedy: `select it too: --strategy ${[...selected, unselected].join(',')}`,
    });
  }
  return select(patterns, {
    flag: '--require',
    kind: 'selected strategies',
    ids: selected,
    defaults: selected,
  });
}

function announce({ request, chosen }: RunPlan, context: CommandContext): void {
  const limit = request.maxTimeMs === null ? '' : `, at most ${duration(request.maxTimeMs)}`;
  const recorded = request.recorder === 'strace' ? ', recorded by strace' : '';
  notice(context, `strategies: ${chosen.map(({ id }) => id).join(', ')}`);
  notice(context, `scenarios:  ${request.scenarios.join(', ')}`);
  notice(
    context,
    `profile ${request.profile}, policy ${request.policy}, seed ${request.seed}${recorded}${limit}`,
  );
  if (request.shard !== null) notice(context, `shard ${request.shard.index} of ${request.shard.of}`);
  if (request.continues !== null) {
    notice(context, `going on with a run of which ${request.continues.run.cases.length} cases are done`);
  }
  const also = request.secondDir === undefined ? '' : ` (and through ${request.secondDir})`;
  notice(context, `files in ${request.dir}${also}, results in ${request.out}`);
}

async function execute(
  { request }: RunPlan,
  context: CommandContext,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const progress = watchProgress(context.io, context.flags().quiet === true, context.ports.failsIn);
  try {
    return await context.ports.executeRun(request, progress, signal);
  } finally {
    progress.close();
  }
}

function reportMissingCases({ stored, dir }: RunOutcome, context: CommandContext): void {
  const next = nextForRun(stored.run, dir);
  if (next === null) return;
  warn(context, next.said);
  if (next.command !== null) context.io.stderr.write(`to go on:\n  ${next.command}\n`);
}
