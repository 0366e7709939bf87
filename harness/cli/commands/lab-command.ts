// holdfast lab: makes file systems and mounts on this machine, judges strategies on each, and says on one page
// which strategy holds where. Every missing piece is told with what brings it; nothing that the lab did not
// make is touched.
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { duration } from '../../../reports/text/quantity.js';
import { plainTable } from '../../../reports/text/table.js';
import type { LabPlatform } from '../../../results/facts/lab-platform.js';
import type { Profile } from '../../../results/facts/run-record.js';
import type { Policy } from '../../../results/vocabulary/verdict.js';
import type { LabRequest } from '../../run/run-lab.js';
import { usageError } from '../cli-error.js';
import { tableWidthOf } from '../color.js';
import { type CommandContext, notice, printJson, printText } from '../context.js';
import { type ExitCode, exitCode, exitCodesInHelp } from '../exit-code.js';
import { interruptible } from '../interruption.js';
import {
  collect,
  oneOf,
  parseDirectory,
  parseMaxTime,
  parsePolicy,
  parseProfile,
  parseSeed,
} from '../options/option-values.js';
import { freshOutput, scratchDirectory } from '../options/preflight.js';
import { newRunId } from '../options/run-id.js';
import { select, splitList } from '../options/selection.js';
import { selectStrategies } from '../options/strategy-selection.js';
import { concludeLab } from '../output/lab-conclusion.js';
import { watchLab } from '../output/lab-progress.js';
import { addLabPower } from './lab-power.js';

interface LabFlags {
  list?: true;
  only?: string[];
  small?: true;
  node?: string[];
  strategy?: string[];
  scenario?: string[];
  profile: Profile;
  policy: Policy;
  seed?: number;
  maxTime?: number;
  dir: string;
  out?: string;
  failOn: (typeof failOn)[number];
}

const failOn = ['no-go', 'never'] as const;
const parseFailOn = oneOf('--fail-on', failOn);

/** `20,22`; the same twice is one. Versions before 20 can't run the package. */
function parseNodes(typed: string, before: readonly string[] = []): string[] {
  const versions = splitList([typed]);
  const wrong = versions.find((one) => !/^[2-9]\d(?:\.\d+){0,2}$/.test(one));
  if (wrong === undefined && versions.length > 0) return [...new Set([...before, ...versions])];
  throw usageError({
    what: `"${wrong ?? typed}" is not a version of Node that can run this`,
    where: '--node',
    remedy: 'give versions from 20 on, e.g. --node 20,22',
  });
}

/** A strategy of each kind: a lock of the kernel, no lock but a link, a lock directory, and none. */
const usualStrategies = ['flock', 'link', 'lockfile', 'no-lock'];

/** With --small: one that can be GO for all writers, and one for a single writer only. */
const fewStrategies = ['flock', 'no-lock'];
/** What still differs between mounts that keep nothing: what readers, locks and a loss of power show there. */
const telling = [
  'documents',
  'one-winner',
  'concurrent-threads',
  'concurrent-processes',
  'readers',
  'power-loss',
];

const examples = `
Examples:
  holdfast lab --list                       every platform, and what is missing for it here
  sudo holdfast lab                         all of them, about a minute each
  sudo holdfast lab --small                 the few that differ most
  sudo holdfast lab --only 'ext4*,xfs' -s ./my-store.mjs
  holdfast lab --node 20,22,24,26 --only 'node-*'
  holdfast compare results/runs/LAB/ext4 results/runs/LAB/bindfs

Where a mount passes no syncs on, nothing can be GO: there fewer scenarios are run, unless -c names them.
File systems on images need root. Without it, what needs no root is made and the rest is named.

Exit codes: the worst of the platforms' own
${exitCodesInHelp()}`;

export function addLab(program: Command, context: CommandContext): void {
  const lab = program
    .command('lab')
    .description('makes file systems and mounts, and judges strategies on each: which holds where')
    .option('--list', 'show the platforms and what is missing for each, and make none')
    .addOption(
      new Option('--only <ids>', 'ids, globs, !negations, comma lists (default: all)').argParser(collect),
    )
    .option('--small', `the few platforms that differ most, with ${fewStrategies.join(' and ')}`)
    .addOption(
      new Option('--node <versions>', 'other versions of Node, installed by npm: 20,22,24,26').argParser(
        parseNodes,
      ),
    )
    .option('-s, --strategy <ids...>', `ids, globs, paths (default: ${usualStrategies.join(', ')})`)
    .option('-c, --scenario <ids...>', 'ids, globs, !negations, comma lists (default: all)')
    .addOption(
      new Option('-p, --profile <name>', 'quick, standard or soak').argParser(parseProfile).default('quick'),
    )
    .addOption(
      new Option('--policy <name>', 'm03 or strict: which decision counts')
        .argParser(parsePolicy)
        .default('m03'),
    )
    .addOption(
      new Option('--seed <n>', 'seed of everything random (default: a new one, shown)').argParser(parseSeed),
    )
    .addOption(
      new Option('--max-time <duration>', 'of each platform; what is missing is unknown').argParser(
        parseMaxTime,
      ),
    )
    .addOption(
      new Option('--dir <path>', 'where images and mounts are put')
        .argParser(parseDirectory('--dir'))
        .default('.holdfast'),
    )
    .addOption(
      new Option('--out <dir>', 'where results are put (default: results/runs/lab-<id>)').argParser(
        parseDirectory('--out'),
      ),
    )
    .addOption(
      new Option('--fail-on <what>', 'no-go, or never: whether the decisions count for the exit code')
        .argParser(parseFailOn)
        .default('no-go'),
    )
    .addHelpText('after', examples)
    .action(async (flags: LabFlags) => {
      const platforms = await chosenPlatforms(flags, context);
      if (flags.list === true) {
        listPlatforms(platforms, context);
        context.settle(exitCode.go);
      } else {
        context.settle(await carryOut(platforms, flags, context));
      }
    });
  addLabPower(lab, context);
}

