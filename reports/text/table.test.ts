// Plain tables: a row a line in a pipe, wrapped on a terminal.
import { expect, test } from 'vitest';
import { plainTable } from './table.js';

const rows = [
  ['a', 'a rather long sentence that does not fit into forty columns'],
  ['bcd', 'short'],
];

test('without a width a row is a line', () => {
  expect(plainTable(['id', 'text'], rows, null)).toEqual([
    'id   text',
    'a    a rather long sentence that does not fit into forty columns',
    'bcd  short',
  ]);
});

test('the widest columns wrap until all fit, and no word is lost', () => {
  const lines = plainTable(['id', 'text'], rows, 40);
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
  const both = plainTable(['a', 'b'], [['many words '.repeat(9), 'more words '.repeat(9)]], 40);
  for (const line of both) expect(line.length).toBeLessThanOrEqual(40);
  expect(both.join('\n').match(/words/g)).toHaveLength(18);
});
