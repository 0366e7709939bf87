// The cost of an acknowledged write: quantiles, and ratios to two floors that were measured between the same
// samples, with 95 % bootstrap intervals. Reported and not judged. Times hold for this machine; only ratios
// can be compared across machines, and no difference below that of the strategy to itself means anything.
import { factsOf } from '../../results/facts/facts.js';
import type { SamplesFact, Series } from '../../results/facts/samples-fact.js';
import { costMetrics } from '../../results/verdicts/cost-metrics.js';
import type { Metric } from '../../results/verdicts/finding.js';
import { P99_SAMPLES_MIN, quantilesOf, ratioOfQuantiles } from '../../results/verdicts/statistics.js';
import type { Check } from '../scenario.js';
import { passed, undecided } from './judgement.js';

export const SAMPLES_MIN = 30;

export const costMeasured: Check = {
  id: 'cost-measured',
  title: 'The cost of an acknowledged write',
  explanation:
    'Median, p90 and (from 100 samples on) p99 of uncontended writes; ratios of medians to the raw floor (overwrite ' +
    'in place and fdatasync) and to the classical floor (temporary file, fsync, rename, fsync of the directory), ' +
    'of p90 and p99 to those of the classical floor as well, each with a 95 % percentile-bootstrap interval from the seed of the case; and the ratio of the strategy to ' +
    'itself in the same rounds (A/A), which is the noise below which no difference counts. Unknown with fewer than ' +
    '30 samples or without the floors. Further document sizes are told with their size in the name.',
  judge(facts) {
    const records = factsOf(facts, 'samples');
    const samples = records.map((record) => samplesOf(record, 'strategy').length);
    const looked = { n: samples.reduce((a, b) => a + b, 0), unit: 'samples' };
    const metrics = records.flatMap((record, i) =>
      measure(record, i === 0 ? '' : `@${record.documentBytes}B`),
    );
    const reason = whyNot(records);
    if (reason !== null) return undecided(reason, looked, metrics);
    const find = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    const summary = `Median ${find('latency-median').toFixed(3)} ms, ${find(costMetrics.ratioToClassicalFloor).toFixed(2)} × a bare durable write`;
    return { ...passed(summary, looked, metrics), coverage: { ...looked, failureRateBelow: null } };
  },
};

function samplesOf({ series }: SamplesFact, id: Series['id']): number[] {
  return series.filter((one) => one.id === id).flatMap(({ samplesNs }) => samplesNs);
}

function whyNot(records: readonly SamplesFact[]): string | null {
  if (records.length === 0) return 'Nothing was measured';
  for (const record of records) {
    for (const id of ['strategy', 'strategy-again', 'raw-floor', 'classical-floor'] as const) {
      const samples = samplesOf(record, id);
      if (samples.length < SAMPLES_MIN)
        return `Only ${samples.length} samples of ${id}, ${SAMPLES_MIN} are needed`;
      if (samples.some((ns) => !(ns > 0)))
        return `A sample of ${id} took no time: the clock cannot be trusted`;
    }
  }
  return null;
}

function measure(record: SamplesFact, suffix: string): Metric[] {
  const own = samplesOf(record, 'strategy');
  if (own.length < SAMPLES_MIN) return [];
  const quantiles = quantilesOf(own.map((ns) => ns / 1e6));
  const latency = [
    ...metric(`latency-median${suffix}`, quantiles?.median, 'ms'),
    ...metric(`latency-p90${suffix}`, quantiles?.p90, 'ms'),
    ...metric(`latency-p99${suffix}`, quantiles?.p99, 'ms'),
  ];
  const ratio = (name: string, over: readonly number[], under: readonly number[], p = 0.5) => {
    const least = p === 0.99 ? P99_SAMPLES_MIN : SAMPLES_MIN;
    if (over.length < least || under.length < least) return [];
    const interval = ratioOfQuantiles(over, under, p, record.seed);
    return [
      ...metric(`${name}${suffix}`, interval?.value, '×'),
      ...metric(`${name}-low${suffix}`, interval?.low, '×'),
      ...metric(`${name}-high${suffix}`, interval?.high, '×'),
    ];
  };
  return [
    ...latency,
    ...ratio(costMetrics.ratioToRawFloor, own, samplesOf(record, 'raw-floor')),
    ...ratio(costMetrics.ratioToClassicalFloor, own, samplesOf(record, 'classical-floor')),
    ...ratio(costMetrics.p90ToClassicalFloor, own, samplesOf(record, 'classical-floor'), 0.9),
    ...ratio(costMetrics.p99ToClassicalFloor, own, samplesOf(record, 'classical-floor'), 0.99),
    ...metric(`${costMetrics.floorMedian}${suffix}`, floorMedianMs(record), 'ms'),
    ...ratio(costMetrics.ratioToItself, samplesOf(record, 'strategy-again'), own),
  ];
}

function floorMedianMs(record: SamplesFact): number | null {
  return quantilesOf(samplesOf(record, 'classical-floor').map((ns) => ns / 1e6))?.median ?? null;
}

function metric(name: string, value: number | null | undefined, unit: string): Metric[] {
  return value === null || value === undefined || !Number.isFinite(value) ? [] : [{ name, value, unit }];
}
