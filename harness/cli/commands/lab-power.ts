// holdfast lab power: cuts the power of real file systems on this machine and compares what the disks keep with
// what the models say. A strategy that the models let pass and a disk refutes is a false GO: exit code 1.
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { powerCutsText } from '../../../reports/platform/power-cuts-text.js';
import { rowsOf, verdictOf } from '../../../results/verdicts/power-cut-agreement.js';
import type { PowerCuts } from '../../../results/verdicts/power-cuts.js';
import {
  blockFileSystemIds,
  type MountedFileSystem,
  parseFileSystem,
} from '../../power-cuts/rig/block-file-systems.js';
import { usageError } from '../cli-error.js';
import { tableWidthOf } from '../color.js';
import { type CommandContext, notice, printJson, printText } from '../context.js';
import { exitCode } from '../exit-code.js';
import { interruptible } from '../interruption.js';
import { didYouMean } from '../options/did-you-mean.js';
import { collect, parseDirectory, parseSeed } from '../options/option-values.js';
import { scratchDirectory, writableFile } from '../options/preflight.js';
import { splitList } from '../options/selection.js';
import { selectStrategies } from '../options/strategy-selection.js';

interface PowerFlags {
  strategy?: string[];
  fileSystem?: string[];
  images: number;
  seed?: number;
  dir: string;
  out?: string;
}

const DEFAULT_IMAGES = 200;
const IMAGES_MAX = 100_000;

const examples = `
Examples:
  holdfast lab power                                   every candidate and baseline
  holdfast lab power -s flock,m03 --file-system ext4 --images 1000
  holdfast lab power -s ./mine.mjs --file-system ext4,ext4:noauto_da_alloc
  holdfast lab power --seed 7 --out power-cuts.json    adds to what the file holds

Linux, as root. What is missing is named, with the package that brings it.

Exit codes: 0 no false GO, and what must fail failed; 1 a false GO: the models let a strategy pass that lost
data on a disk; 3 nothing can be concluded`;

export function addLabPower(lab: Command, context: CommandContext): void {
  lab
    .command('power')
    .description('cuts the power of real file systems, and compares with what the models say')
    .addOption(new Option('-s, --strategy <ids...>', 'ids, globs, paths (default: candidates and baselines)'))
    .addOption(
      new Option(
        '--file-system <list>',
        'ext4, xfs, btrfs; mount options after a colon (default: all three)',
      ).argParser(collect),
    )
    .addOption(
      new Option('--images <n>', 'of each strategy on each file system')
        .argParser(parseImages)
        .default(DEFAULT_IMAGES),
    )
    .addOption(
      new Option('--seed <n>', 'of everything random (default: a new one, shown)').argParser(parseSeed),
    )
    .addOption(
      new Option('--dir <path>', 'where disks are made')
        .argParser(parseDirectory('--dir'))
        .default('.holdfast'),
    )
    .addOption(new Option('--out <file>', 'stores the result, beside what the file holds of this platform'))
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      // An option that `lab` has, too, is read there, wherever it stands.
      const flags: PowerFlags = command.optsWithGlobals();
      await interruptible(context.io, (signal) => cutPower(flags, context, signal));
    });
}

async function cutPower(flags: PowerFlags, context: CommandContext, signal: AbortSignal): Promise<void> {
  const { io, ports } = context;
  const chosen = await selectStrategies(flags.strategy ?? [], ports, io);
  const seed = flags.seed ?? Number.parseInt(io.randomHex(7), 16);
  const out = flags.out === undefined ? null : writableFile(flags.out, '--out', io.cwd);
  const request = {
    strategies: chosen.map(({ id, reference }) => ({ id, reference })),
    fileSystems: fileSystemsIn(splitList(flags.fileSystem ?? [])),
    imagesMax: flags.images,
    seed,
    dir: scratchDirectory(flags.dir, '--dir', io.cwd),
    out: out === null ? null : resolve(out),
  };
  notice(context, `seed ${seed}, disks in ${request.dir}`);
  const record = await ports.cutPower(request, (what) => notice(context, what), signal);
  if (context.flags().json === true) printJson(context, { ...record, rows: rowsOf(record) });
  else printText(context, powerCutsText(record, tableWidthOf(io.stdout)));
  context.settle(signal.aborted ? exitCode.interrupted : codeOf(record));
}

function codeOf(record: PowerCuts) {
  const codes = { pass: exitCode.go, fail: exitCode.noGo, unknown: exitCode.inconclusive } as const;
  return codes[verdictOf(rowsOf(record))];
}

function fileSystemsIn(typed: readonly string[]): MountedFileSystem[] {
  return (typed.length === 0 ? blockFileSystemIds : typed).map((one) => {
    const parsed = parseFileSystem(one);
    if (parsed !== null) return parsed;
    throw usageError({
      what: `"${one}" is no file system whose power can be cut`,
      where: '--file-system',
      remedy: didYouMean(one, 'file systems', blockFileSystemIds),
    });
  });
}

function parseImages(typed: string): number {
  const images = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
  if (images >= 1 && images <= IMAGES_MAX) return images;
  throw usageError({
    what: `"${typed}" is not a number of images`,
    where: '--images',
    remedy: `give a whole number from 1 to ${IMAGES_MAX}, e.g. --images 200`,
  });
}
