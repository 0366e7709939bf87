// What contention costs: throughput, latency of acknowledged writes, tries, fairness. Reported, never gated on.
import { covered, type Judgement } from '../../results/finding.js';
import type { HistoryFact } from '../../results/history.js';
import { jainIndex, quantilesOf } from '../../results/statistics.js';
import type { Check } from '../scenario.js';
import { acknowledged, historiesOf, metric, whyVacuous } from './histories.js';

export const contentionMeasures: Check = {
  id: 'contention-measures',
  title: 'Throughput, latency, tries and fairness under contention',
  explanation:
    'Acknowledged writes per second between the first and the last, median and p99 of their latency with retries, ' +
    "tries per acknowledged write, Jain's index over the writers' shares at the moment when the first of them was " +
    'done, and the longest wait. Unknown when nobody met anybody.',
  judge(facts): Judgement {
    const histories = historiesOf(facts);
    const acks = acknowledged(histories);
    const coverage = { ...covered(acks.length, 'acknowledged writes'), failureRateBelow: null };
    const vacuous = whyVacuous(histories);
    const latenciesMs = acks.map(({ invokeNs, completeNs }) => ((completeNs ?? invokeNs) - invokeNs) / 1e6);
    const quantiles = quantilesOf(latenciesMs);
    if (vacuous !== null || quantiles === null) {
      return { verdict: 'unknown', summary: `not measured: ${vacuous ?? 'no samples'}`, coverage, evidence: [], metrics: [] };
    }
    const { median, p99 } = quantiles;
    const throughput = writesPerSecond(histories);
    const tries = acks.reduce((sum, op) => sum + op.tries, 0) / acks.length;
    const metrics = [
      metric('throughput', throughput, 'writes/s'),
      metric('median', median, 'ms'),
      ...(p99 === null ? [] : [metric('p99', p99, 'ms')]),
      metric('tries-per-write', tries, 'tries'),
      metric('fairness', jainIndex(shares(histories)) ?? 0, 'Jain index'),
      metric('longest-wait', latenciesMs.reduce((longest, ms) => Math.max(longest, ms), 0), 'ms'),
    ];
    const summary = `${throughput.toFixed(0)} writes/s, median ${median.toFixed(1)} ms, ${tries.toFixed(1)} tries a write`;
    return { verdict: 'pass', summary, coverage, evidence: [], metrics };
  },
};

function writesPerSecond(histories: readonly HistoryFact[]): number {
  let writes = 0;
  let seconds = 0;
  for (const history of histories) {
    const doneNs = acknowledged([history]).map(({ completeNs }) => completeNs ?? 0);
    writes += doneNs.length;
    const first = Math.min(...history.ops.map(({ invokeNs }) => invokeNs));
    seconds += (doneNs.reduce((last, ns) => Math.max(last, ns), first) - first) / 1e9;
  }
  return writes / seconds;
}

/** Acknowledged writes of each writer until the first of them had finished all of its own. */
function shares(histories: readonly HistoryFact[]): number[] {
  return histories.flatMap((history) => {
    const byActor = new Map<number, number[]>();
    for (const { actor, completeNs } of acknowledged([history])) {
      byActor.set(actor, [...(byActor.get(actor) ?? []), completeNs ?? 0]);
    }
    const firstDoneNs = Math.min(...[...byActor.values()].map((times) => times.at(-1) ?? 0));
    const writers = history.actors.filter(({ job }) => job === 'writer');
    return writers.map(({ actor }) => (byActor.get(actor) ?? []).filter((ns) => ns <= firstDoneNs).length);
  });
}
