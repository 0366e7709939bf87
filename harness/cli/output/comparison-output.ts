// Prints a comparison: the table on stdout, or one JSON document, and a Markdown file beside it.
// Targets are parsed and their files checked first, so that nothing is judged for a typo.
import type { Comparison } from '../../../results/verdicts/comparison.js';
import { usageError } from '../cli-error.js';
import { type CommandContext, fileLayout, notice, printJson, printText, stdoutLayout } from '../context.js';
import { didYouMean } from '../options/did-you-mean.js';
import { writableFile } from '../options/preflight.js';
import { writeReport } from '../options/reporter-targets.js';
import { splitList } from '../options/selection.js';

const formats = ['console', 'markdown', 'html'] as const;
type Format = (typeof formats)[number];

export interface ComparisonTarget {
  format: Format;
  /** Absolute path, or `-` for stdout. */
  target: string;
}

/** Default: console on stdout, or nothing but JSON under --json. */
export function planComparison(values: readonly string[], context: CommandContext): ComparisonTarget[] {
  const listed = splitList(values).map((item) => parseTarget(item, context));
  const json = context.flags().json === true;
  const onStdout = listed.filter(({ target }) => target === '-').length + (json ? 1 : 0);
  if (onStdout > 1) {
    throw usageError({
      what: 'stdout can carry one report only',
      where: json ? '--json with --reporter' : '--reporter',
      remedy: 'send the other one to a file: --reporter markdown=FILE',
    });
  }
  return values.length === 0 && !json ? [{ format: 'console', target: '-' }] : listed;
}

function parseTarget(item: string, { io }: CommandContext): ComparisonTarget {
  const [name = '', ...rest] = item.split('=');
  const format = formats.find((candidate) => candidate === name);
  if (format === undefined) {
    throw usageError({
      what: `there is no comparison reporter "${name}"`,
      where: `--reporter ${item}`,
      remedy: didYouMean(name, 'reporters', formats),
    });
  }
  const target = rest.length === 0 ? '-' : rest.join('=');
  if (target === '') {
    throw usageError({
      what: `${name} has no file`,
      where: `--reporter ${item}`,
      remedy: `write ${name}=FILE`,
    });
  }
  return { format, target: target === '-' ? target : writableFile(target, `--reporter ${name}=`, io.cwd) };
}

export async function emitComparison(
  comparison: Comparison,
  targets: readonly ComparisonTarget[],
  context: CommandContext,
): Promise<void> {
  if (context.flags().json === true) printJson(context, comparison);
  for (const { format, target } of targets) {
    const layout = target === '-' ? stdoutLayout(context) : fileLayout;
    const text = await context.ports.renderComparison(format, comparison, layout);
    if (target === '-') {
      printText(context, text);
    } else {
      writeReport(target, text);
      notice(context, `wrote ${format}: ${target}`);
    }
  }
}
