// Prose for terminals: wrapping, opening comments and tables.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openingComment } from './output/opening-comment.js';
import { wrap } from './paragraph.js';
import { renderTable } from './plain-table.js';

describe('wrap', () => {
  test('joins lines, keeps paragraphs, indents', () => {
    expect(wrap('one two\nthree\n\nfour', 12, '  ')).toBe('  one two\n  three\n\n  four');
  });

  test('keeps every word, and every line within the width unless it is one long word', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 5, max: 40 }), (words, width) => {
        const lines = wrap(words.join(' '), width, ' ').split('\n');
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(words);
        for (const line of lines) expect(line.length <= width || !line.trim().includes(' ')).toBe(true);
      }),
    );
  });
});

test.each<[string, string[]]>([
  ['// One.\n// Two.\nimport x;\n', ['One. Two.']],
  ['#!/usr/bin/env node\n// One.\n//\n// Two.\n', ['One.', 'Two.']],
  ['import x;\n// One.\n', []],
  ['', []],
])('the opening of %j is %j', (source, expected) => {
  expect(openingComment(source)).toEqual(expected);
});

describe('tables', () => {
  const rows = [
    ['a', 'a rather long sentence that does not fit into forty columns'],
    ['bcd', 'short'],
  ];
  const output = (isTTY: boolean, columns: number) => ({ write: () => undefined, isTTY, columns });

  test('in a pipe a row is a line', () => {
    expect(renderTable(['id', 'text'], rows, output(false, 40)).split('\n')).toEqual([
      'id   text',
      'a    a rather long sentence that does not fit into forty columns',
      'bcd  short',
    ]);
  });

  test('on a terminal the widest columns wrap until all fit', () => {
    const lines = renderTable(['id', 'text'], rows, output(true, 40)).split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
    const both = renderTable(
      ['a', 'b'],
      [['many words '.repeat(9), 'more words '.repeat(9)]],
      output(true, 40),
    );
    for (const line of both.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
    expect(both.match(/words/g)).toHaveLength(18);
  });
});
