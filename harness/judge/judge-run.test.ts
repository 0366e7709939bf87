// Every rule of the judge as a table: findings, canaries, criteria, decisions, the run's exit code.
import { describe, expect, it } from 'vitest';
import type { Judged, JudgedStrategy } from '../../results/judged.js';
import { judgedSchema } from '../../results/judged.js';
import type { Verdict } from '../../results/verdict.js';
import { judgeRun } from './judge-run.js';
import { catalogue, type ScriptedStrategy, scriptedRun } from './testing/scripted-run.js';

function judge(
  strategies: Record<string, ScriptedStrategy>,
  changes: Parameters<typeof scriptedRun>[1] = {},
): Judged {
  return judgeRun(scriptedRun(strategies, changes), catalogue, 'm03');
}

function strategyIn(judged: Judged, id: string): JudgedStrategy {
  const found = judged.strategies.find((strategy) => strategy.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

/** Verdict of each criterion, threads before processes. */
function criteriaOf({ criteria }: JudgedStrategy): Record<string, Verdict[]> {
  const byId: Record<string, Verdict[]> = {};
  for (const { id, verdict } of criteria) byId[id] = [...(byId[id] ?? []), verdict];
  return byId;
}

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

  it('warns of scenarios that it does not know any more', () => {
    const stored = scriptedRun({ good: {} });
    const judged = judgeRun(stored, { ...catalogue, scenarios: catalogue.scenarios.slice(0, 2) }, 'm03');
    expect(judged.warnings).toEqual([expect.stringMatching(/no scenario latency/)]);
    expect(judged.scenarios.map(({ id }) => id)).toEqual(['solo', 'crowd']);
  });
});

