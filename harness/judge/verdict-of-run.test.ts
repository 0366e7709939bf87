// The decision and the exit code of a whole run, and the recommendation, as tables.
import { describe, expect, it } from 'vitest';
import { judgeRun } from './judge-run.js';
import { catalogue, judge, type ScriptedStrategy, scriptedRun, strategyIn } from './testing/scripted-run.js';

const fails = { 'no-loss': 'fail' } as const;
const unsure = { 'no-loss': 'unknown' } as const;

describe('the run', () => {
  const partialT = { cases: { 'crowd/processes': fails } } as const;
  const partialP = { cases: { 'crowd/threads': fails } } as const;
  const noGo = { cases: { 'crowd/threads': fails, 'crowd/processes': fails } } as const;
  const claimsOne = { ...noGo, claims: { threads: false, processes: false } } as const;
  const open = { cases: { 'crowd/threads': unsure } } as const;
  const blindRacy: ScriptedStrategy = {
    role: 'canary',
    selected: false,
    cases: { 'solo/single': 'not-planned', 'latency/single': 'not-planned' },
  };
  const tables: [
    what: string,
    strategies: Record<string, ScriptedStrategy>,
    required: string[],
    code: number,
  ][] = [
    ['a candidate is GO', { good: {}, bad: noGo }, [], 0],
    ['one candidate is GO in each scope', { a: partialT, b: partialP }, [], 0],
    ['no candidate is GO for processes', { a: partialT, b: partialT }, [], 1],
    ['every candidate has a failing scope', { a: noGo, b: partialT }, [], 1],
    ['every available candidate has a failing scope', { a: noGo, b: { unavailable: true } }, [], 1],
    ['one candidate is open, the others fail', { a: noGo, b: open }, [], 3],
    ['nobody is available', { a: { unavailable: true } }, [], 3],
    ['only a baseline is GO beside failing candidates', { a: noGo, b: { role: 'baseline' } }, [], 1],
    ['nothing but a canary was selected, and it fails', { m03: { role: 'canary', ...noGo } }, [], 1],
    ['nothing but a baseline was selected, and it is GO', { base: { role: 'baseline' } }, [], 0],
    ['the required one is GO', { good: {}, bad: noGo }, ['good'], 0],
    ['the required one is NO-GO', { good: {}, bad: noGo }, ['bad'], 1],
    ['the required one is PARTIAL', { good: {}, half: partialT }, ['half'], 1],
    ['one of two required is NO-GO', { good: {}, bad: noGo }, ['good', 'bad'], 1],
    ['the required one is open', { good: {}, maybe: open }, ['maybe'], 3],
    ['the required one is not available', { good: {}, gone: { unavailable: true } }, ['gone'], 3],
    ['the required one was no part of the run', { good: {} }, ['good', 'other'], 3],
    ['a required one failed and another is open', { bad: noGo, maybe: open }, ['maybe', 'bad'], 1],
    ['a strategy of one writer is GO beside others', { one: claimsOne }, [], 0],
    ['nothing but a strategy of one writer, required', { good: {}, one: claimsOne }, ['one'], 0],
    ['no one claims what fails', { one: claimsOne, two: claimsOne }, [], 0],
    [
      'no one is GO for threads, which another claims',
      { one: claimsOne, half: partialP, all: noGo },
      ['half'],
      1,
    ],
    ['a canary was missed', { good: {}, racy: blindRacy }, [], 3],
    ['a canary was missed and everybody fails', { bad: noGo, racy: blindRacy }, [], 1],
  ];
  it.each(tables)('%s', (_, strategies, required, code) => {
    const { exitCode, decision, reason } = judge(strategies, { required });
    expect(exitCode).toBe(code);
    expect(decision).toBe({ 0: 'GO', 1: 'NO-GO', 3: 'INCONCLUSIVE' }[exitCode]);
    expect(reason).not.toBe('');
  });

  it('says of the required for which scopes they are GO, and what they do not claim', () => {
    expect(judge({ good: {}, one: claimsOne }, { required: ['one', 'good'] }).reason).toBe(
      'GO as required: good for one writer, threads and processes; one for one writer (not claimed: threads and processes NO-GO)',
    );
    expect(judge({ a: {}, b: partialP }).reason).toBe('GO for one writer and processes: a, b; threads: a');
    expect(judge({ lowdb: noGo, flock: {} }, { required: ['lowdb'] }).reason).toMatch(
      /^lowdb is required and PARTIAL: GO for one writer only; threads and processes: /,
    );
  });

  it('asks only of the scopes that were run', () => {
    const stored = scriptedRun({ good: {} });
    const threadsOnly = (one: { scope: string }) => one.scope === 'threads';
    const run = { ...stored.run, planned: stored.run.planned.filter(threadsOnly) };
    const small = {
      scenarios: catalogue.scenarios.filter(({ id }) => id === 'crowd'),
      criteria: [
        {
          id: 'loss',
          group: 'criteria',
          title: '',
          m03: null,
          requiredBy: ['m03'],
          provenBy: ['crowd/no-loss'],
        },
      ],
    } as const;
    const cases = stored.cases.filter(({ entry }) => threadsOnly(entry));
    expect(judgeRun({ run, cases }, small, 'm03')).toMatchObject({
      exitCode: 0,
      reason: 'GO for threads: good',
      strategies: expect.arrayContaining([expect.objectContaining({ id: 'good', decision: 'INCONCLUSIVE' })]),
    });
  });

  it('that was interrupted leaves unknown what it did not come to', () => {
    const judged = judge(
      { good: { cases: { 'latency/single': 'not-run', 'crowd/processes': 'not-run' } } },
      {
        status: 'interrupted',
        finishedAt: null,
      },
    );
    expect(judged).toMatchObject({ status: 'interrupted', exitCode: 3, decision: 'INCONCLUSIVE' });
    expect(strategyIn(judged, 'good').scopes).toMatchObject({
      threads: { decision: 'GO' },
      processes: { decision: 'INCONCLUSIVE' },
    });
  });

  it('blames a missed canary that would otherwise go unnoticed', () => {
    const native: ScriptedStrategy = { role: 'canary', selected: false, cases: { 'crowd/processes': {} } };
    expect(judge({ good: {}, native })).toMatchObject({
      exitCode: 3,
      reason: expect.stringMatching(/good|native/),
    });
  });
});

