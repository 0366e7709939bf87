// Where reports go: `console`, `markdown=FILE`, `json=-`. Parsing and the check that stdout is promised to
// one document only come before a run; rendering comes after it.
import { writeFileSync } from 'node:fs';
import type { RenderOptions, Reporter } from '../../../reports/reporter.js';
import type { Judged } from '../../../results/verdicts/judged.js';
import { environmentError, messageOf, usageError } from '../cli-error.js';
import { type CommandContext, fileLayout, notice, printText, stdoutLayout } from '../context.js';
import { didYouMean } from './did-you-mean.js';
import { writableFile } from './preflight.js';
import { splitList } from './selection.js';

export interface ReporterTarget {
  reporter: string;
  /** Absolute path, or `-` for stdout. */
  target: string;
}

/**
 * `always`: what stdout gets when no reporter in the list claims it; null = nothing. Files are checked to be
 * writable here and now. Throws usage (2) and environment (4) errors.
 */
export function planReports(
  values: readonly string[],
  context: CommandContext,
  known: readonly string[],
  always: 'console' | null,
): ReporterTarget[] {
  const listed = splitList(values).map((item) => parseTarget(item, known));
  const asJson: ReporterTarget[] = context.flags().json === true ? [{ reporter: 'json', target: '-' }] : [];
  const targets = [...asJson, ...listed.filter((one) => !(asJson.length > 0 && isJsonOut(one)))];
  const onStdout = targets.filter(({ target }) => target === '-');
  if (onStdout.length > 1) {
    throw usageError({
      what: `stdout can carry one report only, not ${onStdout.map(({ reporter }) => reporter).join(' and ')}`,
      where: context.flags().json === true ? '--json with --reporter' : '--reporter',
      remedy: `send one of them to a file, e.g. --reporter ${onStdout.at(-1)?.reporter}=report.txt`,
    });
  }
  if (onStdout.length === 0 && always !== null) targets.unshift({ reporter: always, target: '-' });
  const resolved = targets.map((one) => ({ ...one, target: resolveTarget(one, context) }));
  refuseSharedFiles(resolved);
  return resolved;
}

function isJsonOut({ reporter, target }: ReporterTarget): boolean {
  return reporter === 'json' && target === '-';
}

function parseTarget(item: string, known: readonly string[]): ReporterTarget {
  const [reporter = '', ...rest] = item.split('=');
  if (!known.includes(reporter)) {
    throw usageError({
      what: `there is no reporter "${reporter}"`,
      where: `--reporter ${item}`,
      remedy: didYouMean(reporter, 'reporters', known),
    });
  }
  const target = rest.length === 0 ? '-' : rest.join('=');
  if (target !== '') return { reporter, target };
  throw usageError({
    what: `${reporter} has no file`,
    where: `--reporter ${item}`,
    remedy: `write ${reporter}=FILE, or ${reporter}=- for stdout`,
  });
}

function resolveTarget({ reporter, target }: ReporterTarget, { io }: CommandContext): string {
  return target === '-' ? target : writableFile(target, `--reporter ${reporter}=`, io.cwd);
}

function refuseSharedFiles(targets: readonly ReporterTarget[]): void {
  const seen = new Set<string>();
  for (const { target, reporter } of targets) {
    if (seen.has(target)) {
      throw usageError({
        what: `two reporters would write the same file`,
        where: `--reporter ${reporter}=${target}`,
        remedy: 'give each a file of its own',
      });
    }
    seen.add(target);
  }
}

/** Renders a judged run to all its targets. `shown.run`: what names it on a command line. */
export async function emitReports(
  judged: Judged,
  targets: readonly ReporterTarget[],
  shown: Pick<RenderOptions, 'full' | 'run'>,
  context: CommandContext,
): Promise<void> {
  for (const { reporter, target } of targets) {
    const renderer = await loadReporter(reporter, context);
    if (target === '-') {
      printText(context, renderer.render(judged, { ...stdoutLayout(context), ...shown }));
    } else {
      writeReport(target, renderer.render(judged, { ...fileLayout, ...shown }));
      notice(context, `wrote ${reporter}: ${target}`);
    }
  }
}

export async function loadReporter(id: string, { ports }: CommandContext): Promise<Reporter> {
  const reporter = await ports.reporters[id]?.();
  if (reporter === undefined) throw new Error(`there is no reporter ${id} in the registry`);
  return reporter;
}

export function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, `${text.replace(/\n+$/, '')}\n`);
  } catch (cause) {
    throw environmentError({
      what: `can't write the report: ${messageOf(cause)}`,
      where: file,
      remedy: 'the results are saved; render them again with: holdfast report RUN --reporter …',
      cause,
    });
  }
}
