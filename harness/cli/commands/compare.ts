// holdfast compare: stored runs side by side, of several platforms or versions, and whether anything became
// worse than in the base.
import { type Command, Option } from 'commander';
import { failsOn } from '../../../results/verdicts/comparison.js';
import type { Judged } from '../../../results/verdicts/judged.js';
import { usageError } from '../cli-error.js';
import type { CommandContext } from '../context.js';
import { exitCode } from '../exit-code.js';
import { collect, type FailOn, parseFailOn } from '../options/option-values.js';
import { loadJudged } from '../options/run-reference.js';
import { emitComparison, planComparison } from '../output/comparison-output.js';
import { pageToOpen, showPage } from '../output/report-page.js';

interface CompareFlags {
  base?: string;
  failOn: FailOn;
  reporter?: string[];
  open?: true;
}

const examples = `
Examples:
  holdfast compare results/runs/linux results/runs/macos
  holdfast compare after --base before --fail-on regression
  holdfast compare linux/judged.json macos/judged.json --reporter markdown=platforms.md

A RUN is a run directory, its run.json, or a judged.json; - reads a judged run from stdin.

Exit codes: 0 nothing that --fail-on names, 1 something`;

export function addCompare(program: Command, context: CommandContext): void {
  program
    .command('compare <runs...>')
    .description('platforms or versions side by side')
    .option('--base <run>', 'the run that the others are measured against')
    .addOption(
      new Option('--fail-on <what>', 'regression, no-go or never: what makes the exit code 1')
        .argParser(parseFailOn)
        .default('regression'),
    )
    .addOption(
      new Option('-r, --reporter <list>', 'console (default), markdown=FILE, html=FILE').argParser(collect),
    )
    .option('--open', 'open the page that --reporter html=FILE writes, in the browser')
    .addHelpText('after', examples)
    .action(async (runs: string[], flags: CompareFlags) => {
      const targets = planComparison(flags.reporter ?? [], context);
      const page =
        flags.open === true
          ? pageToOpen(
              targets.map(({ format, target }) => ({ name: format, target })),
              '--open',
            )
          : null;
      const { judged, base } = await loadAll(runs, flags.base, context);
      const comparison = await context.ports.compareRuns(judged, base);
      await emitComparison(comparison, targets, context);
      if (page !== null) await showPage(page, context);
      context.settle(failsOn(comparison, flags.failOn) ? exitCode.noGo : exitCode.go);
    });
}

async function loadAll(
  runs: readonly string[],
  baseTyped: string | undefined,
  context: CommandContext,
): Promise<{ judged: Judged[]; base: Judged | null }> {
  // The base may be named among the runs or only by --base.
  const names = baseTyped === undefined || runs.includes(baseTyped) ? [...runs] : [baseTyped, ...runs];
  if (names.length < 2 || new Set(names).size < names.length) {
    throw usageError({
      what: names.length < 2 ? 'one run alone has nothing to be compared with' : 'a run is named twice',
      where: names.join(' '),
      remedy: 'name two or more different runs: holdfast compare RUN RUN',
    });
  }
  const judged: Judged[] = [];
  for (const name of names) judged.push(await loadJudged(name, context));
  const base = baseTyped === undefined ? null : (judged[names.indexOf(baseTyped)] ?? null);
  return { judged, base };
}
