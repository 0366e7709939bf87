// Markdown made of text that nobody vouches for: every character with a meaning in GitHub's Markdown or in HTML
// is escaped, so an id or an error message can neither break a table nor bring in markup.
import { plainAligned, plainText } from './plain-text.js';

/** Fit for a paragraph, a heading, a list item or a table cell. */
export function md(text: string): string {
  return (
    plainText(text)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/[\\`*_{}[\]#~$]/g, '\\$&')
      // Parsers disagree on when a backslash saves a pipe inside a table; an entity always does.
      .replaceAll('|', '&#124;')
      .replace(/^([-+=])/, '\\$1')
      .replace(/^(\d+)([.)])(?= |$)/, '$1\\$2')
  );
}

/** `head` and `cells` are finished Markdown; rows are filled up or cut to the width of the head. */
export function mdTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${head.map((_, at) => cells[at] ?? '').join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A code block; its fence is longer than any run of backticks inside. */
export function mdCode(lines: readonly string[]): string {
  const plain = lines.map(plainAligned);
  const longest = Math.max(2, ...plain.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...plain, fence].join('\n');
}
