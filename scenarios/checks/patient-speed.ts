// The cost of contention with the strategy's own patience, for each number of writers. Reported and not judged.
import { factsOf } from '../../results/facts/facts-of.js';
import type { Metric } from '../../results/verdicts/finding.js';
import type { HistoryFact } from '../../results/vocabulary/history.js';
import type { Check } from '../scenario.js';
import { measureContention } from './contention-measures.js';
import { count, passed, undecided } from './judgement.js';

export const patientSpeed: Check = {
  id: 'patient-speed',
  title: 'The cost of contention with the strategy’s own patience',
  explanation:
    'For each number of writers: acknowledged writes a second with a 95 % interval (block bootstrap over the gaps between ' +
    'acknowledgements); median and p99 of a write with its wait; the longest time that a writer went without an ' +
    'acknowledgement; Jain’s index of the shares; how many writes were refused, and how much of their time writers had no ' +
    'processor (where the system tells). Reported, not judged; unknown when nothing was acknowledged.',
  judge(facts) {
    const records = factsOf(facts, 'history').map((fact) => ({ fact, writes: writesIn(fact) }));
    const acknowledged = records.reduce((sum, { writes }) => sum + writes.acknowledged, 0);
    const looked = { n: acknowledged, unit: 'acknowledged writes' };
    if (acknowledged === 0) return undecided('No write was acknowledged', looked);
    const metrics = records.flatMap(({ fact, writes }) => measuresOf(fact, writes));
    const counts = records.map(({ writes }) => writes.writers).join(', ');
    const judgement = passed(`${count(acknowledged, 'write')} by ${counts} writers at once`, looked, metrics);
    return { ...judgement, coverage: { ...looked, failureRateBelow: null } };
  },
};

interface Writes {
  writers: number;
  acknowledged: number;
  refused: number;
}

function writesIn({ actors, ops }: HistoryFact): Writes {
  const writes = ops.filter(({ kind }) => kind === 'write');
  return {
    writers: actors.filter(({ job }) => job === 'writer').length,
    acknowledged: writes.filter(({ outcome }) => outcome.type === 'ok').length,
    refused: writes.filter(({ outcome }) => outcome.type === 'fail').length,
  };
}

function measuresOf(fact: HistoryFact, { writers, acknowledged, refused }: Writes): Metric[] {
  if (acknowledged === 0) return [];
  const starved = fact.actors.flatMap(({ starvedMs }) => starvedMs ?? []);
  const times = fact.ops.flatMap(({ invokeNs, completeNs }) => [invokeNs, completeNs ?? invokeNs]);
  const spanMs =
    (times.reduce((a, b) => Math.max(a, b), 0) - times.reduce((a, b) => Math.min(a, b), Infinity)) / 1e6;
  const without = starved.reduce((sum, ms) => sum + ms, 0) / (spanMs * writers);
  const own: Metric[] = [
    ...measureContention([fact]).filter(({ name }) => name !== 'writers' && name !== 'tries-per-write'),
    { name: 'samples', value: acknowledged, unit: 'writes' },
    { name: 'refused', value: refused, unit: 'writes' },
    ...(starved.length > 0 && spanMs > 0
      ? [{ name: 'without-processor', value: without, unit: 'share' }]
      : []),
  ];
  return own.map((metric) => ({ ...metric, name: `${metric.name}@${writers}` }));
}
