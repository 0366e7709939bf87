// holdfast merge: shards of one run become one run; runs of several platforms are put side by side below one
// directory and compared. The sources are never changed.
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { ArchivedRun } from '../../../results/archive/archive.js';
import type { Judged } from '../../../results/verdicts/judged.js';
import { usageError } from '../cli-error.js';
import { type CommandContext, notice, warn } from '../context.js';
import { type ExitCode, exitCodeOf, worstExitCode } from '../exit-code.js';
import { collect, parseDirectory } from '../options/option-values.js';
import { freshOutput } from '../options/preflight.js';
import { planReports } from '../options/reporter-targets.js';
import { ignoreByGit } from '../options/results-place.js';
import { existing, judgeStored } from '../options/run-reference.js';
import { findRuns } from '../options/run-search.js';
import { placeFrom, withPlaces } from '../output/capsule-places.js';
import { emitComparison, planComparison } from '../output/comparison-output.js';
import { conclude } from '../output/conclusion.js';
import { showPage, writePage } from '../output/report-page.js';

interface MergeFlags {
  out: string;
  reporter?: string[];
  open?: true;
}

const examples = `
Examples:
  holdfast merge shard-1 shard-2 --out results/runs/whole
  holdfast merge artifacts/ --out results/runs/all     runs are searched up to three levels deep

Shards of one platform become one run in DIR. Several platforms are written to DIR/<platform>/ and compared.

Exit codes: the worst of the merged runs: 0 GO, 1 NO-GO, 3 inconclusive,
4 inconclusive because the harness failed in a case`;

export function addMerge(program: Command, context: CommandContext): void {
  program
    .command('merge <runs...>')
    .description('shards of one run, or runs of many platforms, into one')
    .addOption(
      new Option('--out <dir>', 'where the merged run is put')
        .argParser(parseDirectory('--out'))
        .makeOptionMandatory(),
    )
    .addOption(new Option('-r, --reporter <list>', 'console (default), markdown=FILE …').argParser(collect))
    .option('--open', 'open the report as a page, in the browser')
    .addHelpText('after', examples)
    .action(async (runs: string[], flags: MergeFlags) => context.settle(await merge(runs, flags, context)));
}

async function merge(
  typed: readonly string[],
  flags: MergeFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { ports, io } = context;
  const dirs = typed.flatMap((name) => searched(name, context));
  const stored: ArchivedRun[] = [];
  for (const dir of new Set(dirs)) stored.push(await ports.readRun(dir));
  const groups = await ports.groupByPlatform(stored);
  const merged = await Promise.all(
    groups.map(async ({ label, runs }) => ({ label, run: await ports.mergeRuns(runs) })),
  );
  const [only, ...others] = merged;
  if (only !== undefined && others.length === 0) return mergeShards(only.run, flags, context);
  const targets = planComparison(flags.reporter ?? [], context);
  ignoreByGit(flags.out, io);
  const out = freshOutput(flags.out, io.cwd);
  const judged: Judged[] = [];
  for (const { label, run } of merged) {
    const dir = freshOutput(join(out, directoryName(label)), io.cwd);
    await ports.saveRun(dir, run);
    const verdict = await judgeStored(run, context, null);
    await ports.saveCapsules(dir, run);
    await ports.saveJudged(dir, verdict);
    await writePage(withPlaces(verdict, dir, io.cwd), dir, { run: placeFrom(io.cwd, dir) }, context);
    notice(context, `${label}: ${dir}`);
    judged.push(verdict);
  }
  const comparison = await ports.compareRuns(judged, null);
  const page = join(out, 'comparison.html');
  await emitComparison(comparison, [...targets, { format: 'html', target: page }], context);
  if (flags.open === true) await showPage(page, context);
  return worstExitCode(judged.map(exitCodeOf));
}

async function mergeShards(run: ArchivedRun, flags: MergeFlags, context: CommandContext): Promise<ExitCode> {
  const known = Object.keys(context.ports.reporters);
  const targets = planReports(flags.reporter ?? [], context, known, 'console');
  ignoreByGit(flags.out, context.io);
  const out = freshOutput(flags.out, context.io.cwd);
  await context.ports.saveRun(out, run);
  const judged = await judgeStored(run, context, null);
  const code = await conclude(
    { judged, stored: run, dir: out, open: flags.open === true },
    targets,
    null,
    context,
  );
  await reportMissing(run, context);
  return code;
}

const namedMax = 10;

async function reportMissing({ run }: ArchivedRun, context: CommandContext): Promise<void> {
  const missing = await context.ports.missingCases(run);
  if (missing.length === 0) return;
  const more = missing.length > namedMax ? [`and ${missing.length - namedMax} more`] : [];
  const named = [...missing.slice(0, namedMax), ...more].map((one) => `\n  ${one}`).join('');
  const shards = run.warnings.filter((text) => text.startsWith('Missing: '));
  warn(context, `${missing.length} of ${run.planned.length} cases are missing and unknown:${named}`);
  for (const text of shards) warn(context, text);
}

function searched(name: string, context: CommandContext): string[] {
  const found = findRuns(existing(name, context));
  if (found.length > 0) return found;
  throw usageError({
    what: 'there is no run in it, up to three levels deep',
    where: name,
    remedy: 'name a directory that holds run directories (with a run.json each)',
  });
}

/** `linux-x64 · Node 20 · ext4` → `linux-x64-node-20-ext4`. */
function directoryName(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');
}
