import { describe, expect, it } from 'vitest';
import type { SamplesFact, Series } from '../../results/facts/samples-fact.js';
import { ackIsOnDisk } from './ack-is-on-disk.js';
import { costMeasured } from './cost-measured.js';

const series = (id: Series['id'], medianMs: number, n: number): Series => ({
  id,
  samplesNs: Array.from({ length: n }, (_, i) => (medianMs + ((i % 5) - 2) / 100) * 1e6),
});

function samples(n = 100, changes: Partial<SamplesFact> = {}): SamplesFact {
  return {
    kind: 'samples',
    documentBytes: 2048,
    rounds: 20,
    series: [
      series('strategy', 0.9, n),
      series('strategy-again', 0.9, n),
      series('raw-floor', 0.15, n),
      series('classical-floor', 0.45, n),
    ],
    acknowledged: n,
    verified: n,
    seed: 7,
    ...changes,
  };
}

describe('ack-is-on-disk', () => {
  it('passes when another client found every acknowledged write', () => {
    expect(ackIsOnDisk.judge([samples()])).toMatchObject({ verdict: 'pass', coverage: { n: 100 } });
  });

  it('fails when one was acknowledged before it was there', () => {
    const { verdict, evidence } = ackIsOnDisk.judge([samples(), samples(100, { verified: 99 })]);
    expect(verdict).toBe('fail');
    expect(evidence[0]).toMatchObject({
      anomaly: 'ack-before-commit',
      witness: ['acknowledged 200, found by another client 199'],
    });
  });

  it.each([
    ['nothing', []],
    ['no acknowledgement', [samples(0)]],
    ['more found than acknowledged', [samples(100, { verified: 101 })]],
  ])('is unknown with %s', (_, facts) => {
    expect(ackIsOnDisk.judge(facts).verdict).toBe('unknown');
  });
});

describe('cost-measured', () => {
  const interval = (name: string) => [name, `${name}-low`, `${name}-high`];

  it('gives quantiles, both ratios and the A/A ratio with their intervals', () => {
    const { verdict, metrics, summary } = costMeasured.judge([samples()]);
    expect(verdict).toBe('pass');
    expect(summary).toBe('Median 0.900 ms, 2.00 × a bare durable write');
    expect(metrics.map(({ name }) => name)).toEqual([
      'latency-median',
      'latency-p90',
      'latency-p99',
      ...interval('ratio-to-raw-floor'),
      ...interval('ratio-to-classical-floor'),
      ...interval('p90-to-classical-floor'),
      ...interval('p99-to-classical-floor'),
      'classical-floor-median',
      ...interval('ratio-to-itself'),
      'samples',
    ]);
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    expect(value('ratio-to-raw-floor')).toBeCloseTo(6, 6);
    expect(value('ratio-to-itself')).toBeCloseTo(1, 6);
    expect(value('latency-median') / value('classical-floor-median')).toBeCloseTo(2, 6);
    expect(value('ratio-to-classical-floor-low')).toBeLessThanOrEqual(2);
    expect(value('ratio-to-classical-floor-high')).toBeGreaterThanOrEqual(2);
  });

  it('gives no p99 of fewer than 100 samples', () => {
    expect(costMeasured.judge([samples(99)]).metrics.map(({ name }) => name)).not.toContain('latency-p99');
  });

  it('tells further document sizes under their own names', () => {
    const names = costMeasured
      .judge([samples(), samples(30, { documentBytes: 65_536 })])
      .metrics.map(({ name }) => name);
    expect(names).toContain('latency-median@65536B');
    expect(new Set(names).size).toBe(names.length);
  });

  const noFloor = samples(100, { series: [series('strategy', 1, 100), series('strategy-again', 1, 100)] });
  const stoppedClock = samples(100, {
    series: samples().series.map((one) => ({ ...one, samplesNs: one.samplesNs.map(() => 0) })),
  });
  it.each([
    ['nothing', []],
    ['29 samples', [samples(29)]],
    ['no floor', [noFloor]],
    ['a clock that stood still', [stoppedClock]],
    ['one size of two', [samples(), samples(5)]],
  ])('is unknown with %s', (_, facts) => {
    expect(costMeasured.judge(facts).verdict).toBe('unknown');
  });
});
