// GitHub's Markdown made of text that nobody vouches for: every character with a meaning in Markdown or in HTML is
// escaped, so an id or an error message can neither break a table nor bring in markup.
import { decisionSign, verdictSign } from '../text/mark.js';
import { plainAligned, plainText, withoutCommands } from '../text/plain-text.js';
import type { Format } from './format.js';
import { type Span, spansOf, type Text } from './report-blocks.js';

export const markdown: Format = {
  heading: (level, text) => `${'#'.repeat(level)} ${inline(text)}`,
  paragraph: inline,
  lines: (lines) => lines.map(inline).join('  \n'),
  list: (items) => items.map((item) => `- ${inline(item)}`).join('\n'),
  table(head, rows) {
    const line = (cells: readonly Text[]) =>
      `| ${head.map((_, at) => inline(cells[at] ?? '')).join(' | ')} |`;
    return [line(head), line(head.map(() => ({ own: '---' }))), ...rows.map(line)].join('\n');
  },
  code: fenced,
  commands: fenced,
  folded: (title, parts) => [`<details><summary>${title}</summary>`, ...parts, '</details>'].join('\n\n'),
  document: (parts) => `${parts.join('\n\n')}\n`,
};

/** Two colons may meet where spans do: no line may be a command to a CI runner. */
function inline(text: Text): string {
  return withoutCommands(spansOf(text).map(spanText).join(''));
}

function spanText(span: Span): string {
  if (typeof span === 'string') return escaped(span);
  if ('own' in span) return span.own;
  if ('code' in span) return `\`${span.code}\``;
  if ('strong' in span) return `**${inline(span.strong)}**`;
  if ('to' in span) return inline(span.text);
  return 'verdict' in span ? verdictSign(span.verdict) : decisionSign(span.decision);
}

/** Fit for a paragraph, a heading, a list item or a table cell. */
export function escaped(text: string): string {
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

/** The fence is longer than any run of backticks inside. */
function fenced(lines: readonly string[]): string {
  const plain = lines.map(plainAligned);
  const longest = Math.max(2, ...plain.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...plain, fence].join('\n');
}
