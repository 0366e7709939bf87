// Tables on a terminal: a rule below the head, no boxes, columns by their content. Cells arrive finished:
// stripped, cut to size, and painted.
import Table from 'cli-table3';

const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: ' ',
  'left-mid': ' ',
  mid: '─',
  'mid-mid': '  ',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;

/** Lines without trailing spaces. `right` are the columns that are aligned to the right. */
export function consoleTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string[] {
  const table = new Table({
    head: [...head],
    chars: bare,
    colAligns: head.map((_, at) => (right.includes(at) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
