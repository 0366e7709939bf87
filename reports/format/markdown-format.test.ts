import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { write } from './format.js';
import { escaped, markdown } from './markdown-format.js';
import { code, paragraph, table, words } from './report-blocks.js';

describe('a string of any origin', () => {
  it.each([
    ['a|b', 'a&#124;b'],
    ['a\\|b', 'a\\\\&#124;b'],
    ['`code`', '\\`code\\`'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['[x](javascript:y)', '\\[x\\](javascript:y)'],
    ['# title', '\\# title'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['0.1.0', '0.1.0'],
    ['two\nlines', 'two lines'],
    ['::error::x', ': :error::x'],
    ['Plain words, 8.3 ms (50 %).', 'Plain words, 8.3 ms (50 %).'],
  ])('%j becomes %j', (text, expected) => {
    expect(escaped(text)).toBe(expected);
  });

  it('leaves no character that could open markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escaped(text)).not.toMatch(/[<>|\n\r]/);
        const unescaped = escaped(text).replace(/\\[\\`*_{}[\]#~$]|&(amp|lt|gt|#124);/g, '');
        expect(unescaped).not.toMatch(/[`*_[\]#~$&]/);
      }),
      { numRuns: 1000 },
    );
  });
});

it('a table has as many columns as its head', () => {
  expect(write([table(['a', 'b'], [['1'], ['1', '2', '3']])], markdown)).toBe(
    '| a | b |\n| --- | --- |\n| 1 |  |\n| 1 | 2 |\n',
  );
});

it('a fence is longer than any run of backticks inside, and its lines stay lines', () => {
  expect(write([code(['````', 'a\nb'])], markdown)).toBe('`````text\n````\na b\n`````\n');
  expect(write([code(['x'])], markdown)).toBe('```text\nx\n```\n');
});

it('two spans that meet make no command to a CI runner', () => {
  expect(write([paragraph(words`${':'}:error::x`)], markdown)).toBe(': :error::x\n');
});
