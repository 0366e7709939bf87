// holdfast report: renders a stored run again, never runs it again. Its exit code says whether the report
// was made, not what it says.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Judged } from '../../../results/verdicts/judged.js';
import { narrowed } from '../../../results/verdicts/narrowed.js';
import { usageError } from '../cli-error.js';
import { type CommandContext, notice } from '../context.js';
import { exitCode } from '../exit-code.js';
import { collect } from '../options/option-values.js';
import { emitReports, planReports, type ReporterTarget } from '../options/reporter-targets.js';
import { runsIn } from '../options/results-place.js';
import { judgeStored, loadJudged, runDirectory } from '../options/run-reference.js';
import { select, splitList } from '../options/selection.js';
import { withPlaces } from '../output/capsule-places.js';
import { pageToOpen, showPage, writePage } from '../output/report-page.js';

const examples = `
Examples:
  holdfast report                                        the last run, below results/runs
  holdfast report results/runs/before
  holdfast report results/runs/before --open                 as a page, in the browser
  holdfast report results/runs/before --strategy mine --full
  holdfast report results/runs/before --reporter markdown=report.md,json=-
  holdfast run --json | holdfast report - --reporter markdown=-`;

export function addReport(program: Command, context: CommandContext): void {
  program
    .command('report [run]')
    .description('render a stored run again, without running (default: the last one)')
    .addOption(
      new Option('-r, --reporter <list>', 'console (default), markdown=FILE, junit=FILE, json=- …').argParser(
        collect,
      ),
    )
    .option('-s, --strategy <ids...>', 'only these: ids, globs, !negations (default: all that were judged)')
    .option('--open', "write the page into the run's directory, or where html=FILE says, and open it")
    .option('--full', 'everything that the run showed, where a terminal gets one screen')
    .addHelpText('after', examples)
    .action(async (named: string | undefined, { reporter, strategy, full, open }: ReportFlags) => {
      const listed = reporter ?? [];
      const known = Object.keys(context.ports.reporters);
      const targets = planReports(listed, context, known, listed.length === 0 ? 'console' : null);
      const typed = named ?? lastRun(context);
      const opened = open === true ? opening(typed, targets, strategy !== undefined, context) : null;
      const judged = await placed(typed, context);
      const asked = strategy === undefined ? judged : await about(strategy, judged, typed, context);
      await emitReports(asked, targets, { full: full === true, run: typed }, context);
      if (opened !== null) await opened(asked);
      context.settle(exitCode.go);
    });
}

interface ReportFlags {
  reporter?: string[];
  strategy?: string[];
  full?: true;
  open?: true;
}

/** Opens the page that was asked for, or the run's own, made anew of a whole run. Throws usage errors. */
function opening(
  typed: string,
  targets: readonly ReporterTarget[],
  isNarrowed: boolean,
  context: CommandContext,
): (judged: Judged) => Promise<void> {
  const asked = targets.map(({ reporter, target }) => ({ name: reporter, target }));
  if (typed === '-' || isNarrowed || asked.some(({ name }) => name === 'html')) {
    const page = pageToOpen(asked, '--open');
    return () => showPage(page, context);
  }
  const dir = runDirectory(typed, context);
  return async (judged) => {
    const page = await writePage(judged, dir, { run: typed }, context);
    if (page !== null) await showPage(page, context);
  };
}

/** Says on stderr which one it is. */
function lastRun(context: CommandContext): string {
  const [run] = runsIn(context.io.cwd);
  if (run === undefined) {
    throw usageError({
      what: 'there is no run below results/runs',
      where: 'RUN',
      remedy: 'make one with holdfast run, or name the directory of one that lies elsewhere',
    });
  }
  notice(context, `the last run: ${run}`);
  return run;
}

function chosen(typed: readonly string[], { strategies }: Judged): string[] {
  const defaults = strategies.filter(({ selected }) => selected).map(({ id }) => id);
  const ids = strategies.map(({ id }) => id);
  return select(splitList(typed), { flag: '--strategy', kind: 'strategies of the run', ids, defaults });
}

/** Of canaries only the decision is stored: their details are judged from the facts, where these are at hand. */
async function about(
  typedIds: readonly string[],
  judged: Judged,
  typed: string,
  context: CommandContext,
): Promise<Judged> {
  const ids = chosen(typedIds, judged);
  const isStored = judged.strategies.every(({ id, selected }) => selected || !ids.includes(id));
  if (isStored || typed === '-') return narrowed(judged, ids);
  const dir = runDirectory(typed, context);
  if (!existsSync(join(dir, 'run.json'))) return narrowed(judged, ids);
  const whole = await judgeStored(await context.ports.readRun(dir), context, judged.policy);
  return narrowed(withPlaces(whole, dir, context.io.cwd), ids);
}

/** From stdin the place of the run is unknown: its capsules stay relative to it. */
async function placed(typed: string, context: CommandContext): Promise<Judged> {
  const judged = await loadJudged(typed, context);
  return typed === '-' ? judged : withPlaces(judged, runDirectory(typed, context), context.io.cwd);
}
