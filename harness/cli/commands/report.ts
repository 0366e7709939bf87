// holdfast report: renders a stored run again, never runs it again. Its exit code says whether the report
// was made, not what it says.
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Judged } from '../../../results/verdicts/judged.js';
import { narrowed } from '../../../results/verdicts/narrowed.js';
import type { CommandContext } from '../context.js';
import { exitCode } from '../exit-code.js';
import { collect } from '../options/option-values.js';
import { emitReports, planReports } from '../options/reporter-targets.js';
import { loadJudged, runDirectory } from '../options/run-reference.js';
import { select, splitList } from '../options/selection.js';
import { withPlaces } from '../output/capsule-places.js';

const examples = `
Examples:
  holdfast report results/runs/before
  holdfast report results/runs/before --strategy mine --full
  holdfast report results/runs/before --reporter markdown=report.md,json=-
  holdfast run --json | holdfast report - --reporter markdown=-`;

export function addReport(program: Command, context: CommandContext): void {
  program
    .command('report <run>')
    .description('render a stored run again, without running')
    .addOption(
      new Option('-r, --reporter <list>', 'console (default), markdown=FILE, json=- …').argParser(collect),
    )
    .option('-s, --strategy <ids...>', 'only these: ids, globs, !negations (default: all that were judged)')
    .option('--full', 'everything that the run showed, where a terminal gets one screen')
    .addHelpText('after', examples)
    .action(async (typed: string, { reporter, strategy, full }: ReportFlags) => {
      const listed = reporter ?? [];
      const known = Object.keys(context.ports.reporters);
      const targets = planReports(listed, context, known, listed.length === 0 ? 'console' : null);
      const judged = await placed(typed, context);
      const asked = strategy === undefined ? judged : narrowed(judged, chosen(strategy, judged));
      await emitReports(asked, targets, { full: full === true, run: typed }, context);
      context.settle(exitCode.go);
    });
}

interface ReportFlags {
  reporter?: string[];
  strategy?: string[];
  full?: true;
}

function chosen(typed: readonly string[], { strategies }: Judged): string[] {
  const defaults = strategies.filter(({ selected }) => selected).map(({ id }) => id);
  const ids = strategies.map(({ id }) => id);
  return select(splitList(typed), { flag: '--strategy', kind: 'strategies of the run', ids, defaults });
}

/** From stdin the place of the run is unknown: its capsules stay relative to it. */
async function placed(typed: string, context: CommandContext): Promise<Judged> {
  const judged = await loadJudged(typed, context);
  return typed === '-' ? judged : withPlaces(judged, runDirectory(typed, context), context.io.cwd);
}
