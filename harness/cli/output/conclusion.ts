// The end of every command that judges: judged.json saved, reports printed, a baseline compared, and the exit
// code that follows from it all.

import type { StoredRun } from '../../../results/archive/stored-run.js';
import { failsOn } from '../../../results/verdicts/comparison.js';
import type { Judged } from '../../../results/verdicts/judged.js';
import { withoutCanaryDetails } from '../../../results/verdicts/without-canary-details.js';
import { type CommandContext, fileLayout, notice, stdoutLayout } from '../context.js';
import { type ExitCode, exitCode, exitCodeOf } from '../exit-code.js';
import type { FailOn } from '../options/option-values.js';
import { emitReports, type ReporterTarget } from '../options/reporter-targets.js';
import { placeFrom, withPlaces } from './capsule-places.js';
import { tellGithub } from './github-actions.js';
import { showPage, writePage } from './report-page.js';

export interface Baseline {
  judged: Judged;
  failOn: FailOn;
}

/** A judged run with its facts and the directory where it is kept. */
export interface Concluding {
  judged: Judged;
  stored: StoredRun;
  /** Absolute. */
  dir: string;
  /** Everything on the terminal, instead of one screen; default false. */
  full?: boolean;
  /** Open the page at the end; default false. */
  open?: boolean;
  /** False: what is stored stays as it is. Default true. */
  save?: boolean;
}

/** Saves and reports a judged run; returns the exit code if nothing else happens. */
export async function conclude(
  { judged: whole, stored, dir, full = false, save = true, open = false }: Concluding,
  targets: readonly ReporterTarget[],
  baseline: Baseline | null,
  context: CommandContext,
): Promise<ExitCode> {
  const judged = withoutCanaryDetails(whole);
  if (save) {
    await context.ports.saveCapsules(dir, stored);
    await context.ports.saveJudged(dir, judged);
  }
  // The comparison goes first: the report's last lines are the decision and what to do next.
  const bites = baseline === null ? false : await compareWith(baseline, judged, targets, context);
  const { cwd } = context.io;
  const placed = withPlaces(judged, dir, cwd);
  const run = placeFrom(cwd, dir);
  const page = save || open ? await writePage(placed, dir, { run }, context) : null;
  if (page !== null) notice(context, `the report as a page: ${placeFrom(cwd, page)}`);
  await emitReports(placed, targets, { full, run }, context);
  await tellGithub(judged, dir, context);
  if (open && page !== null) await showPage(page, context);
  return bites ? exitCode.noGo : exitCodeOf(judged);
}

async function compareWith(
  { judged: base, failOn }: Baseline,
  judged: Judged,
  targets: readonly ReporterTarget[],
  context: CommandContext,
): Promise<boolean> {
  const comparison = await context.ports.compareRuns([base, judged], base);
  const stdoutIsFree = targets.every(({ target, reporter }) => target !== '-' || reporter === 'console');
  const layout = stdoutIsFree ? stdoutLayout(context) : fileLayout;
  const text = await context.ports.renderComparison('console', comparison, layout);
  const output = stdoutIsFree ? context.io.stdout : context.io.stderr;
  output.write(`${text.trimEnd()}\n\n`);
  return failsOn(comparison, failOn);
}
