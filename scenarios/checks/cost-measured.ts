// The cost of an acknowledged write: quantiles, and ratios to two floors that were measured between the same
// samples, with 95 % bootstrap intervals. Reported and not judged. Times hold for this machine; only ratios
// can be compared across machines, and no difference below that of the strategy to itself means anything.
import { factsOf } from '../../results/facts/facts-of.js';
import type { SamplesFact } from '../../results/facts/samples-fact.js';
import { costMetrics } from '../../results/verdicts/cost-metrics.js';
import type { Check } from '../scenario.js';
import { breakdownMetrics } from './breakdown-measures.js';
import { passed, undecided } from './judgement.js';
import { measureSamples, SAMPLES_MIN, samplesOf } from './sample-measures.js';

export const costMeasured: Check = {
  id: 'cost-measured',
  title: 'The cost of an acknowledged write',
  explanation:
    'Median, p90 and (from 100 samples on) p99 of uncontended writes; ratios of medians to the raw floor (overwrite ' +
    'in place and fdatasync) and to the classical floor (temporary file, fsync, rename, fsync of the directory), ' +
    'of p90 and p99 to those of the classical floor as well, each with a 95 % percentile-bootstrap interval from the seed of the case; and the ratio of the strategy to ' +
    'itself in the same rounds (A/A), which is the noise below which no difference counts. Unknown with fewer than ' +
    '30 samples or without the floors. Reads are told beside a read of as many bytes, and from recorded calls where the ' +
    'time of a write goes: lock, read, parse, serialise, write, fsync, rename, fsync of the directory, unlock.',
  judge(facts) {
    const records = factsOf(facts, 'samples');
    const samples = records.map((record) => samplesOf(record, 'strategy').length);
    const looked = { n: samples.reduce((a, b) => a + b, 0), unit: 'samples' };
    const sampled = records.flatMap((record, i) =>
      measureSamples(record, i === 0 ? '' : `@${record.documentBytes}B`),
    );
    const metrics = [...sampled, ...factsOf(facts, 'cost-breakdown').flatMap(breakdownMetrics)];
    const reason = whyNot(records);
    if (reason !== null) return undecided(reason, looked, metrics);
    const find = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    const summary = `Median ${find('latency-median').toFixed(3)} ms, ${find(costMetrics.ratioToClassicalFloor).toFixed(2)} × a bare durable write`;
    return { ...passed(summary, looked, metrics), coverage: { ...looked, failureRateBelow: null } };
  },
};

export function whyNot(records: readonly SamplesFact[]): string | null {
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
