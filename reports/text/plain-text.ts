// Text that a strategy, an error or a file system supplied, made fit to be shown: no terminal sequences, no
// control or invisible characters, one line, and no line that a CI runner would take for a command.
// Widths are terminal columns by grapheme: an estimate, as every terminal has its own idea of emoji.
import { stripVTControlCharacters } from 'node:util';

const lengthMax = 2000;

/** What can't be seen, or turns the reading direction, becomes U+FFFD: two ids that differ must look different. */
export function plainText(text: string): string {
  const oneLine = stripVTControlCharacters(text)
    .replace(/[\s\u0085]/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, '\uFFFD')
    .trim();
  const inert = withoutCommands(oneLine);
  return inert.length > lengthMax ? `${[...inert].slice(0, lengthMax).join('')}…` : inert;
}

/** No line, wherever it is broken, that a CI runner would take for a command. */
export function withoutCommands(text: string): string {
  return text.replace(/(?<=^| ):{2,}/g, (colons) => [...colons].join(' ')).replaceAll('##[', '# #[');
}

/** As `plainText`, with the spaces at the beginning kept: for what is aligned below something. */
export function plainAligned(text: string): string {
  const indent = /^ */.exec(text)?.[0] ?? '';
  return `${indent}${plainText(text.slice(indent.length))}`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /^(\p{Emoji_Presentation}|\p{Regional_Indicator}|.\uFE0F|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;

/** Columns on a terminal. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += wide.test(segment) ? 2 : 1;
  return columns;
}

/** At most `width` columns; what was cut off is shown as `…`. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    columns += wide.test(segment) ? 2 : 1;
    if (columns > width - 1) break;
    kept += segment;
  }
  return width < 1 ? '' : `${kept.trimEnd()}…`;
}

/** Spaces up to `width` columns; longer text stays as it is. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/**
 * Broken at spaces into lines of at most `width` columns; a word that is longer than that goes on in the next
 * line.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \n]+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      const pieces = piecesOf(word, width);
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1) ?? '';
    }
  }
  return [...lines, line];
}

/** Parts in a line that is broken between them only: `2 min 38 s` stays together. */
export function wrapParts(parts: readonly string[], separator: string, width: number): string[] {
  const bound = parts.map((part) => part.replaceAll(' ', '\u00a0')).join(separator);
  return wrap(bound, width).map((line) => line.replaceAll('\u00a0', ' '));
}

/** As `wrap`, with `by` spaces before each line, which count. */
export function indented(text: string, width: number, by: number): string[] {
  return wrap(text, width - by).map((line) => `${' '.repeat(by)}${line}`);
}

function piecesOf(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of graphemes.segment(word)) {
    if (piece !== '' && displayWidth(piece + segment) > width) {
      // A line that began with two colons could be a command to a CI runner: what stands before them comes along.
      const along = segment === ':' ? (/(?<=.)[^:]:*$/u.exec(piece)?.[0] ?? '') : '';
      pieces.push(piece.slice(0, piece.length - along.length));
      piece = along;
    }
    piece += displayWidth(segment) > width ? '…' : segment;
  }
  return [...pieces, piece];
}
