// Plain tables for people: no frames, two spaces between columns, the last column wrapped to the terminal.
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

export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  output: Output,
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const last = widths.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  const room = output.isTTY ? (output.columns ?? 80) - before : Number.POSITIVE_INFINITY;
  const colWidths = widths.map((width, column) =>
    column === last ? Math.min(width, Math.max(24, room)) : width,
  );
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
