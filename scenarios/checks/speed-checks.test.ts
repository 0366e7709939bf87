// What the benchmark's checks tell of hand-made facts, and the rows that become of it.
import { describe, expect, it } from 'vitest';
import type { CallCost, CostBreakdownFact } from '../../results/facts/cost-breakdown-fact.js';
import type { Fact } from '../../results/facts/facts.js';
import type { SamplesFact, Series } from '../../results/facts/samples-fact.js';
import { costPartsIn } from '../../results/verdicts/cost-parts.js';
import { figureNamed, speedOf } from '../../results/verdicts/speed.js';
import type { HistoryFact, WriteOp } from '../../results/vocabulary/history.js';
import type { Check } from '../scenario.js';
import { breakdownMetrics } from './breakdown-measures.js';
import { costMeasured } from './cost-measured.js';
import { patientSpeed } from './patient-speed.js';
import { sizesMeasured } from './sizes-measured.js';

const found = (check: Check, scenario: string, scope: 'single' | 'threads', facts: readonly Fact[]) => ({
  scenario,
  scope,
  ...check.judge(facts),
});

const write = (actor: number, n: number, fromMs: number, toMs: number): WriteOp => ({
  kind: 'write',
  id: n,
  actor,
  invokeNs: fromMs * 1e6,
  completeNs: toMs * 1e6,
  expectedRev: null,
  token: `a${actor}n${n}`,
  tries: 1,
  outcome: { type: 'ok', rev: n },
});

/** Writers that take turns, a millisecond each. */
function turns(writers: number, each: number): HistoryFact {
  const ops = Array.from({ length: writers * each }, (_, at) => {
    const [actor, round] = [at % writers, Math.floor(at / writers)];
    return write(actor, round, Math.max(0, at - writers + 1), at + 1);
  });
  return {
    kind: 'history',
    actors: Array.from({ length: writers }, (_, actor) => ({
      actor,
      where: 'thread',
      job: 'writer',
      starvedMs: each / 2,
    })),
    initial: null,
    ops,
    final: { type: 'ok', observed: null },
    leftovers: [],
    documentBytes: 2048,
  };
}

const series = (id: Series['id'], ms: number): Series => ({
  id,
  samplesNs: Array.from({ length: 40 }, (_, at) => (ms + (at % 3) / 1000) * 1e6),
});

const samples = (documentBytes: number, ms: number): SamplesFact => ({
  kind: 'samples',
  documentBytes,
  rounds: 8,
  series: [
    series('strategy', ms),
    series('strategy-again', ms),
    series('raw-floor', ms / 4),
    series('classical-floor', ms / 2),
    series('read', ms / 5),
    series('read-unchanged', ms / 10),
    series('read-floor', ms / 20),
  ],
  acknowledged: 40,
  verified: 40,
  seed: 1,
  machine: { others: 0.5, stolen: null },
});

