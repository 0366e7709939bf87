// holdfast report: renders a stored run again, never runs it again. Its exit code says whether the report
// was made, not what it says.
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Judged } from '../../../results/verdicts/judged.js';
import type { CommandContext } from '../context.js';
import { exitCode } from '../exit-code.js';
import { collect } from '../options/option-values.js';
import { emitReports, planReports } from '../options/reporter-targets.js';
import { loadJudged, runDirectory } from '../options/run-reference.js';
import { withPlaces } from '../output/capsule-places.js';

const examples = `
Examples:
  holdfast report results/runs/before
  holdfast report results/runs/before --reporter markdown=report.md,json=-
  holdfast run --json | holdfast report - --reporter markdown=-`;

export function addReport(program: Command, context: CommandContext): void {
  program
    .command('report <run>')
    .description('render a stored run again, without running')
    .addOption(
      new Option('-r, --reporter <list>', 'console (default), markdown=FILE, json=- …').argParser(collect),
    )
    .addHelpText('after', examples)
    .action(async (typed: string, flags: { reporter?: string[] }) => {
      const listed = flags.reporter ?? [];
      const known = Object.keys(context.ports.reporters);
      const targets = planReports(listed, context, known, listed.length === 0 ? 'console' : null);
      await emitReports(await placed(typed, context), targets, context);
      context.settle(exitCode.go);
    });
}

/** From stdin the place of the run is unknown: its capsules stay relative to it. */
async function placed(typed: string, context: CommandContext): Promise<Judged> {
  const judged = await loadJudged(typed, context);
  return typed === '-' ? judged : withPlaces(judged, runDirectory(typed, context), context.io.cwd);
}
