// Blocks on a terminal: prose wrapped, tables fitted by cutting their widest columns, code behind a bar.
// Signs carry every verdict, so colour adds nothing that the text does not say.
import { decisionMark, toneOf, verdictMark } from '../text/mark.js';
import type { Paint } from '../text/paint.js';
import {
  displayWidth,
  indented,
  plainAligned,
  plainText,
  truncate,
  withoutCommands,
} from '../text/plain-text.js';
import { fittedWidths, ruledTable } from '../text/table.js';
import type { Format } from './format.js';
import { type Span, spansOf, type Text } from './report-blocks.js';

export interface ConsoleLayout {
  columns: number;
  ink: Paint;
  /** Spaces before each line but a table's. */
  indent?: number;
}

export function consoleFormat({ columns, ink, indent = 0 }: ConsoleLayout): Format {
  const margin = ' '.repeat(indent);
  const wrapped = (text: Text) => indented(plain(text), columns, indent);
  return {
    heading: (_, text) => ink.bold(paintedBy(text, truncate(plain(text), columns), ink)),
    paragraph: (text) =>
      wrapped(text)
        .map((line) => `${margin}${paintedBy(text, line.slice(indent), ink)}`)
        .join('\n'),
    lines: (lines) => lines.flatMap(wrapped).join('\n'),
    list: (items) =>
      items
        .flatMap((item) =>
          indented(plain(item), columns, indent + 2).map((line, at) =>
            at === 0 ? `${margin}- ${line.slice(indent + 2)}` : line,
          ),
        )
        .join('\n'),
    table: (head, rows) => tableLines(head, rows, columns, ink).join('\n'),
    code: (lines) =>
      lines.map((line) => `${margin}│ ${truncate(plainAligned(line), columns - indent - 2)}`).join('\n'),
    commands: (lines) => lines.map((line) => ink.dim(`${margin}${plainText(line)}`)).join('\n'),
    folded: (title, parts) => [ink.bold(title), ...parts].join('\n'),
    document: (parts) => parts.join('\n'),
  };
}

function plain(text: Text): string {
  return withoutCommands(spansOf(text).map(spanText).join(''));
}

function spanText(span: Span): string {
  if (typeof span === 'string') return plainText(span);
  if ('own' in span) return span.own;
  if ('code' in span) return span.code;
  if ('strong' in span) return plain(span.strong);
  if ('to' in span) return plain(span.text);
  return 'verdict' in span ? verdictMark(span.verdict) : decisionMark(span.decision);
}

/** In the colour of the first verdict or decision in it. */
function paintedBy(text: Text, shown: string, ink: Paint): string {
  for (const span of spansOf(text)) {
    if (typeof span === 'string') continue;
    if ('verdict' in span) return ink.as(span.verdict, shown);
    if ('decision' in span) return ink.as(toneOf(span.decision), shown);
  }
  return shown;
}

const isNumeric = (cell: Text | undefined) => /^[\d.,]+( (ms|s|min.*))?$/.test(plain(cell ?? ''));

/** Columns of nothing but numbers and times are aligned to the right. */
function tableLines(
  head: readonly Text[],
  rows: readonly (readonly Text[])[],
  columns: number,
  ink: Paint,
): string[] {
  const natural = head.map((title, at) =>
    Math.max(...[title, ...rows.map((row) => row[at] ?? '')].map((cell) => displayWidth(plain(cell)))),
  );
  const widths = fittedWidths(natural, columns - 1 - 2 * (head.length - 1));
  const cut = (cell: Text, at: number) => truncate(plain(cell), widths[at] ?? 0);
  const right = head.flatMap((_, at) =>
    rows.length > 0 && rows.every((row) => isNumeric(row[at])) ? [at] : [],
  );
  return ruledTable(
    head.map((title, at) => ink.dim(cut(title, at))),
    rows.map((row) => row.map((cell, at) => paintedBy(cell, cut(cell, at), ink))),
    right,
  );
}
