// The page of a run: complete in one file, every link inside it leads somewhere, anchors that stay the same, and
// nothing in it that a strategy could have turned into markup.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { costFindings, finding, judgedRun, strategy } from '../../results/testing/judged-fixture.js';
import { compareRuns } from '../../results/verdicts/comparison.js';
import comparisonHtml from '../comparison/comparison-html.js';
import htmlReporter from './html.js';

const options = { color: false, width: 80 };
const page = htmlReporter.render(judgedRun(), options);
const all = (pattern: RegExp, text = page): string[] =>
  [...text.matchAll(pattern)].map((found) => found[1] ?? '');
const anchors = (text: string): string[] => all(/ id="([^"]+)"/g, text);

describe('the page of a run', () => {
  it('has every part, in the order in which a reader asks', () => {
    expect(all(/<h2 id="([^"]+)"/g)).toEqual([
      'decision',
      'criteria',
      'trade-off',
      'latency',
      'contention',
      'cost',
      'strategies',
      'interleavings',
      'durability',
      'trust',
    ]);
    expect(all(/<nav.*?<\/nav>/gs).length).toBe(1);
  });

  it('answers first: the decision, why, what is recommended, and how many canaries were caught', () => {
    const top = page.slice(page.indexOf('class="banner"'), page.indexOf('<h2'));
    expect(top).toContain('</span>GO</span>');
    expect(top).toContain('1 of 2 available candidates is GO in threads and processes.');
    expect(top).toContain('<strong>flock</strong>');
    expect(top).toContain('<dd>2 of 2</dd>');
  });

  it('leads every link to a place of its own, and no place has the name of another', () => {
    const places = anchors(page);
    expect(new Set(places).size).toBe(places.length);
    const targets = all(/href="#([^"]+)"/g);
    expect(targets.length).toBeGreaterThan(20);
    expect(targets.filter((target) => !places.includes(target))).toEqual([]);
  });

  it('keeps its anchors from run to run', () => {
    const other = judgedRun({ runId: 'another', startedAt: '2027-01-01T00:00:00.000Z', decision: 'NO-GO' });
    expect(anchors(htmlReporter.render(other, options))).toEqual(anchors(page));
  });

  it('asks for nothing outside of itself, and lets no script run but its own', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:,")/);
    expect(page).not.toMatch(/url\(|@import|https?:\/\//);
    const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(`script-src &#39;sha256-${hash}&#39;`);
    expect(all(/<script/g)).toHaveLength(1);
  });

  it('shows a cell with how much was looked at, and a note where it is no plain pass', () => {
    const run = judgedRun();
    for (const { criteria } of run.strategies) {
      for (const one of criteria) one.coverage = { n: 1234, unit: 'writes', failureRateBelow: null };
    }
    const text = htmlReporter.render(run, options);
    expect(text).toContain('pass</span></span> 1,234');
    expect(text).toMatch(/<a href="#note\.1">1<\/a>/);
    expect(text).toMatch(/<li id="note\.1">.*?lost-update: 8 of 1,000 acknowledged updates are gone/);
  });

  it('draws a schedule as lanes, one step below the other', () => {
    const lanes = /<figure class="lanes".*?<\/figure>/s.exec(page)?.[0] ?? '';
    expect(lanes).toContain('--lanes:2');
    expect(all(/<li/g, lanes).length).toBeGreaterThan(3);
    expect(lanes).toContain('is made to wait');
    expect(lanes).not.toContain('preempted here');
  });

  it('draws what was measured, and leaves out what was not', () => {
    const measured = strategy('mine', 'GO', 'GO', {
      findings: [
        ...costFindings(1.5, 1.4, 1.6, 1),
        finding('concurrent-threads', 'threads', 'contention-measures', 'pass', {
          metrics: [
            { name: 'writers', value: 8, unit: 'writers' },
            { name: 'throughput', value: 150, unit: 'writes/s' },
            { name: 'fairness', value: 0.9, unit: 'Jain' },
          ],
        }),
      ],
      latencySamples: { documentBytes: 1000, strategy: [1, 2, 1.5, 9], floor: [0.5, 0.6] },
      speed: {
        figures: [],
        noise: null,
        parts: {
          total: 12,
          parts: [
            { part: 'fsync', us: 8 },
            { part: 'directory-fsync', us: 2 },
          ],
        },
      },
    });
    const text = htmlReporter.render(judgedRun({ strategies: [measured] }), options);
    expect(text).toContain('id="latency-distribution"');
    expect(text).toContain('id="latency-run-order"');
    expect(text).toContain('>150 ');
    expect(text).toContain('aria-label="mine: fsync 8 µs, directory fsync 2 µs"');
    expect(text).not.toMatch(/NaN|[>"]undefined|Infinity/);
    const nothing = htmlReporter.render(judgedRun({ strategies: [] }), options);
    expect(nothing).not.toMatch(/id="(?:latency-|contention)|NaN/);
  });
});

it('the page of a comparison is as complete', () => {
  const text = comparisonHtml.render(compareRuns([judgedRun(), judgedRun({ runId: 'b' })]), options);
  const places = anchors(text);
  expect(all(/href="#([^"]+)"/g, text).filter((target) => !places.includes(target))).toEqual([]);
  expect(text).not.toMatch(/(?:src|href)="(?!#|data:,")/);
  expect(all(/<h2 id="([^"]+)"/g, text)).toEqual([
    'decisions',
    'criteria',
    'latency',
    'runs',
    'ratios',
    'not-go',
  ]);
});
