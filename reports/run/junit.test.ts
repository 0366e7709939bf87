// The JUnit report read back: what is red there is what the exit code means, and every failure carries what
// repeats it.
import { describe, expect, it } from 'vitest';
import {
  finding,
  judgedRun,
  lostUpdate,
  strategy,
  verdictsOf,
} from '../../results/testing/judged-fixture.js';
import type { Judged } from '../../results/verdicts/judged.js';
import { parseXml, type XmlElement } from '../testing/xml-elements.js';
import junitReporter from './junit.js';

const suitesOf = (judged: Judged): XmlElement[] =>
  parseXml(junitReporter.render(judged, { color: false, width: 100 })).children;

/** `class | name` → what it says beside passed. */
function outcomes(judged: Judged): Record<string, string> {
  const cases = suitesOf(judged).flatMap(({ children }) => children);
  return Object.fromEntries(
    cases.flatMap(({ attributes, children: [outcome] }) =>
      outcome === undefined
        ? []
        : [
            [
              `${attributes.classname} | ${attributes.name}`,
              `${outcome.tag} ${outcome.attributes.type ?? ''} ${outcome.attributes.message}`,
            ],
          ],
    ),
  );
}

const raceFree = 'Locks prevent race conditions';
const racy = strategy('mine', 'NO-GO', 'NO-GO', {
  criteria: [
    ...verdictsOf('threads', { 'race-free': ['fail', '8 updates are gone'] }).map((one) =>
      one.verdict === 'fail' ? { ...one, anomaly: 'lost-update' } : one,
    ),
    ...verdictsOf('processes', {
      'race-free': ['unknown', 'nothing overlapped'],
      stress: ['n/a', 'no scenario speaks for this scope'],
    }),
  ],
  findings: [finding('mixed', 'threads', 'no-lost-update', 'fail', { evidence: [lostUpdate] })],
});
const config = { ...judgedRun().config, required: ['mine'] };

describe('a strategy that is required', () => {
  const judged = judgedRun({ strategies: [racy], config, decision: 'NO-GO', reason: 'mine is NO-GO' });

  it('fails, errs where something required is unknown, and skips what decides nothing', () => {
    expect(outcomes(judged)).toEqual({
      'holdfast.decision | the run is GO': 'failure NO-GO mine is NO-GO',
      [`mine.threads | ${raceFree}`]: 'failure lost-update 8 updates are gone',
      [`mine.processes | ${raceFree}`]: 'error unknown nothing overlapped',
      'mine.processes | Rapid successive writes': 'skipped  no scenario speaks for this scope',
    });
  });

  it('shows the counterexample of this very failure, with what to do', () => {
    const failure = suitesOf(judged)
      .flatMap(({ children }) => children)
      .find(({ attributes }) => attributes.classname === 'mine.threads' && attributes.name === raceFree)
      ?.children[0];
    expect(failure?.text).toContain('Two acknowledged writes produced rev 7; one of them is gone.');
    expect(failure?.text).toContain('0.498 ms  writer 1  write(expected 6) → ok, rev 7');
    expect(failure?.text).toContain('What to do: ');
  });

  it('counts in each suite and in all what is in it', () => {
    const root = parseXml(junitReporter.render(judged, { color: false, width: 100 }));
    const sum = (name: string) =>
      root.children.reduce((total, { attributes }) => total + Number(attributes[name]), 0);
    for (const name of ['tests', 'failures', 'errors', 'skipped']) {
      expect(Number(root.attributes[name])).toBe(sum(name));
    }
    expect(root.attributes).toMatchObject({ failures: '2', errors: '1', skipped: '1', time: '41.500' });
    const tests = root.children.map(({ attributes, children }) => [
      Number(attributes.tests),
      children.length,
    ]);
    for (const [told, held] of tests) expect(told).toBe(held);
  });
});

it('a replayable failure names its command', () => {
  const m03 = judgedRun().strategies.filter(({ id }) => id === 'm03');
  const strategies = m03.map((one) => ({
    ...one,
    criteria: one.criteria.map((found) =>
      found.verdict === 'fail' ? { ...found, anomaly: 'lost-update' } : found,
    ),
  }));
  const text = junitReporter.render(judgedRun({ strategies, config: { ...config, required: ['m03'] } }), {
    color: false,
    width: 100,
  });
  expect(text).toMatch(/^Replay: holdfast replay \S+lost-update\.json<\/failure>$/m);
});

it('what was not asked about is skipped, however badly it fails', () => {
  const other = strategy('good', 'GO', 'GO');
  const judged = judgedRun({ strategies: [racy, other], config: { ...config, required: ['good'] } });
  expect(outcomes(judged)[`mine.threads | ${raceFree}`]).toBe(
    'skipped  fail, but the strategy is not required: 8 updates are gone',
  );
});

it('a required strategy that cannot be run here is an error; another is skipped with the remedy', () => {
  const ofd = judgedRun().strategies.filter(({ id }) => id === 'ofd');
  const name = 'ofd | can be run here';
  const said = 'fs-native-extensions is not installed. Remedy: npm install fs-native-extensions';
  expect(outcomes(judgedRun({ strategies: ofd }))[name]).toBe(`skipped  ${said}`);
  const asked = judgedRun({ strategies: ofd, config: { ...config, required: ['ofd'] } });
  expect(outcomes(asked)[name]).toBe(`error unavailable ${said}`);
});

it('a missed canary is an error, a limit on speed that fails a failure', () => {
  const limit = { rule: 'p99/floor < 6', strategy: 'good', scope: 'single' as const, low: 7, high: 9 };
  const judged = judgedRun({
    strategies: [],
    thresholds: [
      { ...limit, value: 8, verdict: 'fail' },
      { ...limit, rule: 'median < 1', value: null, scope: null, verdict: 'unknown' },
    ],
    canaries: [
      { id: 'no-lock', scenario: 'mixed', scope: 'threads', caught: false, by: 'nothing failed' },
      { id: 'no-lock', scenario: 'mixed', scope: 'processes', caught: true, by: 'lost-update' },
    ],
  });
  expect(outcomes(judged)).toEqual({
    'holdfast.limits | good: p99/floor < 6 (one writer)': 'failure limit Measured: 8 [7–9]',
    'holdfast.limits | good: median < 1': 'error limit Measured: not measured',
    'holdfast.canaries | mixed catches no-lock (threads)':
      'error missed-canary The passes of mixed (threads) count as unknown: nothing failed',
  });
});
