// Findings to criteria and decisions of one strategy, as tables.
import { describe, expect, it } from 'vitest';
import type { JudgedStrategy } from '../../results/verdicts/judged.js';
import type { Verdict } from '../../results/vocabulary/verdict.js';
import { judgeRun } from './judge-run.js';
import { catalogue, judge, type ScriptedStrategy, scriptedRun, strategyIn } from './testing/scripted-run.js';

const fails = { 'no-loss': 'fail' } as const;
const unsure = { 'no-loss': 'unknown' } as const;

/** Verdict of each criterion: of one writer, of threads, of processes. */
function criteriaOf({ criteria }: JudgedStrategy): Record<string, Verdict[]> {
  const byId: Record<string, Verdict[]> = {};
  for (const { id, verdict } of criteria) byId[id] = [...(byId[id] ?? []), verdict];
  return byId;
}

describe('criteria', () => {
  const tables: [what: string, cases: ScriptedStrategy['cases'], verdicts: Record<string, Verdict[]>][] = [
    ['all pass', {}, { 'no-corruption': ['pass', 'pass', 'pass'], clean: ['pass', 'pass', 'pass'] }],
    [
      'fail is worse than unknown',
      { 'solo/single': { whole: 'unknown' }, 'crowd/threads': fails },
      { 'no-corruption': ['unknown', 'fail', 'unknown'], clean: ['pass', 'pass', 'pass'] },
    ],
    [
      'facts of a single writer count for every scope',
      { 'solo/single': { whole: 'fail' } },
      { 'no-corruption': ['fail', 'fail', 'fail'], clean: ['pass', 'pass', 'pass'] },
    ],
    [
      'n/a is left out',
      { 'crowd/threads': { 'no-loss': 'n/a' } },
      { 'no-corruption': ['pass', 'pass', 'pass'], clean: ['pass', 'pass', 'pass'] },
    ],
    [
      'nothing but n/a is n/a',
      { 'solo/single': { tidy: 'n/a' }, 'crowd/threads': { tidy: 'n/a' } },
      { 'no-corruption': ['pass', 'pass', 'pass'], clean: ['n/a', 'n/a', 'pass'] },
    ],
    [
      'a case that was not selected is unknown, whatever others said',
      { 'crowd/threads': 'not-planned' },
      { 'no-corruption': ['pass', 'unknown', 'pass'], clean: ['pass', 'unknown', 'pass'] },
    ],
    [
      'a case that was not run is unknown',
      { 'crowd/processes': 'not-run' },
      { 'no-corruption': ['pass', 'pass', 'unknown'], clean: ['pass', 'pass', 'unknown'] },
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
      { ...row, scope: 'single' },
      { ...row, scope: 'threads' },
      { ...row, scope: 'processes' },
    ]);
    expect(judged.criteria.find(({ id }) => id === 'power-loss')?.judged).toBe(false);
  });

  it('say what decided them, and what was not run or n/a', () => {
    const note = (cases: ScriptedStrategy['cases'], id: string) =>
      strategyIn(judge({ one: { cases: cases ?? {} } }), 'one').criteria.find(
        (one) => one.id === id && one.scope === 'threads',
      )?.note;
    expect(note({}, 'no-corruption')).toBe('solo/whole: whole says pass');
    expect(note({ 'crowd/threads': fails }, 'no-corruption')).toBe('crowd/no-loss: no-loss says fail');
    expect(note({ 'crowd/threads': 'not-planned' }, 'no-corruption')).toBe('not run: crowd/no-loss');
    expect(note({ 'crowd/threads': { 'no-loss': 'n/a' } }, 'no-corruption')).toBe(
      'solo/whole: whole says pass (n/a here: crowd/no-loss)',
    );
  });

  it('of canaries that nobody selected are unknown where their cases were not run', () => {
    expect(criteriaOf(strategyIn(judge({ good: {} }), 'racy'))).toMatchObject({
      'no-corruption': ['unknown', 'fail', 'fail'],
      clean: ['unknown', 'unknown', 'unknown'],
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
    expect(criteriaOf(strategyIn(judged, 'good'))['no-corruption']).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});

describe('decisions', () => {
  const solo = { 'solo/single': { whole: 'fail' } } as const;
  const tables: [
    claims: ScriptedStrategy['claims'],
    cases: ScriptedStrategy['cases'],
    decision: string,
    reason: RegExp,
  ][] = [
    [{}, {}, 'GO', /^GO for one writer, threads and processes: all 2 required criteria hold$/],
    [
      {},
      { 'crowd/threads': fails, 'crowd/processes': fails },
      'PARTIAL',
      /^GO for one writer only; threads and processes: no-corruption fails: crowd\/no-loss/,
    ],
    [{}, { 'crowd/threads': fails }, 'PARTIAL', /^GO for one writer and processes only; threads: no-corr/],
    [{}, { 'crowd/processes': fails }, 'PARTIAL', /^GO for one writer and threads only; processes: no-corr/],
    [{}, solo, 'NO-GO', /^one writer, threads and processes: no-corruption fails: solo\/whole/],
    [{}, { ...solo, 'crowd/processes': unsure }, 'NO-GO', /^one writer, threads and processes: /],
    [{}, { 'crowd/processes': unsure }, 'INCONCLUSIVE', /^processes: no-corruption is unknown/],
    [
      {},
      { 'crowd/processes': 'faulted' },
      'INCONCLUSIVE',
      /^processes: no-corruption is unknown: .*no space/,
    ],
    [{}, { 'latency/single': { 'cost-measured': 'fail' } }, 'GO', /hold/],
    // What is not claimed is named and does not decide.
    [
      { threads: false, processes: false },
      { 'crowd/threads': fails, 'crowd/processes': fails },
      'GO',
      /^GO for one writer: all .* hold; not claimed: threads and processes NO-GO$/,
    ],
    [
      { threads: false, processes: false },
      solo,
      'NO-GO',
      /^one writer: .*; not claimed: threads and pro.* NO-GO$/,
    ],
    [
      { threads: false },
      { 'crowd/threads': unsure },
      'GO',
      /processes: all .*; not claimed: threads INCONCLUSIVE$/,
    ],
    [
      { threads: false },
      { 'crowd/processes': fails },
      'PARTIAL',
      /^GO for one writer only; processes: .*threads GO$/,
    ],
    // Who excludes everything is held to everything.
    [
      { single: false, threads: false, processes: false },
      { 'crowd/threads': fails },
      'PARTIAL',
      /^GO for one writer and processes only; threads: no-corruption fails[^;]*$/,
    ],
  ];
  it.each(tables)('claims %j, %j → %s', (claims, cases, decision, reason) => {
    const one = strategyIn(judge({ one: { claims: claims ?? {}, cases: cases ?? {} } }), 'one');
    expect(one).toMatchObject({ decision, reason: expect.stringMatching(reason) });
  });

  it('are made under both policies, and the one asked for counts', () => {
    const stored = scriptedRun({ one: { cases: { 'latency/single': { 'cost-measured': 'fail' } } } });
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
      scopes: { single: { decision: 'N/A' }, threads: { decision: 'N/A' }, processes: { decision: 'N/A' } },
      policies: { m03: 'N/A', strict: 'N/A' },
    });
    expect(new Set(one.criteria.map(({ verdict }) => verdict))).toEqual(new Set(['n/a']));
  });

  it('are N/A where a strategy rejects with UNSUPPORTED what it does not claim', () => {
    const refusing = (claims: ScriptedStrategy['claims']) => {
      const stored = scriptedRun({ one: { claims: claims ?? {}, cases: { 'crowd/threads': fails } } });
      const hit = stored.cases.find(({ entry }) => entry.strategy === 'one' && entry.scope === 'threads');
      const how = { type: 'uncaught', message: 'not here', code: 'UNSUPPORTED', rejected: true } as const;
      hit?.facts.push({ kind: 'death', how, inside: 'open', actor: 0 });
      return strategyIn(judgeRun(stored, catalogue, 'm03'), 'one');
    };
    expect(refusing({ threads: false })).toMatchObject({
      decision: 'GO',
      reason: expect.stringMatching(/not claimed: threads N\/A$/),
      scopes: { threads: { decision: 'N/A' }, processes: { decision: 'GO' } },
    });
    expect(refusing({ threads: false }).criteria).toContainEqual(
      expect.objectContaining({ id: 'no-corruption', scope: 'threads', verdict: 'n/a' }),
    );
    expect(refusing({})).toMatchObject({ decision: 'PARTIAL', scopes: { threads: { decision: 'NO-GO' } } });
  });
});
