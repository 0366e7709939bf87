// holdfast replay: runs one recorded counterexample again: a disk after a loss of power with the model, the
// oracle and the strategy, a schedule with real clients, or what a nemesis did to them. A capsule may come
// from anybody: it is validated, and code that it names is loaded only with --trust.
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { crashReplayText } from '../../../reports/counterexample/crash-replay-text.js';
import { interleavingReplayText } from '../../../reports/counterexample/interleaving-replay-text.js';
import { nemesisReplayText } from '../../../reports/counterexample/nemesis-replay-text.js';
import { BoundedFileError, readBounded } from '../../../results/archive/bounded-file.js';
import { type AnyCapsule, capsuleBytesMax, parseAnyCapsule } from '../../../results/capsules/any-capsule.js';
import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import type { InterleavingCapsule } from '../../../results/capsules/interleaving-capsule.js';
import type { NemesisCapsule } from '../../../results/capsules/nemesis-capsule.js';
import { CapsuleError } from '../../../results/capsules/strict-capsule.js';
import type { CrashReplay } from '../../../results/verdicts/crash-replay.js';
import { WriteTreeError } from '../../crash/states/write-tree.js';
import { CrashTraceError } from '../../crash/trace/crash-trace-error.js';
import type { ReplayTarget } from '../../run/replay-here.js';
import { messageOf, usageError } from '../cli-error.js';
import { tableWidthOf, widthOf } from '../color.js';
import { type CommandContext, printJson, printText } from '../context.js';
import { exitCode } from '../exit-code.js';
import { endedByInterruption } from '../interruption.js';
import { parseDirectory } from '../options/option-values.js';
import { scratchDirectory } from '../options/preflight.js';
import { selectStrategies } from '../options/strategy-selection.js';

interface ReplayFlags {
  strategy?: string;
  trust?: true;
  dir: string;
}

const examples = `
Examples:
  holdfast replay results/runs/before/capsules/in-place.document-present.kill.torn-document.json
  holdfast replay capsule.json --strategy ./mended-store.mjs
  holdfast replay results/runs/before/capsules/m03.processes.plain.lost-update.json
  holdfast replay results/runs/before/capsules/lockfile.nemesis.pauses.client-error.json
  holdfast replay - --json < capsule.json

Exit codes: 0 the same outcome as recorded, 1 a different one, 2 not a capsule, 3 inconclusive here`;

const exitCodes = {
  same: exitCode.go,
  different: exitCode.noGo,
  inconclusive: exitCode.inconclusive,
} as const;

export function addReplay(program: Command, context: CommandContext): void {
  program
    .command('replay <capsule>')
    .description('run one recorded counterexample again')
    .option('-s, --strategy <id>', "use this id or module (default: the capsule's own, if built in)")
    .option('--trust', 'load the module that the capsule names: it runs with your rights')
    .addOption(
      new Option('--dir <path>', 'where the files are put')
        .argParser(parseDirectory('--dir'))
        .default('.holdfast'),
    )
    .addHelpText('after', examples)
    .action(async (typed: string, flags: ReplayFlags) => {
      const capsule = await readCapsule(typed, context);
      const target = await replayTarget(capsule, flags, context);
      await endedByInterruption(context.io, () => {
        const dir = scratchDirectory(flags.dir, '--dir', context.io.cwd);
        switch (capsule.kind) {
          case 'interleaving':
            return replayInterleaving(capsule, target, dir, context);
          case 'nemesis':
            return replayNemesis(capsule, target, dir, context);
          case 'power-loss':
            return replayPowerLoss(typed, capsule, target, dir, context);
        }
      });
    });
}

async function replayPowerLoss(
  typed: string,
  capsule: Capsule,
  target: ReplayTarget,
  dir: string,
  context: CommandContext,
): Promise<void> {
  const found = await replayed(typed, capsule, target, dir, context);
  if (context.flags().json === true)
    printJson(context, { capsule: headOf(capsule, powerLossHead), ...found });
  else printText(context, crashReplayText(capsule, found, layoutOf(context)));
  context.settle(exitCodes[found.verdict]);
}

