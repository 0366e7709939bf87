// Facts to findings, and what canaries do to them, as tables.
import { describe, expect, it } from 'vitest';
import { judgedSchema } from '../../results/verdicts/judged.js';
import { judgeRun } from './judge-run.js';
import { catalogue, judge, type ScriptedStrategy, scriptedRun, strategyIn } from './testing/scripted-run.js';

const fails = { 'no-loss': 'fail' } as const;
const unsure = { 'no-loss': 'unknown' } as const;

describe('judgeRun', () => {
  it('gives a judged run that its schema accepts, and is pure', () => {
    const stored = scriptedRun({ good: {}, bad: { cases: { 'crowd/threads': fails } } });
    const before = structuredClone(stored);
    const judged = judgeRun(stored, catalogue, 'm03');
    expect(judgedSchema.parse(judged)).toEqual(judged);
    expect(judgeRun(stored, catalogue, 'm03')).toEqual(judged);
    expect(stored).toEqual(before);
  });

  it('does not ask an earlier run for a scope that a scenario has only now', () => {
    const stored = scriptedRun({ good: {} });
    const scenarios = catalogue.scenarios.map((one) =>
      one.id === 'crowd' ? { ...one, scopes: ['single', ...one.scopes] as const } : one,
    );
    const judged = judgeRun(stored, { ...catalogue, scenarios }, 'm03');
    expect(strategyIn(judged, 'good').decision).toBe('GO');
    expect(judged.scenarios.find(({ id }) => id === 'crowd')?.scopes).toEqual(['threads', 'processes']);
  });

  it('warns of scenarios that it does not know any more', () => {
    const stored = scriptedRun({ good: {} });
    const judged = judgeRun(stored, { ...catalogue, scenarios: catalogue.scenarios.slice(0, 2) }, 'm03');
    expect(judged.warnings).toEqual([expect.stringMatching(/no scenario latency/)]);
    expect(judged.scenarios.map(({ id }) => id)).toEqual(['solo', 'crowd']);
  });
});

describe('findings', () => {
  it('are unknown where a check throws, with what it said', () => {
    const { findings } = strategyIn(judge({ odd: { cases: { 'solo/single': { whole: 'throws' } } } }), 'odd');
    const finding = findings.find(({ check }) => check === 'whole');
    expect(finding).toMatchObject({ verdict: 'unknown', summary: 'the check itself failed: boom' });
  });

  it('are unknown where the case could not be finished or was never run', () => {
    const judged = judge({ odd: { cases: { 'solo/single': 'faulted', 'crowd/threads': 'not-run' } } });
    const { findings } = strategyIn(judged, 'odd');
    const told = findings
      .filter(({ verdict }) => verdict === 'unknown')
      .map(({ scenario, check, summary }) => `${scenario}/${check}: ${summary}`);
    expect(told).toEqual([
      'solo/whole: the case was not finished: no space',
      'solo/tidy: the case was not finished: no space',
      'crowd/no-loss: the run ended before this case',
      'crowd/tidy: the run ended before this case',
    ]);
  });

  it('of a case that ended early pass nothing, but a failure stands', () => {
    const stored = scriptedRun({ odd: { cases: { 'crowd/threads': { tidy: 'fail' } } } });
    const hit = stored.cases.find(({ entry }) => entry.strategy === 'odd' && entry.scope === 'threads');
    hit?.facts.push({ kind: 'death', how: { type: 'exit', exitCode: 1 }, inside: 'write', actor: 0 });
    const { findings } = strategyIn(judgeRun(stored, catalogue, 'm03'), 'odd');
    const verdicts = findings
      .filter(({ scope }) => scope === 'threads')
      .map(({ check, verdict }) => [check, verdict]);
    expect(verdicts).toEqual([
      ['no-loss', 'unknown'],
      ['tidy', 'fail'],
    ]);
  });
});

describe('canaries', () => {
  it('that are caught are named with the check and the anomaly', () => {
    expect(judge({ good: {} }).canaries).toEqual([
      { id: 'torn', scenario: 'solo', scope: 'single', caught: true, by: 'whole: broken' },
      { id: 'racy', scenario: 'crowd', scope: 'threads', caught: true, by: 'no-loss: broken' },
      { id: 'racy', scenario: 'crowd', scope: 'processes', caught: true, by: 'no-loss: broken' },
      { id: 'native', scenario: 'crowd', scope: 'processes', caught: null, by: 'its addon is missing' },
      { id: 'torn', scenario: 'latency', scope: 'single', caught: true, by: 'cost-measured: broken' },
    ]);
  });

  const racy = (cases: ScriptedStrategy['cases'], unavailable = false): ScriptedStrategy => ({
    role: 'canary',
    selected: false,
    unavailable,
    cases: {
      'solo/single': 'not-planned',
      'latency/single': 'not-planned',
      'crowd/threads': fails,
      'crowd/processes': fails,
      ...cases,
    },
  });
  const blind: [what: string, canary: ScriptedStrategy, why: RegExp, exitCode: number][] = [
    ['was not caught', racy({ 'crowd/threads': {} }), /canary racy was not caught here/, 3],
    ['left its checks unsure', racy({ 'crowd/threads': unsure }), /canary racy was not caught here/, 3],
    [
      'failed only checks that are not its duty',
      racy({ 'crowd/threads': { tidy: 'fail' } }),
      /canary racy was not caught here/,
      3,
    ],
    ['could not be finished', racy({ 'crowd/threads': 'faulted' }), /canary racy was not caught here/, 3],
    ['was not run', racy({ 'crowd/threads': 'not-run' }), /canary racy was not run here/, 3],
    ['could not run, and no other did', racy({}, true), /no canary could be run here/, 3],
  ];
  it.each(blind)(
    'that %s turn passes into unknown for everybody, and only there',
    (_, canary, why, exitCode) => {
      const judged = judge({ good: {}, bad: { cases: { 'crowd/threads': fails } }, racy: canary });
      const at = (id: string) =>
        strategyIn(judged, id).findings.filter(
          ({ scenario, scope }) => scenario === 'crowd' && scope === 'threads',
        );
      expect(at('good').map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
      expect(at('good')[0]?.summary).toMatch(why);
      expect(at('good')[0]?.coverage.failureRateBelow).toBeNull();
      // A failure with its witness stands.
      expect(at('bad').map(({ verdict }) => verdict)).toEqual(['fail', 'unknown']);
      const elsewhere = strategyIn(judged, 'good').findings.filter(({ scenario }) => scenario === 'solo');
      expect(elsewhere.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
      expect(strategyIn(judged, 'good').decision).toBe('INCONCLUSIVE');
      expect(judged.exitCode).toBe(exitCode);
    },
  );

  it('whose parts are missing are left out where another was caught', () => {
    expect(strategyIn(judge({ good: {} }), 'good').decision).toBe('GO');
  });

  it('that were missed are warned about', () => {
    const judged = judge({ good: {}, racy: racy({ 'crowd/threads': {} }) });
    expect(judged.warnings).toEqual([
      'canary racy was not caught by crowd (threads): its passes are unknown',
    ]);
  });

  it('that nobody named prove nothing', () => {
    const [solo, ...others] = catalogue.scenarios;
    if (solo === undefined) throw new Error('no scenario');
    const unwatched = { ...catalogue, scenarios: [{ ...solo, canaries: [] }, ...others] };
    const judged = judgeRun(scriptedRun({ good: {} }), unwatched, 'm03');
    expect(strategyIn(judged, 'good').decision).toBe('INCONCLUSIVE');
  });
});
