// Plain tables for people: no frames, two spaces between columns, wide columns wrapped to fit the terminal.
// In a pipe a row stays one line, so that grep finds it.
import Table from 'cli-table3';
import type { Output } from './io.js';

const frameless = {
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

const gap = frameless.middle.length;
const columnMin = 12;

export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  output: Output,
): string {
  const natural = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const room = output.isTTY ? (output.columns ?? 80) - gap * (head.length - 1) : Number.POSITIVE_INFINITY;
  const colWidths = fitted(natural, room);
  const table = new Table({
    head: [...head],
    chars: frameless,
    colWidths,
    wordWrap: true,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Takes from the widest column, again and again, until all fit; no column gets narrower than is readable. */
function fitted(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over -= 1) {
    const widest = Math.max(...widths);
    if (widest <= columnMin) break;
    widths[widths.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}