describe('the recommendation', () => {
  const tables: [what: string, strategies: Record<string, ScriptedStrategy>, best: string | null][] = [
    ['the fastest', { slow: { ratio: 2 }, fast: { ratio: 1.5 } }, 'fast'],
    ['ties by id', { b: { ratio: 2 }, a: { ratio: 2 } }, 'a'],
    [
      'not who fails',
      { slow: { ratio: 2 }, fast: { ratio: 1, cases: { 'solo/single': { whole: 'fail' } } } },
      'slow',
    ],
    [
      'not who is PARTIAL',
      { slow: { ratio: 2 }, fast: { ratio: 1, cases: { 'crowd/threads': fails } } },
      'slow',
    ],
    [
      'who claims more, though slower',
      { slow: { ratio: 2 }, fast: { ratio: 1, claims: { threads: false } } },
      'slow',
    ],
    ['a peer', { slow: { ratio: 2 }, peer: { ratio: 1, role: 'peer' } }, 'peer'],
    ['no baseline, no canary', { a: { role: 'baseline' }, b: { role: 'canary' } }, null],
    [
      'who was not measured comes last',
      { a: { cases: { 'latency/single': 'not-planned' } }, b: { ratio: 9 } },
      'b',
    ],
    ['nobody', { a: { cases: { 'solo/single': { whole: 'fail' } } } }, null],
  ];
  it.each(tables)('%s', (_, strategies, best) => {
    expect(judge(strategies).recommended).toBe(best);
  });
});