describe('findings', () => {
  it('are unknown where a check throws, with what it said', () => {
    const { findings } = strategyIn(judge({ odd: { cases: { 'solo/both': { whole: 'throws' } } } }), 'odd');
    const finding = findings.find(({ check }) => check === 'whole');
    expect(finding).toMatchObject({ verdict: 'unknown', summary: 'the check itself failed: boom' });
  });

  it('are unknown where the case could not be finished or was never run', () => {
    const judged = judge({ odd: { cases: { 'solo/both': 'faulted', 'crowd/threads': 'not-run' } } });
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
      { id: 'torn', scenario: 'solo', scope: 'both', caught: true, by: 'whole: broken' },
      { id: 'racy', scenario: 'crowd', scope: 'threads', caught: true, by: 'no-loss: broken' },
      { id: 'racy', scenario: 'crowd', scope: 'processes', caught: true, by: 'no-loss: broken' },
      { id: 'native', scenario: 'crowd', scope: 'processes', caught: null, by: 'its addon is missing' },
      { id: 'torn', scenario: 'latency', scope: 'both', caught: true, by: 'cost-measured: broken' },
    ]);
  });

  const racy = (cases: ScriptedStrategy['cases'], unavailable = false): ScriptedStrategy => ({
    role: 'canary',
    selected: false,
    unavailable,
    cases: {
      'solo/both': 'not-planned',
      'latency/both': 'not-planned',
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

describe('criteria', () => {
  const tables: [what: string, cases: ScriptedStrategy['cases'], verdicts: Record<string, Verdict[]>][] = [
    ['all pass', {}, { 'no-corruption': ['pass', 'pass'], clean: ['pass', 'pass'] }],
    [
      'fail is worse than unknown',
      { 'solo/both': { whole: 'unknown' }, 'crowd/threads': fails },
      { 'no-corruption': ['fail', 'unknown'], clean: ['pass', 'pass'] },
    ],
    [
      'facts of a single writer count for both scopes',
      { 'solo/both': { whole: 'fail' } },
      { 'no-corruption': ['fail', 'fail'], clean: ['pass', 'pass'] },
    ],
    [
      'n/a is left out',
      { 'crowd/threads': { 'no-loss': 'n/a' } },
      { 'no-corruption': ['pass', 'pass'], clean: ['pass', 'pass'] },
    ],
    [
      'nothing but n/a is n/a',
      { 'solo/both': { tidy: 'n/a' }, 'crowd/threads': { tidy: 'n/a' } },
      { 'no-corruption': ['pass', 'pass'], clean: ['n/a', 'pass'] },
    ],
    [
      'a case that was not selected is unknown, whatever others said',
      { 'crowd/threads': 'not-planned' },
      { 'no-corruption': ['unknown', 'pass'], clean: ['unknown', 'pass'] },
    ],
    [
      'a case that was not run is unknown',
      { 'crowd/processes': 'not-run' },
      { 'no-corruption': ['pass', 'unknown'], clean: ['pass', 'unknown'] },
    ],
  ];
  it.each(tables)('%s', (_, cases, verdicts) => {
    expect(criteriaOf(strategyIn(judge({ one: { cases: cases ?? {} } }), 'one'))).toMatchObject(verdicts);
  });

  it('that no engine proves yet are unknown, required by nobody, and said to be so', () => {
    const judged = judge({ good: {} });
    const rows = strategyIn(judged, 'good').criteria.filter(({ id }) => id === 'power-loss');
    const row = {
      id: 'power-loss',
      verdict: 'unknown',
      required: false,
      note: expect.stringMatching(/not judged yet/),
    };
    expect(rows).toEqual([
      { ...row, scope: 'threads' },
      { ...row, scope: 'processes' },
    ]);
    expect(judged.criteria.find(({ id }) => id === 'power-loss')?.judged).toBe(false);
  });

  it('say what decided them, and what was not run or n/a', () => {
    const note = (cases: ScriptedStrategy['cases'], id: string) =>
      strategyIn(judge({ one: { cases: cases ?? {} } }), 'one').criteria.find((one) => one.id === id)?.note;
    expect(note({}, 'no-corruption')).toBe('solo/whole: whole says pass');
    expect(note({ 'crowd/threads': fails }, 'no-corruption')).toBe('crowd/no-loss: no-loss says fail');
    expect(note({ 'crowd/threads': 'not-planned' }, 'no-corruption')).toBe('not run: crowd/no-loss');
    expect(note({ 'crowd/threads': { 'no-loss': 'n/a' } }, 'no-corruption')).toBe(
      'solo/whole: whole says pass (n/a here: crowd/no-loss)',
    );
  });

  it('of canaries that nobody selected are unknown where their cases were not run', () => {
    expect(criteriaOf(strategyIn(judge({ good: {} }), 'racy'))).toMatchObject({
      'no-corruption': ['fail', 'fail'],
      clean: ['unknown', 'unknown'],
    });
  });

  it('named by a pattern that means nothing are unknown', () => {
    const [first, ...others] = catalogue.criteria;
    if (first === undefined) throw new Error('no criterion');
    const mistyped = {
      ...catalogue,
      criteria: [{ ...first, provenBy: [...first.provenBy, 'crowd/typo'] }, ...others],
    };
    const judged = judgeRun(scriptedRun({ good: {} }), mistyped, 'm03');
    expect(criteriaOf(strategyIn(judged, 'good'))['no-corruption']).toEqual(['unknown', 'unknown']);
  });
});

describe('decisions', () => {
  const tables: [cases: ScriptedStrategy['cases'], decision: string, reason: RegExp][] = [
    [{}, 'GO', /^all 2 required criteria hold$/],
    [
      { 'crowd/threads': fails, 'crowd/processes': fails },
      'NO-GO',
      /^threads: no-corruption fails: crowd\/no-loss/,
    ],
    [{ 'crowd/threads': fails }, 'PARTIAL', /^GO for processes only; threads: no-corruption fails/],
    [{ 'crowd/processes': fails }, 'PARTIAL', /^GO for threads only; processes: no-corruption fails/],
    [{ 'crowd/threads': fails, 'crowd/processes': unsure }, 'NO-GO', /^threads: /],
    [{ 'crowd/processes': unsure }, 'INCONCLUSIVE', /^processes: no-corruption is unknown/],
    [{ 'crowd/processes': 'faulted' }, 'INCONCLUSIVE', /^processes: no-corruption is unknown: .*no space/],
    [{ 'latency/both': { 'cost-measured': 'fail' } }, 'GO', /hold/],
  ];
  it.each(tables)('%j → %s', (cases, decision, reason) => {
    const one = strategyIn(judge({ one: { cases: cases ?? {} } }), 'one');
    expect(one).toMatchObject({ decision, reason: expect.stringMatching(reason) });
  });

  it('are made under both policies, and the one asked for counts', () => {
    const stored = scriptedRun({ one: { cases: { 'latency/both': { 'cost-measured': 'fail' } } } });
    const [m03, strict] = (['m03', 'strict'] as const).map((policy) => judgeRun(stored, catalogue, policy));
    if (m03 === undefined || strict === undefined) throw new Error('not judged');
    for (const judged of [m03, strict]) {
      expect(strategyIn(judged, 'one').policies).toEqual({ m03: 'GO', strict: 'NO-GO' });
    }
    expect([strategyIn(m03, 'one').decision, strategyIn(strict, 'one').decision]).toEqual(['GO', 'NO-GO']);
    expect([m03.exitCode, strict.exitCode]).toEqual([0, 1]);
    expect(strategyIn(strict, 'one').criteria.find(({ id }) => id === 'cost')?.required).toBe(true);
  });

  it('are N/A with the remedy where parts are missing', () => {
    const one = strategyIn(judge({ good: {}, one: { unavailable: true } }), 'one');
    expect(one).toMatchObject({
      decision: 'N/A',
      reason: 'its addon is missing. Install it.',
      scopes: { threads: { decision: 'N/A' }, processes: { decision: 'N/A' } },
      policies: { m03: 'N/A', strict: 'N/A' },
    });
    expect(new Set(one.criteria.map(({ verdict }) => verdict))).toEqual(new Set(['n/a']));
  });
});

describe('the run', () => {
  const partialT = { cases: { 'crowd/processes': fails } } as const;
  const partialP = { cases: { 'crowd/threads': fails } } as const;
  const noGo = { cases: { 'crowd/threads': fails, 'crowd/processes': fails } } as const;
  const open = { cases: { 'crowd/threads': unsure } } as const;
  const blindRacy: ScriptedStrategy = {
    role: 'canary',
    selected: false,
    cases: { 'solo/both': 'not-planned', 'latency/both': 'not-planned' },
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
    ['a canary was missed', { good: {}, racy: blindRacy }, [], 3],
    ['a canary was missed and everybody fails', { bad: noGo, racy: blindRacy }, [], 1],
  ];
  it.each(tables)('%s', (_, strategies, required, code) => {
    const { exitCode, decision, reason } = judge(strategies, { required });
    expect(exitCode).toBe(code);
    expect(decision).toBe({ 0: 'GO', 1: 'NO-GO', 3: 'INCONCLUSIVE' }[exitCode]);
    expect(reason).not.toBe('');
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
      { good: { cases: { 'latency/both': 'not-run', 'crowd/processes': 'not-run' } } },
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
      { slow: { ratio: 2 }, fast: { ratio: 1, cases: { 'solo/both': { whole: 'fail' } } } },
      'slow',
    ],
    [
      'not who is PARTIAL',
      { slow: { ratio: 2 }, fast: { ratio: 1, cases: { 'crowd/threads': fails } } },
      'slow',
    ],
    ['a peer', { slow: { ratio: 2 }, peer: { ratio: 1, role: 'peer' } }, 'peer'],
    ['no baseline, no canary', { a: { role: 'baseline' }, b: { role: 'canary' } }, null],
    [
      'who was not measured comes last',
      { a: { cases: { 'latency/both': 'not-planned' } }, b: { ratio: 9 } },
      'b',
    ],
    ['nobody', { a: { cases: { 'solo/both': { whole: 'fail' } } } }, null],
  ];
  it.each(tables)('%s', (_, strategies, best) => {
    expect(judge(strategies).recommended).toBe(best);
  });
});
