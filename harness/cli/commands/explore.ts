// holdfast explore: searches through the interleavings of a strategy's own clients for a schedule under which it
// breaks its promise, and says up to where it looked. Nothing is written unless one is found.
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { searchWords } from '../../../reports/counterexample/exploration-text.js';
import { duration } from '../../../reports/text/quantity.js';
import type { InterleavingsFact } from '../../../results/facts/interleavings-fact.js';
import { type ExploreVerdict, judgeExploration } from '../../../results/verdicts/exploration.js';
import type { ExploreProgress, ExploreRequest } from '../../run/run-contract.js';
import { usageError } from '../cli-error.js';
import { type CommandContext, notice } from '../context.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { interruptible } from '../interruption.js';
import {
  exploreDefaults,
  explorePlans,
  type PlanFlags,
  parseClients,
  parsePreemptions,
  parseReaders,
  parseSchedules,
  parseScope,
  parseSearch,
  parseWrites,
} from '../options/explore-plans.js';
import { selectOne } from '../options/one-strategy.js';
import { collect, parseDirectory, parseMaxTime, parseSeed } from '../options/option-values.js';
import { scratchDirectory } from '../options/preflight.js';
import { newPlace } from '../options/results-place.js';
import { type ExploreTarget, reportExploration, reportNothing } from '../output/explore-output.js';
import { watchExploration } from '../output/explore-progress.js';

interface ExploreFlags extends PlanFlags {
  scope: ExploreRequest['scope'];
  seed?: number;
  dir: string;
  out?: string;
}

const examples = `
Examples:
  holdfast explore m03
  holdfast explore ./my-store.mjs --variant '*' --max-time 5m
  holdfast explore flock --clients 3 --search pct --schedules 5000 --max-time 5m --seed 7
  holdfast explore fcntl --scope threads --json

Variants: plain; stale-lock: a writer died earlier; crash: one dies at any point; reader: beside the writers;
stall: one stands still for a second; clock-jump, pause: the clock, or one client, by a minute; once in a schedule.

Exit codes: 0 none found within what was asked for, 1 violation found, 2 usage, 3 inconclusive,
4 harness or environment, 130 interrupted`;

const exitCodes = {
  violated: exitCode.noGo,
  'none-found': exitCode.go,
  inconclusive: exitCode.inconclusive,
} as const satisfies Record<ExploreVerdict, ExitCode>;

export function addExplore(program: Command, context: CommandContext): void {
  const { clients, writes, preemptions, maxTimeMs } = exploreDefaults;
  program
    .command('explore <strategy>')
    .description('search the interleavings of its clients for one in which it breaks its promise')
    .addOption(new Option('--clients <n>', 'writers').argParser(parseClients).default(clients))
    .addOption(new Option('--writes <n>', 'of each').argParser(parseWrites).default(writes))
    .addOption(new Option('--readers <n>', 'with --variant reader (default: 1)').argParser(parseReaders))
    .addOption(
      new Option(
        '--variant <ids>',
        'plain, stale-lock, crash, reader, stall, clock-jump, pause; globs (default: plain)',
      ).argParser(collect),
    )
    .addOption(
      new Option('--scope <name>', 'processes or threads').argParser(parseScope).default('processes'),
    )
    .addOption(
      new Option(
        '--preemptions <n>',
        `dfs: most of them in a schedule; pct: changes of priority (default: ${preemptions})`,
      ).argParser(parsePreemptions),
    )
    .addOption(
      new Option('--search <name>', 'dfs: all schedules, pct or walk: random ones')
        .argParser(parseSearch)
        .default('dfs'),
    )
    .addOption(
      new Option('--seed <n>', 'of everything random (default: a new one, shown)').argParser(parseSeed),
    )
    .addOption(
      new Option(
        '--schedules <n>',
        'at most so many of each variant (default of pct and walk: 1000)',
      ).argParser(parseSchedules),
    )
    .addOption(
      new Option('--max-time <duration>', 'shared by the variants, e.g. 90s or 5m')
        .argParser(parseMaxTime)
        .default(maxTimeMs, '60s'),
    )
    .option('--all', 'go on after the first violation of a class')
    .addOption(
      new Option('--dir <path>', "where the strategy's files are put")
        .argParser(parseDirectory('--dir'))
        .default('.holdfast'),
    )
    .addOption(
      new Option('--out <dir>', 'where capsules are put (default: results/explorations/<id>)').argParser(
        parseDirectory('--out'),
      ),
    )
    .addHelpText('after', examples)
    .action(async (typed: string, flags: ExploreFlags) =>
      context.settle(await explore(typed, flags, context)),
    );
}

async function explore(typed: string, flags: ExploreFlags, context: CommandContext): Promise<ExitCode> {
  return interruptible(context.io, async (signal) => {
    const target = await planExploration(typed, flags, context);
    const { request, strategy } = target;
    notice(context, `exploring ${searchWords(strategy.id, request.plans, request.scope, request.seed)}`);
    notice(context, `at most ${duration(target.maxTimeMs)}, files in ${request.dir}`);
    const { fact, last } = await searched(request, context, signal);
    if (fact === null) reportNothing(target, last, context);
    else await reportExploration(target, fact, signal.aborted, context);
    if (signal.aborted) return exitCode.interrupted;
    return fact === null ? exitCode.inconclusive : exitCodes[judgeExploration(fact, request.plans).verdict];
  });
}

/** Names first, then places: nothing is made for a typo. */
async function planExploration(
  typed: string,
  flags: ExploreFlags,
  context: CommandContext,
): Promise<ExploreTarget> {
  const { io } = context;
  const plans = explorePlans(flags);
  const strategy = await selectOne(typed, 'an exploration', context);
  const out = flags.out ?? newPlace('explorations', io);
  if (resolve(io.cwd, out) === resolve(io.cwd, flags.dir)) {
    throw usageError({
      what: "the strategy's files and the capsules can't share one directory",
      where: '--dir and --out',
      remedy: 'name two different directories',
    });
  }
  return {
    strategy,
    maxTimeMs: flags.maxTime,
    // Checked now, and created again only when there is a capsule to keep.
    out: scratchDirectory(out, '--out', io.cwd),
    request: {
      reference: strategy.reference,
      plans,
      scope: flags.scope,
      seed: flags.seed ?? Number.parseInt(io.randomHex(7), 16),
      dir: scratchDirectory(flags.dir, '--dir', io.cwd),
    },
  };
}

async function searched(
  request: ExploreRequest,
  context: CommandContext,
  signal: AbortSignal,
): Promise<{ fact: InterleavingsFact | null; last: ExploreProgress | null }> {
  const watch = watchExploration(context.io, request.plans, context.flags().quiet === true);
  try {
    const { fact } = await context.ports.exploreStrategy(request, watch.observe, signal);
    return { fact, last: watch.last() };
  } finally {
    watch.close();
  }
}
