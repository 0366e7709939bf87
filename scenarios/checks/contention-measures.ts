// The cost of contention: throughput, latency of acknowledged writes with their waits, tries per acknowledged
// write, fairness and the longest wait. Reported and not judged: unknown without anything to measure, and
// never a failure. The machine and its load matter as much as the strategy.
import type { Metric } from '../../results/verdicts/finding.js';
import { jainIndex, quantilesOf, rateOf } from '../../results/verdicts/statistics.js';
import type { HistoryFact, WriteOp } from '../../results/vocabulary/history.js';
import type { Check } from '../scenario.js';
import { survey, vacuity } from './contention-survey.js';
import { count, passed, undecided } from './judgement.js';

export const contentionMeasures: Check = {
  id: 'contention-measures',
  title: 'What contention costs',
  explanation:
    'Throughput in acknowledged writes a second with a 95 % interval (bootstrap of blocks of neighbours); median and p99 of the time from invocation to acknowledgement, the ' +
    'p99 only from 100 samples on; tries (LOCKED ones included) for each acknowledged write; the longest time that ' +
    "a writer went without an acknowledgement; and Jain's fairness index over the writers' acknowledgements while " +
    'all of them were still writing (1 = equal shares, 1/n = one takes all). Reported, never judged: unknown only ' +
    'when it cannot be measured.',
  judge(facts) {
    const seen = survey(facts);
    const looked = { n: seen.acknowledged, unit: 'acknowledged writes' };
    const reason = vacuity(seen);
    const metrics = reason === null ? measureContention(seen.histories) : [];
    if (reason !== null) return undecided(reason, looked);
    const throughput = metrics.find(({ name }) => name === 'throughput')?.value ?? 0;
    const summary = `${throughput.toFixed(0)} writes a second, ${count(seen.overlaps, 'overlap')} met`;
    return { ...passed(summary, looked, metrics), coverage: { ...looked, failureRateBelow: null } };
  },
};

interface AckedWrite {
  op: WriteOp;
  completeNs: number;
}

/** Of all histories together. */
export function measureContention(histories: readonly HistoryFact[]): Metric[] {
  const acks = histories.map(acknowledged);
  const all = acks.flat();
  const durationNs = histories.reduce((sum, fact) => sum + spanNs(fact), 0);
  const latency = quantilesOf(all.map(({ op, completeNs }) => (completeNs - op.invokeNs) / 1e6));
  const tries = histories
    .flatMap(({ ops }) => ops)
    .reduce((sum, op) => sum + (op.kind === 'write' ? op.tries : 0), 0);
  const fairness = mean(acks.flatMap((ofOne) => jainIndex(sharesWhileAllWrite(ofOne)) ?? []));
  const waitsMs = histories.flatMap((fact, i) => waitsNs(fact, acks[i] ?? [])).map((ns) => ns / 1e6);
  const gaps = acks.flatMap(gapsNs);
  const rate = gaps.length < GAPS_MIN ? null : rateOf(gaps, INTERVAL_SEED);
  const metric = (name: string, value: number | null | undefined, unit: string): Metric[] =>
    value === null || value === undefined || !Number.isFinite(value) ? [] : [{ name, value, unit }];
  return [
    ...metric('writers', Math.max(...acks.map(writersIn)), 'writers'),
    ...metric('throughput', (all.length / durationNs) * 1e9, 'writes/s'),
    ...metric('throughput-low', rate?.low, 'writes/s'),
    ...metric('throughput-high', rate?.high, 'writes/s'),
    ...metric('latency-median', latency?.median, 'ms'),
    ...metric('latency-p99', latency?.p99, 'ms'),
    ...metric('tries-per-write', tries / all.length, 'tries'),
    ...metric('fairness', fairness, 'Jain'),
    ...metric(
      'longest-wait',
      waitsMs.reduce((a, b) => Math.max(a, b), 0),
      'ms',
    ),
  ];
}

/** Fewer show no interval. */
const GAPS_MIN = 30;

/** Equal histories give equal intervals. */
const INTERVAL_SEED = 1;

const writersIn = (acks: readonly AckedWrite[]): number => new Set(acks.map(({ op }) => op.actor)).size;

/** Between one acknowledgement and the next, whosever they are. */
function gapsNs(acks: readonly AckedWrite[]): number[] {
  return acks.slice(1).map(({ completeNs }, at) => completeNs - (acks[at]?.completeNs ?? completeNs));
}

function acknowledged({ ops }: HistoryFact): AckedWrite[] {
  return ops
    .flatMap((op) =>
      op.kind === 'write' && op.outcome.type === 'ok' && op.completeNs !== null
        ? [{ op, completeNs: op.completeNs }]
        : [],
    )
    .sort((a, b) => a.completeNs - b.completeNs);
}

function spanNs({ ops }: HistoryFact): number {
  let [first, last] = [Infinity, -Infinity];
  for (const { invokeNs, completeNs } of ops) {
    first = Math.min(first, invokeNs);
    last = Math.max(last, completeNs ?? invokeNs);
  }
  return Math.max(0, last - first);
}

/**
 * Totals are equal by design (everybody writes equally often), so shares count only until the first is done.
 */
function sharesWhileAllWrite(acks: readonly AckedWrite[]): number[] {
  const lastNs = new Map(acks.map(({ op, completeNs }) => [op.actor, completeNs]));
  const endNs = Math.min(...lastNs.values());
  const shares = new Map([...lastNs.keys()].map((actor) => [actor, 0]));
  for (const { op, completeNs } of acks) {
    if (completeNs <= endNs) shares.set(op.actor, (shares.get(op.actor) ?? 0) + 1);
  }
  return [...shares.values()];
}

/**
 * From a writer's first operation to its first acknowledgement, and from each acknowledgement to its next.
 */
function waitsNs(fact: HistoryFact, acks: readonly AckedWrite[]): number[] {
  const since = new Map<number, number>();
  for (const { actor, invokeNs } of fact.ops) {
    since.set(actor, Math.min(since.get(actor) ?? Infinity, invokeNs));
  }
  return acks.map(({ op, completeNs }) => {
    const waited = completeNs - (since.get(op.actor) ?? op.invokeNs);
    since.set(op.actor, completeNs);
    return waited;
  });
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}
