// The report as a page: written beside judged.json by every command that judges, and opened on request. Neither
// ever fails a command: the verdict does not hang on a page.
import { join } from 'node:path';
import type { RenderOptions } from '../../../reports/reporter.js';
import type { Judged } from '../../../results/verdicts/judged.js';
import { messageOf, usageError } from '../cli-error.js';
import { type CommandContext, fileLayout, notice, warn } from '../context.js';
import { loadReporter, writeReport } from '../options/reporter-targets.js';

/** In a run's directory. */
export const PAGE = 'report.html';

/** `dir`: the run's, absolute. Its path; null: it could not be written, which was said. */
export async function writePage(
  judged: Judged,
  dir: string,
  shown: Pick<RenderOptions, 'run'>,
  context: CommandContext,
): Promise<string | null> {
  const path = join(dir, PAGE);
  try {
    const reporter = await loadReporter('html', context);
    writeReport(path, reporter.render(judged, { ...fileLayout, ...shown }));
    return path;
  } catch (error) {
    warn(context, `the page was not written: ${messageOf(error)}`);
    return null;
  }
}

/** A missing opener is no error: the path is told. */
export async function showPage(path: string, context: CommandContext): Promise<void> {
  const reason = await context.ports.openPage(path);
  if (reason === null) notice(context, `opened ${path}`);
  else notice(context, `not opened, because ${reason}: open ${path} yourself`);
}

/** The file that `--open` opens, of those that were asked for. */
export function pageToOpen(targets: readonly { name: string; target: string }[], where: string): string {
  const page = targets.find(({ name, target }) => name === 'html' && target !== '-');
  if (page !== undefined) return page.target;
  throw usageError({
    what: 'there is no page to open',
    where,
    remedy: 'say where it is put: --reporter html=FILE --open',
  });
}