async function replayInterleaving(
  capsule: InterleavingCapsule,
  target: ReplayTarget,
  dir: string,
  context: CommandContext,
): Promise<void> {
  const found = await context.ports.replayInterleaving(capsule, target, dir);
  if (context.flags().json === true)
    printJson(context, { capsule: headOf(capsule, interleavingHead), ...found });
  else printText(context, interleavingReplayText(capsule, found, layoutOf(context).width));
  context.settle(exitCodes[found.verdict]);
}

async function replayNemesis(
  capsule: NemesisCapsule,
  target: ReplayTarget,
  dir: string,
  context: CommandContext,
): Promise<void> {
  const found = await context.ports.replayNemesis(capsule, target, dir);
  if (context.flags().json === true) printJson(context, { capsule: headOf(capsule, nemesisHead), ...found });
  else printText(context, nemesisReplayText(capsule, found, layoutOf(context).width));
  context.settle(exitCodes[found.verdict]);
}

function layoutOf({ io }: CommandContext): { width: number; tableWidth: number | null } {
  return { width: Math.min(110, widthOf(io.stdout)), tableWidth: tableWidthOf(io.stdout) };
}

async function readCapsule(typed: string, { io }: CommandContext): Promise<AnyCapsule> {
  let text: string;
  try {
    text =
      typed === '-'
        ? await io.readStdin(capsuleBytesMax)
        : readBounded(resolve(io.cwd, typed), capsuleBytesMax).toString('utf8');
  } catch (cause) {
    if (cause instanceof BoundedFileError) throw notACapsule(typed, cause);
    throw usageError({
      what: `the capsule can't be read: ${messageOf(cause)}`,
      where: typed,
      remedy: 'name a file from capsules/ of a run directory',
      cause,
    });
  }
  try {
    return parseAnyCapsule(text);
  } catch (error) {
    if (error instanceof CapsuleError) throw notACapsule(typed, error);
    throw error;
  }
}

function notACapsule(where: string, cause: Error): Error {
  return usageError({
    what: `not a capsule: ${cause.message}`,
    where,
    remedy: 'take one from capsules/ of a run directory, unchanged',
    cause,
  });
}

/** Built-in strategies are ours; a module that a capsule names could be anybody's. */
async function replayTarget(
  { strategy }: AnyCapsule,
  { strategy: typed, trust }: ReplayFlags,
  { ports, io }: CommandContext,
): Promise<ReplayTarget> {
  if (typed !== undefined) {
    const chosen = await selectStrategies([typed], ports, io);
    const [only] = chosen;
    if (only !== undefined && chosen.length === 1) return { reference: only.reference };
    throw usageError({
      what: `${chosen.length} strategies can't replay one capsule`,
      where: `--strategy ${typed}`,
      remedy: 'name exactly one',
    });
  }
  if (!strategy.reference.startsWith('file:') || trust === true) return { reference: strategy.reference };
  const reason = `it is a module of the user (${strategy.reference}); load it with --trust, or name yours with --strategy PATH`;
  return { reference: null, reason };
}

async function replayed(
  typed: string,
  capsule: Capsule,
  target: ReplayTarget,
  dir: string,
  { ports }: CommandContext,
): Promise<CrashReplay> {
  try {
    return await ports.replayCapsule(capsule, target, dir);
  } catch (error) {
    if (error instanceof CrashTraceError || error instanceof WriteTreeError) throw notACapsule(typed, error);
    throw error;
  }
}

/** The fields that identify a capsule, without the large ones. */
const powerLossHead = [
  'schemaVersion',
  'kind',
  'strategy',
  'variant',
  'documentPath',
  'crashPoint',
  'model',
  'environment',
] as const;
const interleavingHead = [
  'schemaVersion',
  'kind',
  'strategy',
  'scope',
  'variant',
  'writers',
  'writes',
  'readers',
  'preemptions',
  'environment',
] as const;
const nemesisHead = ['schemaVersion', 'kind', 'strategy', 'plan', 'outcome', 'environment'] as const;

function headOf<C extends AnyCapsule>(capsule: C, fields: readonly (keyof C)[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, capsule[field]]));
}
