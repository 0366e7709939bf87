// Tables on a terminal without boxes, two spaces between columns. Cells arrive finished: stripped and
// painted. A ruled table has columns as wide as their content; a plain one is wrapped to the terminal, and in
// a pipe a row stays one line, so that grep finds it.
import Table from 'cli-table3';
import { displayWidth } from './plain-text.js';

const boxless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
const ruled = { ...boxless, left: ' ', 'left-mid': ' ', mid: '─', 'mid-mid': '  ' };
const gap = boxless.middle.length;
const columnMin = 12;

type Rows = readonly (readonly string[])[];

/** A rule below the head. `right`: the columns that are aligned to the right. */
export function ruledTable(head: readonly string[], rows: Rows, right: readonly number[] = []): string[] {
  return linesOf(
    { chars: ruled, colAligns: head.map((_, at) => (right.includes(at) ? 'right' : 'left')) },
    head,
    rows,
  );
}

/** `width` null: as wide as the content. */
export function plainTable(head: readonly string[], rows: Rows, width: number | null): string[] {
  const natural = head.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const room = width === null ? Number.POSITIVE_INFINITY : width - gap * (head.length - 1);
  return linesOf({ chars: boxless, colWidths: fittedWidths(natural, room), wordWrap: true }, head, rows);
}

function linesOf(options: Table.TableConstructorOptions, head: readonly string[], rows: Rows): string[] {
  const style = { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 };
  const table = new Table({ ...options, head: [...head], style });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Takes from the widest column, again and again, until all fit; no column gets narrower than is readable. */
export function fittedWidths(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over -= 1) {
    const widest = Math.max(...widths);
    if (widest <= columnMin) break;
    widths[widths.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}
