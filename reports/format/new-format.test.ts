// That a further format costs one file: here is one, and it shows the whole document of a run and of a comparison.
import { expect, it } from 'vitest';
import { judgedRun } from '../../results/testing/judged-fixture.js';
import { compareRuns } from '../../results/verdicts/comparison.js';
import { comparisonDocument } from '../comparison/comparison-document.js';
import { runDocument } from '../run/run-document.js';
import { hostileRun } from '../testing/hostile-run.js';
import { decisionSign, verdictSign } from '../text/mark.js';
import { plainText } from '../text/plain-text.js';
import { type Format, write } from './format.js';
import { type Span, spansOf, type Text } from './report-blocks.js';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const safe = (text: string) => escaped(plainText(text));
function spanHtml(span: Span): string {
  if (typeof span === 'string') return safe(span);
  if ('own' in span) return escaped(span.own);
  if ('code' in span) return `<code>${safe(span.code)}</code>`;
  if ('strong' in span) return `<b>${html(span.strong)}</b>`;
  if ('to' in span) return `<a href="#${span.to}">${html(span.text)}</a>`;
  return 'verdict' in span ? verdictSign(span.verdict) : decisionSign(span.decision);
}
const html = (text: Text): string => spansOf(text).map(spanHtml).join('');
const each = (tag: string, texts: readonly Text[]) =>
  texts.map((text) => `<${tag}>${html(text)}</${tag}>`).join('');
const page: Format = {
  heading: (level, text) => `<h${level}>${html(text)}</h${level}>`,
  paragraph: (text) => `<p>${html(text)}</p>`,
  lines: (lines) => `<p>${lines.map(html).join('<br>')}</p>`,
  list: (items) => `<ul>${each('li', items)}</ul>`,
  table: (head, rows) =>
    `<table><tr>${each('th', head)}</tr>${rows.map((row) => `<tr>${each('td', row)}</tr>`).join('')}</table>`,
  code: (lines) => `<pre>${lines.map(safe).join('\n')}</pre>`,
  commands: (lines) => `<pre>${lines.map(safe).join('\n')}</pre>`,
  folded: (title, parts) => `<details><summary>${title}</summary>${parts.join('')}</details>`,
  document: (parts) => parts.join('\n'),
};

it('shows every section of a run', () => {
  const text = write(runDocument(judgedRun()), page);
  expect(text.match(/<h2>[^\n]*<\/h2>/g)).toHaveLength(15);
  expect(text).toContain('<td>★ flock</td><td>✅ GO</td>');
  expect(text).toContain('<pre>0.412 ms  writer 3');
});

it('and of a comparison, and lets no markup in', () => {
  const evil = hostileRun(judgedRun(), '<script>');
  expect(write(runDocument(evil), page)).not.toContain('<script>');
  const text = write(comparisonDocument(compareRuns([evil, { ...evil, runId: 'b' }])), page);
  expect(text).not.toContain('<script>');
  expect(text).toContain('<h2>Decisions</h2>');
});
