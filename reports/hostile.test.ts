// Whatever a strategy calls itself or says in its errors: no table breaks, no HTML or terminal sequence gets in,
// and no line is a command to a CI runner.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgedRun, strategy } from '../results/testing/judged-fixture.js';
import { compareRuns } from '../results/verdicts/comparison.js';
import type { Judged } from '../results/verdicts/judged.js';
import comparisonConsoleReporter from './comparison/comparison-console.js';
import comparisonHtmlReporter from './comparison/comparison-html.js';
import comparisonMarkdownReporter from './comparison/comparison-markdown.js';
import { annotations } from './run/annotations.js';
import badgeReporter from './run/badge.js';
import consoleReporter from './run/console.js';
import csvReporter from './run/csv.js';
import githubReporter from './run/github.js';
import htmlReporter from './run/html.js';
import jsonReporter from './run/json.js';
import junitReporter from './run/junit.js';
import markdownReporter from './run/markdown.js';
import { parseCsv } from './testing/csv-rows.js';
import { hostileRun } from './testing/hostile-run.js';
import { parseXml } from './testing/xml-elements.js';
import { displayWidth } from './text/plain-text.js';

const run = judgedRun();
const broken = judgedRun({
  // Power cuts are looked up by the names that are tainted below: of this file system none are known.
  platform: { ...run.platform, fileSystem: { ...run.platform.fileSystem, type: 'zfs' } },
  status: 'interrupted',
  warnings: ['a warning'],
  canaries: [{ id: 'no-lock', scenario: 'latency', scope: 'single', caught: false, by: 'nothing' }],
});
const worse: Judged = { ...broken, runId: 'b', strategies: [strategy('flock', 'GO', 'NO-GO')] };