describe('patient-speed', () => {
  const facts = [turns(2, 40), turns(8, 10)];

  it('tells of each number of writers', () => {
    const { verdict, metrics } = patientSpeed.judge(facts);
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value;
    expect(verdict).toBe('pass');
    expect(value('throughput@2')).toBeCloseTo(1000, 6);
    expect(value('latency-median@2')).toBe(2);
    expect(value('latency-median@8')).toBe(8);
    expect(value('longest-wait@8')).toBe(8);
    expect(value('fairness@8')).toBeCloseTo(1, 2);
    expect(value('refused@8')).toBe(0);
    expect(value('without-processor@2')).toBeCloseTo(0.25, 6);
    expect(value('writers@2')).toBeUndefined();
  });

  it('is unknown when nothing was acknowledged', () => {
    expect(patientSpeed.judge([]).verdict).toBe('unknown');
    expect(patientSpeed.judge([{ ...turns(2, 4), ops: [] }]).verdict).toBe('unknown');
  });

  it('becomes rows beside the floor, instead of those of writers without patience', () => {
    const impatient = {
      scenario: 'concurrent-threads',
      scope: 'threads' as const,
      metrics: [
        { name: 'writers', value: 8, unit: 'writers' },
        { name: 'throughput', value: 7, unit: 'writes/s' },
        { name: 'fairness', value: 0.1, unit: 'Jain' },
      ],
    };
    const alone = found(costMeasured, 'latency', 'single', [samples(2048, 2)]);
    const speed = speedOf([impatient, alone, found(patientSpeed, 'contended-speed', 'threads', facts)]);
    expect(figureNamed(speed, 'throughput@8')).toMatchObject({
      scenario: 'contended-speed',
      unit: 'writes/s',
    });
    expect(figureNamed(speed, 'throughput@8')?.toFloor?.value).toBeCloseTo(1, 2);
    expect(figureNamed(speed, 'median@8')?.toFloor?.value).toBeCloseTo(8, 1);
    expect(speed?.figures.filter(({ name }) => name === 'fairness@8')).toHaveLength(1);
    expect(figureNamed(speedOf([impatient]), 'throughput@8')?.value).toBe(7);
  });
});

describe('sizes and reads', () => {
  it('are rows of their own, each against the floor for as many bytes', () => {
    const alone = found(costMeasured, 'latency', 'single', [samples(2048, 2)]);
    const sized = found(sizesMeasured, 'document-sizes', 'single', [samples(1024, 1), samples(1 << 20, 50)]);
    const speed = speedOf([alone, sized]);
    expect(speed?.figures.map(({ name }) => name)).toEqual([
      ...['median', 'p90', 'read', 'read-unchanged'],
      ...['median@1024B', 'p90@1024B', 'read@1024B', 'read-unchanged@1024B'],
      ...['median@1048576B', 'p90@1048576B', 'read@1048576B', 'read-unchanged@1048576B'],
    ]);
    expect(figureNamed(speed, 'median@1048576B')?.toFloor?.value).toBeCloseTo(2, 2);
    expect(figureNamed(speed, 'read')?.toFloor?.value).toBeCloseTo(4, 1);
    expect(speed).toMatchObject({ writes: 40, machine: { others: 0.5, stolen: null } });
  });

  it('are unknown with too few samples', () => {
    expect(sizesMeasured.judge([]).verdict).toBe('unknown');
    const few = samples(1024, 1);
    few.series = few.series.map((one) => ({ ...one, samplesNs: one.samplesNs.slice(0, 29) }));
    expect(sizesMeasured.judge([samples(2048, 1), few])).toMatchObject({ verdict: 'unknown' });
  });
});

describe('where the time of a write goes', () => {
  const call = (computing: number, parts: CallCost['partsNs']): CallCost => ({
    totalNs: 1e6,
    partsNs: parts,
    computingNs: computing,
  });
  const repeated = (one: CallCost) => Array.from({ length: 5 }, () => one);
  const fact: CostBreakdownFact = {
    kind: 'cost-breakdown',
    documentBytes: 2048,
    own: repeated(call(10_000, {})),
    foreign: repeated(call(210_000, { fsync: 500_000, rename: 40_000 })),
    reads: repeated(call(190_000, { read: 20_000 })),
    reason: null,
  };

  it('takes for parsing what a write onto a foreign document computes more', () => {
    const parts = costPartsIn(breakdownMetrics(fact));
    const of = (part: string) => parts?.parts.find((one) => one.part === part)?.us;
    expect(parts?.total).toBe(1000);
    expect([of('parse'), of('serialise'), of('fsync'), of('rename'), of('lock')]).toEqual([
      200, 10, 500, 40, 0,
    ]);
  });

  it('says nothing where not all was seen, or too little', () => {
    expect(breakdownMetrics({ ...fact, reason: 'an addon' })).toEqual([]);
    expect(breakdownMetrics({ ...fact, reads: fact.reads.slice(1) })).toEqual([]);
    expect(costPartsIn([])).toBeNull();
  });
});
