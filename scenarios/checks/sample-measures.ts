// What a record of latency samples says, as metrics: quantiles, and ratios to the floors that were measured
// between the same samples, with 95 % bootstrap intervals. Pure.
import type { SamplesFact, Series } from '../../results/facts/samples-fact.js';
import { costMetrics } from '../../results/verdicts/cost-metrics.js';
import type { Metric } from '../../results/verdicts/finding.js';
import { P99_SAMPLES_MIN, quantilesOf, ratioOfQuantiles } from '../../results/verdicts/statistics.js';

export const SAMPLES_MIN = 30;

export function samplesOf({ series }: SamplesFact, id: Series['id']): number[] {
  return series.filter((one) => one.id === id).flatMap(({ samplesNs }) => samplesNs);
}

/** `suffix`: behind each name, where one finding tells of several sizes. */
export function measureSamples(record: SamplesFact, suffix: string): Metric[] {
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
    ...metric(`${costMetrics.samples}${suffix}`, own.length, 'samples'),
    ...readMetrics(record, suffix, ratio),
    ...metric(`${costMetrics.machineOthers}${suffix}`, record.machine?.others, 'share'),
    ...metric(`${costMetrics.machineStolen}${suffix}`, record.machine?.stolen, 'share'),
  ];
}

function floorMedianMs(record: SamplesFact): number | null {
  return quantilesOf(samplesOf(record, 'classical-floor').map((ns) => ns / 1e6))?.median ?? null;
}

function metric(name: string, value: number | null | undefined, unit: string): Metric[] {
  return value === null || value === undefined || !Number.isFinite(value) ? [] : [{ name, value, unit }];
}

type RatioOf = (name: string, over: readonly number[], under: readonly number[]) => Metric[];

/** Nothing in records of earlier versions. */
function readMetrics(record: SamplesFact, suffix: string, ratio: RatioOf): Metric[] {
  const [read, unchanged] = [samplesOf(record, 'read'), samplesOf(record, 'read-unchanged')];
  const [changed, again] = [read, unchanged].map((ns) => quantilesOf(ns.map((one) => one / 1e6)));
  return [
    ...metric(`read-median${suffix}`, changed?.median, 'ms'),
    ...metric(`read-p99${suffix}`, changed?.p99, 'ms'),
    ...metric(`read-unchanged-median${suffix}`, again?.median, 'ms'),
    ...ratio(costMetrics.readToFloor, read, samplesOf(record, 'read-floor')),
    ...ratio(costMetrics.unchangedReadToFloor, unchanged, samplesOf(record, 'read-floor')),
  ];
}
