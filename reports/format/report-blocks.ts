// A report as data: headings, paragraphs, lists, tables and code, built once from a judged run or a
// comparison. A format turns it into Markdown, HTML or lines of a terminal; it alone knows how to escape, so
// a section never does.
import type { Decision, Verdict } from '../../results/vocabulary/verdict.js';
import type { Figure } from './figures.js';

/**
 * A string may come from anywhere (a strategy's id, an error message) and is made safe by the format. `own`: words of
 * ours without markup, printed as they are.
 */
export type Span =
  | string
  | { own: string }
  | { code: string }
  | { strong: Text }
  /** Leads to an anchor of the same document, where the format can; elsewhere its text alone. */
  | { to: string; text: Text }
  | { verdict: Verdict }
  | { decision: Decision };
export type Text = Span | readonly Span[];

export interface BannerFact {
  name: string;
  text: Text;
}

export type Block =
  /** `anchor`: what a link into the document names. */
  | { type: 'heading'; level: 1 | 2 | 3; text: Text; anchor?: string }
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
  | { type: 'folded'; title: string; blocks: readonly Block[] }
  /** The answer in the largest letters, and by name what is looked for first. Left out where that can't be. */
  | { type: 'banner'; decision: Decision; reason: Text; facts: readonly BannerFact[] }
  /** Drawn where the format can; elsewhere `text`, shown as code. `anchor` as with a heading. */
  | { type: 'figure'; figure: Figure; text: readonly string[]; anchor?: string }
  /** What the links of a table lead to, numbered by their place. */
  | { type: 'notes'; prefix: string; notes: readonly Text[] };

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

export const heading = (level: 1 | 2 | 3, text: Text, anchor?: string): Block =>
  anchor === undefined ? { type: 'heading', level, text } : { type: 'heading', level, text, anchor };
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
export const section = (title: Text, blocks: readonly Block[], anchor?: string): Block[] =>
  blocks.length === 0 ? [] : [heading(2, title, anchor), ...blocks];

/** The same for the same names in every run, and different for different names, whatever is in them. */
export function anchorOf(...names: readonly string[]): string {
  const safe = (name: string) =>
    name.replace(/[^A-Za-z0-9-]/gu, (sign) => `_${sign.codePointAt(0)?.toString(16)}_`);
  return names.map(safe).join('.');
}

/** At most `max` lines, and how many more there are. */
export function shortened(lines: readonly string[], max: number): string[] {
  const hidden = lines.length - max;
  return hidden > 0 && max > 0 ? [...lines.slice(0, max), `… ${hidden} more`] : lines.slice(0, max);
}
