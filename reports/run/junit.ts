// JUnit XML, as Jenkins, GitLab and the actions for GitHub read it: a suite for each strategy and kind of
// writer that it claims, a test case for each criterion; the run's decision, limits on speed and canaries are
// suites of their own. A required criterion that is unknown is an error, never skipped: most readers show a
// skipped test as green. What decides nothing is skipped, with the reason, so red means what the exit code means.
import type { CriterionVerdict, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { claimedScopes, type Scope, scopesInWords } from '../../results/vocabulary/verdict.js';
import type { Reporter } from '../reporter.js';
import { plainAligned, plainText } from '../text/plain-text.js';
import { xmlText } from '../text/xml-text.js';
import { isHeldTo, limitsOf, runDurationMs, subjectsOf, unnumbered } from './overview.js';
import { counterexampleIn, type ShownCounterexample } from './smallest-counterexample.js';
import { measured } from './threshold-lines.js';

type Outcome =
  | { type: 'passed' }
  | { type: 'skipped'; message: string }
  /** `kind`: the anomaly, or what could not be known. */
  | { type: 'failure' | 'error'; kind: string; message: string; lines: string[] };

interface TestCase {
  name: string;
  outcome: Outcome;
}

interface TestSuite {
  name: string;
  /** `strategy.scope`: readers group by what stands before the last dot. */
  className: string;
  durationMs: number | null;
  cases: TestCase[];
}

const junitReporter: Reporter = {
  id: 'junit',
  title: 'JUnit XML: a test case for each criterion, strategy and kind of writer',
  extension: 'xml',
  render(judged) {
    const suites = suitesOf(judged).filter(({ cases }) => cases.length > 0);
    const all = suites.flatMap(({ cases }) => cases);
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="holdfast" ${counts(all)}${timeOf(runDurationMs(judged))}>`,
      ...suites.flatMap((suite) => suiteLines(suite, judged)),
      '</testsuites>',
      '',
    ].join('\n');
  },
};
export default junitReporter;

function suitesOf(judged: Judged): TestSuite[] {
  return [
    { name: 'decision', className: 'holdfast.decision', durationMs: null, cases: [decisionOf(judged)] },
    ...subjectsOf(judged).flatMap((strategy) => strategySuites(judged, strategy)),
    { name: 'limits on speed', className: 'holdfast.limits', durationMs: null, cases: limitsOnSpeed(judged) },
    { name: 'canaries', className: 'holdfast.canaries', durationMs: null, cases: canaryCases(judged) },
  ];
}

function decisionOf(judged: Judged): TestCase {
  const { decision, reason } = judged;
  const lines = limitsOf(judged);
  const kinds = { GO: null, 'NO-GO': 'failure', INCONCLUSIVE: 'error' } as const;
  const type = kinds[decision];
  const outcome: Outcome =
    type === null ? { type: 'passed' } : { type, kind: decision, message: reason, lines };
  return { name: 'the run is GO', outcome };
}

function strategySuites(judged: Judged, strategy: JudgedStrategy): TestSuite[] {
  const { id, availability, claims } = strategy;
  const held = isHeldTo(judged, strategy);
  if (!availability.available) {
    const message = `${availability.reason}. Remedy: ${availability.remedy}`;
    const isAsked = judged.config.required.includes(id);
    const outcome: Outcome = isAsked
      ? { type: 'error', kind: 'unavailable', message, lines: [] }
      : { type: 'skipped', message };
    return [{ name: id, className: id, durationMs: null, cases: [{ name: 'can be run here', outcome }] }];
  }
  return claimedScopes(claims).map((scope) => ({
    name: `${id}, ${scopesInWords([scope])}`,
    className: `${id}.${scope}`,
    durationMs: durationOf(judged, id, scope),
    cases: judged.criteria.flatMap(({ id: criterion, title, judged: isJudged }) => {
      const found = strategy.criteria.find((one) => one.id === criterion && one.scope === scope);
      if (!isJudged || found === undefined) return [];
      return [{ name: unnumbered(title), outcome: outcomeOf(strategy, found, held) }];
    }),
  }));
}

function outcomeOf(strategy: JudgedStrategy, found: CriterionVerdict, held: boolean): Outcome {
  const { verdict, required, note, anomaly, scope } = found;
  if (verdict === 'pass') return { type: 'passed' };
  if (verdict === 'n/a') return { type: 'skipped', message: note };
  const unasked = held ? 'the policy does not require it' : 'the strategy is not required';
  if (!required || !held) return { type: 'skipped', message: `${verdict}, but ${unasked}: ${note}` };
  if (verdict === 'unknown') return { type: 'error', kind: 'unknown', message: note, lines: [] };
  const shown = anomaly === undefined ? null : counterexampleIn(strategy, anomaly, scope, 100);
  return { type: 'failure', kind: anomaly ?? found.id, message: note, lines: told(shown) };
}

function told(shown: ShownCounterexample | null): string[] {
  if (shown === null) return [];
  const { sentence, lines, remedy, replay } = shown;
  return [
    sentence,
    ...lines.map((line) => `  ${line}`),
    `What to do: ${remedy}`,
    ...(replay === null ? [] : [`Replay: ${replay}`]),
  ];
}

function limitsOnSpeed({ thresholds = [] }: Judged): TestCase[] {
  return thresholds.map((one) => ({
    name: `${one.strategy}: ${one.rule}${one.scope === null ? '' : ` (${scopesInWords([one.scope])})`}`,
    outcome: limitOutcome(one.verdict, `Measured: ${measured(one)}`),
  }));
}

function limitOutcome(verdict: 'pass' | 'fail' | 'unknown', message: string): Outcome {
  if (verdict === 'pass') return { type: 'passed' };
  return { type: verdict === 'fail' ? 'failure' : 'error', kind: 'limit', message, lines: [] };
}

function canaryCases({ canaries }: Judged): TestCase[] {
  return canaries.map(({ id, scenario, scope, caught, by }) => {
    const message = `The passes of ${scenario} (${scope}) count as unknown: ${by}`;
    const missed: Outcome = { type: 'error', kind: 'missed-canary', message, lines: [] };
    const outcome: Outcome = caught
      ? { type: 'passed' }
      : caught === null
        ? { type: 'skipped', message: by }
        : missed;
    return { name: `${scenario} catches ${id} (${scope})`, outcome };
  });
}

/** What its cases of this kind of writer took, one after the other. */
function durationOf({ cases }: Judged, id: string, wanted: Scope): number {
  return cases
    .filter(({ strategy, scope }) => strategy === id && scope === wanted)
    .reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function suiteLines({ name, className, durationMs, cases }: TestSuite, { startedAt }: Judged): string[] {
  const timestamp = attribute('timestamp', startedAt.replace(/\.\d+Z$|Z$/, ''));
  return [
    `  <testsuite${attribute('name', name)} ${counts(cases)}${timeOf(durationMs)}${timestamp}>`,
    ...cases.flatMap(({ name: title, outcome }) => caseLines(className, title, outcome)),
    '  </testsuite>',
  ];
}

function caseLines(className: string, name: string, outcome: Outcome): string[] {
  const head = `    <testcase${attribute('classname', className)}${attribute('name', name)}`;
  switch (outcome.type) {
    case 'passed':
      return [`${head}/>`];
    case 'skipped':
      return [`${head}>`, `      <skipped${attribute('message', outcome.message)}/>`, '    </testcase>'];
    case 'failure':
    case 'error': {
      const { type, kind, message, lines } = outcome;
      const body = [message, ...lines].map((line) => xmlText(plainAligned(line))).join('\n');
      const attributes = `${attribute('type', kind)}${attribute('message', message)}`;
      return [`${head}>`, `      <${type}${attributes}>${body}</${type}>`, '    </testcase>'];
    }
  }
}

function counts(cases: readonly TestCase[]): string {
  const of = (type: Outcome['type']) => cases.filter(({ outcome }) => outcome.type === type).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

const timeOf = (ms: number | null): string => (ms === null ? '' : ` time="${(ms / 1000).toFixed(3)}"`);
const attribute = (name: string, text: string): string => ` ${name}="${xmlText(plainText(text))}"`;
