// Blocks as HTML: headings that can be linked to, tables that scroll inside themselves on a phone, figures
// drawn. Everything is escaped by html/markup.ts; the page around it is html/html-page.ts.
import type { Decision, Verdict } from '../../results/vocabulary/verdict.js';
import { decisionGlyph, toneOf, verdictMark } from '../text/mark.js';
import type { Format } from './format.js';
import { drawn } from './html/drawn-figure.js';
import { linesOf, type Markup, markup, textOf, together, unseen } from './html/markup.js';
import { type Span, spansOf, type Text } from './report-blocks.js';

export const html: Format = {
  heading(level, text, anchor) {
    const link =
      anchor === undefined
        ? null
        : markup('a', { class: 'anchor', href: `#${anchor}`, 'aria-label': `Link to ${wordsOf(text)}` }, '#');
    return markup(`h${level}`, { id: anchor ?? null }, inline(text), link).html;
  },
  paragraph: (text) => markup('p', {}, inline(text)).html,
  lines: (lines) =>
    markup('p', {}, ...lines.flatMap((line, at) => (at === 0 ? [] : [markup('br', {})]).concat(inline(line))))
      .html,
  list: (items) => markup('ul', {}, ...items.map((item) => markup('li', {}, inline(item)))).html,
  table,
  code: (lines) => markup('pre', { tabindex: 0, 'aria-label': 'Record' }, linesOf(lines)).html,
  commands: (lines) =>
    markup('pre', { class: 'commands', tabindex: 0, 'aria-label': 'Command' }, linesOf(lines)).html,
  folded: (title, parts) =>
    `<details>${markup('summary', {}, title).html}<div class="inside">${parts.join('\n')}</div></details>`,
  figure: (figure, anchor) => drawn(figure, anchor).html,
  banner: (decision, reason, facts) =>
    markup(
      'div',
      { class: 'banner' },
      markup('p', { class: 'answer' }, inline({ decision })),
      markup('p', { class: 'reason' }, inline(reason)),
      markup(
        'dl',
        {},
        ...facts.map(({ name, text }) =>
          markup('div', {}, markup('dt', {}, name), markup('dd', {}, inline(text))),
        ),
      ),
    ).html,
  notes: (prefix, notes) =>
    markup(
      'ol',
      { class: 'notes' },
      ...notes.map((note, at) => markup('li', { id: `${prefix}.${at + 1}` }, inline(note))),
    ).html,
  document: (parts) => parts.join('\n'),
};

export function inline(text: Text): Markup {
  return together(...spansOf(text).map(spanMarkup));
}

/** The text alone, for a label. */
export function wordsOf(text: Text): string {
  return spansOf(text)
    .map((span): string => {
      if (typeof span === 'string') return textOf(span);
      if ('own' in span) return span.own;
      if ('code' in span) return textOf(span.code);
      if ('strong' in span) return wordsOf(span.strong);
      if ('to' in span) return wordsOf(span.text);
      return 'verdict' in span ? span.verdict : span.decision;
    })
    .join('');
}

function spanMarkup(span: Span): Markup {
  if (typeof span === 'string') return together(textOf(span));
  if ('own' in span) return together(span.own);
  if ('code' in span) return markup('code', {}, textOf(span.code));
  if ('strong' in span) return markup('strong', {}, inline(span.strong));
  if ('to' in span) return markup('a', { href: `#${span.to}` }, inline(span.text));
  return 'verdict' in span ? verdictMarkup(span.verdict) : decisionMarkup(span.decision);
}

const toneClass = (verdict: Verdict): string => (verdict === 'n/a' ? 'none' : verdict);

function verdictMarkup(verdict: Verdict): Markup {
  if (verdict === 'n/a') return markup('span', { class: 'none' }, verdict);
  const sign = markup('span', { 'aria-hidden': 'true' }, verdictMark(verdict));
  return markup('span', { class: `sign ${toneClass(verdict)}` }, sign, unseen(verdict));
}

function decisionMarkup(decision: Decision): Markup {
  const sign = markup('span', { 'aria-hidden': 'true' }, `${decisionGlyph(decision)} `);
  return markup('span', { class: `decision ${toneClass(toneOf(decision))}` }, sign, decision);
}

const numeric = /^[\d.,−+]+( ?(ms|µs|s|×|%|min.*))?( \[.*\])?$/;

/** A column with so long a text must not be squeezed by the others. */
const longWords = 48;

/** The first column names its row. Columns of nothing but figures are aligned to the right. */
function table(head: readonly Text[], rows: readonly (readonly Text[])[]): string {
  const shown = head.map((title, at) => ({
    title: inline(title),
    isFigure:
      rows.length > 0 &&
      rows.some((row) => numeric.test(wordsOf(row[at] ?? ''))) &&
      rows.every((row) => /^(–|)$/.test(wordsOf(row[at] ?? '')) || numeric.test(wordsOf(row[at] ?? ''))),
  }));
  const isLong = head.map((_, at) => rows.some((row) => wordsOf(row[at] ?? '').length > longWords));
  const classOf = (at: number) => {
    if (shown[at]?.isFigure === true) return 'figure';
    return isLong[at] === true ? 'long' : null;
  };
  const headless = head.every((title) => wordsOf(title) === '');
  const body = rows.map((row) =>
    markup(
      'tr',
      {},
      ...head.map((_, at) =>
        at === 0
          ? markup('th', { scope: 'row' }, inline(row[0] ?? ''))
          : markup('td', { class: classOf(at) }, inline(row[at] ?? '')),
      ),
    ),
  );
  const top = headless
    ? null
    : markup(
        'thead',
        {},
        markup(
          'tr',
          {},
          ...shown.map(({ title }, at) => markup('th', { scope: 'col', class: classOf(at) }, title)),
        ),
      );
  const label = headless
    ? 'Table'
    : `Table: ${head
        .map(wordsOf)
        .filter((one) => one !== '')
        .slice(0, 4)
        .join(', ')}`;
  return markup(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
    markup('table', {}, top, markup('tbody', {}, ...body)),
  ).html;
}
