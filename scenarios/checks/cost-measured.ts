// The cost of a durable, acknowledged write as a ratio to the same run's floors. Reported, never gated on.
import { factsOf } from '../../results/facts.js';
import { covered, type Judgement, type Metric } from '../../results/finding.js';
import type { SamplesFact, Series } from '../../results/samples.js';
import { type Interval, quantilesOf, ratioOfMedians } from '../../results/statistics.js';
import type { Check } from '../scenario.js';
import { metric } from './histories.js';

const SAMPLES_MIN = 30;

export const costMeasured: Check = {
  id: 'cost-measured',
  title: 'Latency, and its ratio to the same-run floors',
  explanation:
    'Median, p90 and (with at least 100 samples) p99 of an uncontended write; ratio of medians to each floor that was ' +
    'interleaved with it, with a 95 % percentile-bootstrap interval. The A/A ratio, the strategy against itself, is ' +
    'the noise: no difference finer than it is a difference. Unknown with fewer than 30 samples.',
  judge(facts): Judgement {
    const [fact] = factsOf(facts, 'samples');
    const own = fact === undefined ? [] : samplesOf(fact, 'strategy');
    const quantiles = quantilesOf(own);
    const coverage = { ...covered(own.length, 'samples'), failureRateBelow: null };
    if (fact === undefined || quantiles === null || own.length < SAMPLES_MIN) {
      const summary = `only ${own.length} samples, ${SAMPLES_MIN} are needed`;
      return { verdict: 'unknown', summary, coverage, evidence: [], metrics: [] };
    }
    const classical = ratio(fact, 'classical-floor');
    const metrics = [
      metric('median', quantiles.median / 1e6, 'ms'),
      metric('p90', quantiles.p90 / 1e6, 'ms'),
      ...(quantiles.p99 === null ? [] : [metric('p99', quantiles.p99 / 1e6, 'ms')]),
      ...ratioMetrics('ratio-to-classical-floor', classical),
      ...ratioMetrics('ratio-to-raw-floor', ratio(fact, 'raw-floor')),
      ...ratioMetrics('ratio-to-itself', ratio(fact, 'strategy-again')),
    ];
    const compared =
      classical === null
        ? 'no floor to compare with'
        : `${classical.value.toFixed(2)} times the classical floor [${classical.low.toFixed(2)}, ${classical.high.toFixed(2)}]`;
    const summary = `median ${(quantiles.median / 1e6).toFixed(2)} ms, ${compared}`;
    return { verdict: 'pass', summary, coverage, evidence: [], metrics };
  },
};

function samplesOf(fact: SamplesFact, id: Series['id']): number[] {
  return fact.series.find((series) => series.id === id)?.samplesNs ?? [];
}

function ratio(fact: SamplesFact, to: Series['id']): Interval | null {
  return ratioOfMedians(samplesOf(fact, 'strategy'), samplesOf(fact, to), fact.seed);
}

function ratioMetrics(name: string, interval: Interval | null): Metric[] {
  if (interval === null) return [];
  return [
    metric(name, interval.value, 'ratio'),
    metric(`${name}-low`, interval.low, 'ratio'),
    metric(`${name}-high`, interval.high, 'ratio'),
  ];
}
