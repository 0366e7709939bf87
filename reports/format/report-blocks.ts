// A report as data: headings, paragraphs, lists, tables and code, built once from a judged run or a
// comparison. A format turns it into Markdown, HTML or lines of a terminal; it alone knows how to escape, so
// a section never does.
import type { Decision, Verdict } from '../../results/vocabulary/verdict.js';

/**
 * A string may come from anywhere (a strategy's id, an error message) and is made safe by the format. `own`: words of
 * ours without markup, printed as they are.
 */
export type Span =
  | string
  | { own: string }
  | { code: string }
  | { strong: Text }
  | { verdict: Verdict }
  | { decision: Decision };
export type Text = Span | readonly Span[];

export type Block =
  | { type: 'heading'; level: 1 | 2 | 3; text: Text }
  | { type: 'paragraph'; text: Text }
  /** Short lines that stay lines. */
  | { type: 'lines'; lines: readonly Text[] }
  | { type: 'list'; items: readonly Text[] }
  | { type: 'table'; head: readonly Text[]; rows: readonly (readonly Text[])[] }
  /** Lines of any origin, shown as they are but for control characters. */
  | { type: 'code'; lines: readonly string[] }
  /** To be copied into a shell: never cut. */
  | { type: 'commands'; lines: readonly string[] }
  /** Hidden until a reader opens it, where the format can. */
  | { type: 'folded'; title: string; blocks: readonly Block[] };

/** Literal parts are our own words; what is put in is a span, and a number prints as it is. */
export function words(literals: TemplateStringsArray, ...spans: (Text | number)[]): Text {
  return literals.flatMap((own, at) => {
    const span = spans[at];
    const literal = own === '' ? [] : [{ own }];
    if (span === undefined) return literal;
    if (typeof span === 'number') return [...literal, { own: String(span) }];
    return [...literal, ...spansOf(span)];
  });
}

export const spansOf = (text: Text): readonly Span[] => (isSpans(text) ? text : [text]);

function isSpans(text: Text): text is readonly Span[] {
  return Array.isArray(text);
}

export const heading = (level: 1 | 2 | 3, text: Text): Block => ({ type: 'heading', level, text });
export const paragraph = (text: Text): Block => ({ type: 'paragraph', text });
export const code = (lines: readonly string[]): Block => ({ type: 'code', lines });
export const commands = (lines: readonly string[]): Block => ({ type: 'commands', lines });
export const table = (head: readonly Text[], rows: readonly (readonly Text[])[]): Block => ({
  type: 'table',
  head,
  rows,
});
/** Nothing for no items. */
export const list = (items: readonly Text[]): Block[] =>
  items.length === 0 ? [] : [{ type: 'list', items }];

/** The blocks below a heading; nothing for no blocks. */
export const section = (title: Text, blocks: readonly Block[]): Block[] =>
  blocks.length === 0 ? [] : [heading(2, title), ...blocks];

/** At most `max` lines, and how many more there are. */
export function shortened(lines: readonly string[], max: number): string[] {
  const hidden = lines.length - max;
  return hidden > 0 && max > 0 ? [...lines.slice(0, max), `… ${hidden} more`] : lines.slice(0, max);
}