const fragment = fc.constantFrom(
  '|',
  '\\|',
  '\\',
  '`',
  '```',
  '\n',
  '\r\n',
  '\n\n::error::owned\n',
  '##[error]',
  '<script>',
  '</details>',
  '<!--',
  '| --- |',
  '\u001b[2J',
  '\u009b',
  '\u202e',
  '\u2028',
  '::',
  ' ',
  '# ',
  '$',
  'x',
);
const hostile = fc.oneof(
  fc.array(fragment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
);
const options = { color: false, width: 80 };

type Taint = (judged: Judged) => Judged;
const asItIs: Taint = (judged) => judged;
const comparisonOf = (taint: Taint) => compareRuns([taint(broken), taint(worse)]);

function check(property: (taint: Taint) => void): void {
  fc.assert(
    fc.property(hostile, (text) => property((judged) => hostileRun(judged, text))),
    { numRuns: 50 },
  );
}

/** Rows of every table: a row that was broken in two, or has a stray pipe, changes the number of cells. */
function tableShapes(markdown: string): number[][] {
  const tables: number[][] = [];
  let current: number[] = [];
  let fence: string | null = null;
  for (const line of [...markdown.split('\n'), '']) {
    const opening = /^(`{3,})/.exec(line)?.[1];
    if (fence !== null) {
      if (line === fence) fence = null;
      continue;
    }
    if (opening !== undefined) fence = opening;
    if (line.startsWith('|')) current.push(line.split('|').length);
    else if (current.length > 0) {
      tables.push(current);
      current = [];
    }
  }
  return tables;
}

const ownTags = /<details><summary>[A-Za-z0-9 ]+<\/summary>|<\/details>/g;
const withoutCode = (markdown: string) => markdown.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');

describe.each([
  ['markdown', (taint: Taint) => markdownReporter.render(taint(broken), options)],
  ['github', (taint: Taint) => githubReporter.render(taint(broken), options)],
  ['comparison', (taint: Taint) => comparisonMarkdownReporter.render(comparisonOf(taint), options)],
])('%s', (_name, render) => {
  // By other names, since what is known of a strategy of this package is told of no other.
  const tidy = tableShapes(render((judged) => hostileRun(judged, 'harmless')));

  it('keeps the shape of every table', () => {
    expect(tidy.length).toBeGreaterThan(2);
    check((taint) => {
      const shapes = tableShapes(render(taint));
      expect(shapes.map((rows) => rows.length)).toEqual(tidy.map((rows) => rows.length));
      for (const rows of shapes) expect(new Set(rows).size).toBe(1);
    });
  });

  it('lets no HTML, terminal sequence or runner command in', () => {
    check((taint) => {
      const text = render(taint);
      expect(withoutCode(text).replace(ownTags, '')).not.toMatch(/[<>]/);
      expectInert(text);
    });
  });
});

describe.each([
  [
    'console',
    (taint: Taint, width: number) => consoleReporter.render(taint(broken), { color: false, width }),
  ],
  [
    'comparison',
    (taint: Taint, width: number) =>
      comparisonConsoleReporter.render(comparisonOf(taint), { color: false, width }),
  ],
])('%s on a terminal', (_name, render) => {
  it('lets no terminal sequence or runner command in', () => {
    check((taint) => expectInert(render(taint, 80)));
  });

  it.each([80, 100, 120])('keeps to %i columns', (width) => {
    for (const text of [
      '',
      'a-rather-long-name-of-somebody-s-own-strategy-',
      '日本語のとても長い名前',
      '✅✅✅✅✅✅✅✅',
    ]) {
      // A command is copied, so it is told uncut.
      const lines = render((judged) => hostileRun(judged, text), width)
        .split('\n')
        .filter((line) => !line.includes(' holdfast '));
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
    }
  });
});

it('JUnit stays one well-formed document of the same test cases', () => {
  const shapeOf = (judged: Judged) =>
    parseXml(junitReporter.render(judged, options)).children.map(({ children }) => children.length);
  const tidy = shapeOf(broken);
  expect(tidy.length).toBeGreaterThan(4);
  check((taint) => {
    expect(shapeOf(taint(broken))).toEqual(tidy);
    expectInert(junitReporter.render(taint(broken), options));
  });
});

it('CSV keeps its rows and columns, and no cell is a formula', () => {
  const tidy = parseCsv(csvReporter.render(broken, options));
  check((taint) => {
    const text = csvReporter.render(taint(broken), options);
    const rows = parseCsv(text);
    expect(rows.map((row) => row.length)).toEqual(tidy.map((row) => row.length));
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+@]|^-(?!\d+(\.\d+)?$)/);
    expectInert(text.replaceAll('\r\n', '\n'));
  });
});

it('a badge stays one object of plain text', () => {
  check((taint) => {
    const text = badgeReporter.render(taint(broken), options);
    expect(Object.keys(JSON.parse(text))).toEqual(['schemaVersion', 'label', 'message', 'color']);
    expectInert(JSON.parse(text).message);
  });
});

describe.each([
  ['a page', (taint: Taint) => htmlReporter.render(taint(broken), options)],
  ['a page of a comparison', (taint: Taint) => comparisonHtmlReporter.render(comparisonOf(taint), options)],
])('%s', (_name, render) => {
  /** Style and script are ours and hold both signs. */
  const body = (text: string) => text.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
  const tags = (text: string) =>
    (body(text).match(/<[^<>]*>/g) ?? []).map((tag) => /^<\/?\w*/.exec(tag)?.[0]);
  const tidy = new Set(tags(render(asItIs)));

  it('gets no tag and no attribute that it has not without', () => {
    check((taint) => {
      const text = render(taint);
      for (const tag of tags(text)) expect(tidy).toContain(tag);
      expect(body(text).replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
      expect(text).not.toMatch(/<[^<>]*\s(?:on\w+=|style="[^"]*(?:url|expression))/i);
      expect(text).not.toMatch(/(?:src|href)="(?!#|data:,")/);
    });
  });

  it('leads every link somewhere, and lets no terminal sequence or runner command in', () => {
    check((taint) => {
      const text = render(taint);
      const places = new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
      for (const [, target] of text.matchAll(/href="#([^"]*)"/g)) expect(places).toContain(target);
      expectInert(text);
    });
  });
});

it('annotations stay one command a line', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const hostileFile = { ...hostileRun(worse, text) };
      const lines = annotations({
        ...hostileFile,
        strategies: hostileFile.strategies.map((one) => ({ ...one, role: 'candidate', module: `./${text}` })),
      });
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) {
        expect(line).toMatch(/^::(error|warning) (file=[^:,\n\r]*,line=1,)?title=[^:,\n\r]*::[^\n\r]*$/);
        expect(line).not.toContain('##[');
      }
    }),
  );
});

it('JSON stays faithful', () => {
  const judged = hostileRun(broken, '"\n::error::|<b>\u001b[2J');
  expect(JSON.parse(jsonReporter.render(judged, options))).toEqual(judged);
});

function expectInert(text: string): void {
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toContain('##[');
  expect(text).not.toContain('\u202e');
}
