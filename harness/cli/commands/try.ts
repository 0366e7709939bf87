// holdfast try: the first counterexample of one strategy, as fast as it can be found, told the moment it is
// found. It never says GO: no canaries run beside it, and what was not looked at is not known.
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import type { StoredRun } from '../../../results/archive/stored-run.js';
import { localScopes, type Scope } from '../../../results/vocabulary/verdict.js';
import { usageError } from '../cli-error.js';
import { type CommandContext, notice } from '../context.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { interruptible } from '../interruption.js';
import { selectOne } from '../options/one-strategy.js';
import { collect, parseDirectory, parseSeed } from '../options/option-values.js';
import { scratchDirectory } from '../options/preflight.js';
import { newPlace } from '../options/results-place.js';
import { select, splitList } from '../options/selection.js';
import type { SelectedStrategy } from '../options/strategy-selection.js';
import { TrialReport } from '../output/trial-report.js';
import { untilSaved } from '../output/until-saved.js';

interface TryFlags {
  bail?: true;
  watch?: true;
  scope?: string[];
  seed?: number;
  dir: string;
  out?: string;
}

const examples = `
Examples:
  holdfast try ./my-store.mjs
  holdfast try ./my-store.mjs --bail --watch     again at each save, up to the first counterexample
  holdfast try ./my-store.mjs --scope processes
  holdfast try ./my-store.mjs --json

In this order: schedules of two clients beside round trips, power loss, faults and kills, the quickest first.
It never says GO. Exit codes: 0 nothing found, 1 a counterexample, 2 usage, 3 something could not be looked at,
4 harness or environment, 130 interrupted`;

export function addTry(program: Command, context: CommandContext): void {
  program
    .command('try <strategy>')
    .description('the first counterexample, in seconds; never a GO')
    .option('--bail', 'stop at the first counterexample')
    .option('--watch', 'again at each save of the module')
    .addOption(
      new Option('--scope <names>', 'single, threads, processes (default: what it claims)').argParser(
        collect,
      ),
    )
    .addOption(
      new Option('--seed <n>', 'of everything random (default: a new one, shown)').argParser(parseSeed),
    )
    .addOption(
      new Option('--dir <path>', "where the strategy's files are put")
        .argParser(parseDirectory('--dir'))
        .default('.holdfast'),
    )
    .addOption(
      new Option('--out <dir>', 'where counterexamples are put (default: results/tries/<id>)').argParser(
        parseDirectory('--out'),
      ),
    )
    .addHelpText('after', examples)
    .action(async (typed: string, flags: TryFlags) => context.settle(await run(typed, flags, context)));
}

async function run(typed: string, flags: TryFlags, context: CommandContext): Promise<ExitCode> {
  return interruptible(context.io, async (signal) => {
    const strategy = await selectOne(typed, 'a trial', context);
    const file = flags.watch === true ? watchedFile(strategy, context) : null;
    for (;;) {
      const saved = file === null ? null : untilSaved(file, signal);
      const code = await once(strategy, flags, saved?.signal ?? signal, context);
      if (saved === null || signal.aborted) return signal.aborted ? exitCode.interrupted : code;
      notice(context, `watching ${basename(file ?? '')} (Ctrl-C ends)`);
      await saved.happened;
      if (signal.aborted) return exitCode.interrupted;
    }
  });
}

/** `signal`: of Ctrl-C, or of the next save. */
async function once(
  strategy: SelectedStrategy,
  flags: TryFlags,
  signal: AbortSignal,
  context: CommandContext,
): Promise<ExitCode> {
  const { io, ports } = context;
  const out = flags.out ?? newPlace('tries', io);
  if (resolve(io.cwd, out) === resolve(io.cwd, flags.dir)) {
    throw usageError({
      what: "the strategy's files and the counterexamples can't share one directory",
      where: '--dir and --out',
      remedy: 'name two different directories',
    });
  }
  const place = scratchDirectory(out, '--out', io.cwd);
  const seed = flags.seed ?? Number.parseInt(io.randomHex(7), 16);
  const catalogue = await ports.catalogue();
  const stop = new AbortController();
  const scopes = chosenScopes(flags.scope);
  const report = new TrialReport({ strategy, seed, out: place, bail: flags.bail === true, scopes }, context);
  const request = {
    reference: strategy.reference,
    id: strategy.id,
    scopes,
    seed,
    dir: scratchDirectory(flags.dir, '--dir', io.cwd),
    out: place,
  };
  notice(context, `trying ${strategy.id}, seed ${seed}, files in ${request.dir}`);
  const observer = {
    planned: (experiments: number) => report.planned(experiments),
    looked: async (stored: StoredRun) => {
      if (stop.signal.aborted) return;
      const judged = await ports.judgeRun(stored, catalogue, 'strict');
      const found = await report.looked(stored, judged);
      if (found && flags.bail === true) stop.abort();
    },
  };
  await ports.tryStrategy(request, observer, AbortSignal.any([signal, stop.signal]));
  return report.end(signal.aborted);
}

function chosenScopes(typed: readonly string[] | undefined): Scope[] | null {
  if (typed === undefined) return null;
  const chosen = select(splitList(typed), {
    flag: '--scope',
    kind: 'scopes',
    ids: localScopes,
    defaults: localScopes,
  });
  return localScopes.filter((scope) => chosen.includes(scope));
}

function watchedFile({ reference, typed, id }: SelectedStrategy, { io }: CommandContext): string {
  if (reference === id) {
    throw usageError({
      what: `${id} is built in and does not change`,
      where: '--watch',
      remedy: 'name a module of your own by its path, or leave --watch out',
    });
  }
  return typed.startsWith('file:')
    ? fileURLToPath(typed)
    : join(dirname(resolve(io.cwd, typed)), basename(typed));
}