async function chosenPlatforms(
  { only, small, node = [] }: LabFlags,
  { ports }: CommandContext,
): Promise<LabPlatform[]> {
  const platforms = await ports.labPlatforms(node);
  const ids = platforms.map(({ id }) => id);
  const asked = (id: string): boolean => node.some((version) => id === `node-${version}`);
  const few = platforms.filter((one) => one.small || asked(one.id)).map(({ id }) => id);
  const defaults = small === true ? few : ids;
  const chosen = select(splitList(only ?? []), { flag: '--only', kind: 'platforms', ids, defaults });
  return platforms.filter(({ id }) => chosen.includes(id));
}

function listPlatforms(platforms: readonly LabPlatform[], context: CommandContext): void {
  if (context.flags().json === true) {
    printJson(context, { platforms });
    return;
  }
  const rows = platforms.map(({ id, title, missing }) => [
    id,
    title,
    missing.length === 0 ? 'yes' : 'no',
    missing.join('; '),
  ]);
  const width = tableWidthOf(context.io.stdout);
  printText(context, plainTable(['platform', 'what it is', 'here', 'missing'], rows, width).join('\n'));
}

async function carryOut(
  platforms: readonly LabPlatform[],
  flags: LabFlags,
  context: CommandContext,
): Promise<ExitCode> {
  return interruptible(context.io, async (signal) => {
    const request = await requestOf(platforms, flags, context);
    announce(request, context);
    const progress = watchLab(context, request.platforms.length);
    const record = await context.ports.runLab(request, progress, signal);
    const code = await concludeLab(record, request.out, context);
    if (signal.aborted) return exitCode.interrupted;
    return flags.failOn === 'never' ? exitCode.go : code;
  });
}

/** Names first, then places that are written: nothing is made for a typo. */
async function requestOf(
  platforms: readonly LabPlatform[],
  flags: LabFlags,
  { ports, io }: CommandContext,
): Promise<LabRequest> {
  const strategies = await selectStrategies(
    flags.strategy ?? (flags.small === true ? fewStrategies : usualStrategies),
    ports,
    io,
  );
  const all = (await ports.catalogue()).scenarios.map(({ id }) => id);
  const scenarios = select(splitList(flags.scenario ?? []), {
    flag: '--scenario',
    kind: 'scenarios',
    ids: all,
    defaults: all,
  });
  const out = flags.out ?? `results/runs/lab-${newRunId(io)}`;
  if (resolve(io.cwd, out) === resolve(io.cwd, flags.dir)) {
    throw usageError({
      what: "the mounts and the results can't share one directory",
      where: '--dir and --out',
      remedy: 'name two different directories',
    });
  }
  return {
    platforms: platforms.map(({ id }) => id),
    nodes: flags.node ?? [],
    strategies: strategies.map(({ reference }) => reference),
    scenarios,
    scenariosWhereLost: flags.scenario === undefined ? all.filter((id) => telling.includes(id)) : scenarios,
    profile: flags.profile,
    policy: flags.policy,
    seed: flags.seed ?? Number.parseInt(io.randomHex(7), 16),
    maxTimeMs: flags.maxTime ?? null,
    dir: scratchDirectory(flags.dir, '--dir', io.cwd),
    out: freshOutput(out, io.cwd),
  };
}

function announce(request: LabRequest, context: CommandContext): void {
  const limit = request.maxTimeMs === null ? '' : `, at most ${duration(request.maxTimeMs)} each`;
  notice(context, `platforms:  ${request.platforms.join(', ')}`);
  notice(context, `strategies: ${request.strategies.join(', ')}`);
  notice(context, `profile ${request.profile}, policy ${request.policy}, seed ${request.seed}${limit}`);
  notice(context, `mounts in ${request.dir}, results in ${request.out}`);
}
