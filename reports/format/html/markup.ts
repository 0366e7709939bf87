// HTML and SVG as text, escaped in one place: content and attributes of any origin go through `markup`, and
// nothing else makes a tag. Control and invisible characters are taken out as everywhere else.
import { plainAligned, plainText, withoutCommands } from '../../text/plain-text.js';

/** Text that is HTML already; only this file makes it. */
export class Markup {
  constructor(readonly html: string) {}
}

export type MarkupContent = string | number | Markup | null | readonly MarkupContent[];
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const empty = new Set(['meta', 'br', 'link']);

/** An element. An attribute that is null or false is left out; true stands without a value. */
export function markup(tag: string, attributes: Attributes, ...content: MarkupContent[]): Markup {
  const written = Object.entries(attributes).map(([name, value]) => {
    if (value === null || value === false) return '';
    return value === true ? ` ${name}` : ` ${name}="${escaped(withoutCommands(String(value)))}"`;
  });
  const start = `<${tag}${written.join('')}>`;
  return new Markup(empty.has(tag) ? start : `${start}${htmlOf(content)}</${tag}>`);
}

/** One line, safe wherever it came from. */
export function textOf(text: string): string {
  return plainText(text);
}

/** As it is aligned, line by line. */
export function linesOf(lines: readonly string[]): string {
  return lines.map(plainAligned).join('\n');
}

/** Several pieces after each other. */
export const together = (...content: MarkupContent[]): Markup => new Markup(htmlOf(content));

/** Ours and finished, such as a style sheet: nothing is escaped. */
export const verbatim = (html: string): Markup => new Markup(html);

/** For screen readers only. */
export const unseen = (text: string): Markup => markup('span', { class: 'unseen' }, text);

function htmlOf(content: MarkupContent): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.html;
  if (typeof content === 'object') return content.map(htmlOf).join('');
  return escaped(String(content));
}
