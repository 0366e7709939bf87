// The end of a lab: the page of all platforms, made of their judged runs, stored beside these and printed; and
// the exit code, which is the worst of theirs. It decides nothing by itself.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labMarkdown, labText } from '../../../reports/platform/lab-text.js';
import type { Judged } from '../../../results/verdicts/judged.js';
import type { LabRecord } from '../../../results/verdicts/lab-record.js';
import { messageOf } from '../cli-error.js';
import { type CommandContext, printJson, printText, stdoutLayout, warn } from '../context.js';
import { type ExitCode, exitCode, exitCodeOf, worstExitCode } from '../exit-code.js';
import { placeFrom } from './capsule-places.js';

/** Beside lab.json. */
const pageFile = 'lab.md';

export async function concludeLab(
  record: LabRecord,
  out: string,
  context: CommandContext,
): Promise<ExitCode> {
  const judged = await judgedOf(record, out, context);
  writeFileSync(join(out, pageFile), labMarkdown(record, judged));
  if (context.flags().json === true) {
    printJson(context, { ...record, decisions: decisionsOf(judged) });
  } else {
    const place = placeFrom(context.io.cwd, out);
    printText(context, labText(record, judged, place, stdoutLayout(context)));
  }
  return worstExitCode(record.results.map((result) => codeOfResult(result, judged)));
}

async function judgedOf(
  record: LabRecord,
  out: string,
  context: CommandContext,
): Promise<Map<string, Judged>> {
  const judged = new Map<string, Judged>();
  for (const { id, outcome } of record.results) {
    if (outcome.type !== 'run') continue;
    try {
      judged.set(id, await context.ports.readJudged(join(out, outcome.run)));
    } catch (error) {
      warn(context, `the run of ${id} can't be read: ${messageOf(error)}`);
    }
  }
  return judged;
}

function decisionsOf(judged: ReadonlyMap<string, Judged>) {
  return [...judged].map(([platform, { decision, reason, strategies }]) => ({
    platform,
    decision,
    reason,
    strategies: strategies
      .filter(({ selected }) => selected)
      .map(({ id, decision: own, reason: why, scopes }) => ({ id, decision: own, reason: why, scopes })),
  }));
}

/** A platform that could not be made here is nobody's failure; one on which nothing could be run is unknown. */
function codeOfResult(
  { id, outcome }: LabRecord['results'][number],
  judged: ReadonlyMap<string, Judged>,
): ExitCode {
  switch (outcome.type) {
    case 'run': {
      const run = judged.get(id);
      return run === undefined ? exitCode.environment : exitCodeOf(run);
    }
    case 'file':
      return outcome.trials.some((one) => one.outcome !== 'kept') ? exitCode.noGo : exitCode.inconclusive;
    case 'failed':
      return exitCode.inconclusive;
    case 'skipped':
      return exitCode.go;
  }
}
