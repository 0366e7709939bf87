import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, pad, plainText, truncate, wrap } from './plain-text.js';

describe('plainText', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007', 'link'],
    ['\u009b31mred', 'red'],
    ['two\r\nlines\tand\u2028more', 'two  lines and more'],
    ['a\u0000b\u0008c', 'a\uFFFDb\uFFFDc'],
    ['user\u202Egnp.exe', 'user\uFFFDgnp.exe'],
    ['a\u200Bb', 'a\uFFFDb'],
    ['\uD800', '\uFFFD'],
    ['::error::x', ': :error::x'],
    [' \n::error::x', ': :error::x'],
    ['say ::add-mask::x', 'say : :add-mask::x'],
    ['fs2::FileExt::lock', 'fs2::FileExt::lock'],
    ['x ##[error]y', 'x # #[error]y'],
    ['größer → 日本', 'größer → 日本'],
  ])('%j becomes %j', (text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  it('says so when it shortens', () => {
    expect(plainText('x'.repeat(5000))).toBe(`${'x'.repeat(2000)}…`);
  });

  it('leaves one line that can be shown and no runner obeys, whatever goes in', () => {
    const fragment = fc.constantFrom('::', '##', '[', '\n', '\u001b', '[31m', ' ', '\r', '\u200b', 'error');
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fragment).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(plain).not.toMatch(/(^|\s)::|##\[/);
        expect(plainText(plain)).toBe(plain);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('widths', () => {
  it.each([
    ['abc', 3],
    ['✓ GO', 4],
    ['日本', 4],
    ['✅', 2],
    ['e\u0301', 1],
  ])('%s takes %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  it('truncate, pad and wrap keep to the width', () => {
    expect(truncate('abcdef', 4)).toBe('abc…');
    expect(truncate('日本語', 5)).toBe('日本…');
    expect(truncate('abc', 0)).toBe('');
    expect(pad('日本', 6)).toBe('日本  ');
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('a\nlong/path/name b', 5)).toEqual(['a', 'long/', 'path/', 'name', 'b']);
    expect(wrap('fs2::File', 3)).toEqual(['fs', '2::', 'Fil', 'e']);
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).map(plainText),
        fc.integer({ min: 1, max: 40 }),
        (text, width) => {
          expect(displayWidth(truncate(text, width))).toBeLessThanOrEqual(width);
          const lines = wrap(text, width);
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
          // Nothing is left out, but for what is wider than the whole line.
          if (width > 1) expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
    );
  });
});
