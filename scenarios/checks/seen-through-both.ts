// What was acknowledged through one mount is there through the other, in the end; and how long that took, as
// far as reads tell. Needs acknowledged writes through both mounts and operations on both at the same time;
// without them the scope has shown nothing. An older document in between is for `linearizable` to name.
import { isDeepStrictEqual } from 'node:util';
import { factsOf } from '../../results/facts/facts-of.js';
import type { Evidence, Metric } from '../../results/verdicts/finding.js';
import { quantilesOf } from '../../results/verdicts/statistics.js';
import type { HistoryFact, HistoryOp, ReadOp } from '../../results/vocabulary/history.js';
import type { Check } from '../scenario.js';
import { witnessLines } from './history/witness-lines.js';
import { count, failed, passed, undecided } from './judgement.js';

export const seenThroughBoth: Check = {
  id: 'seen-through-both',
  title: 'Both mounts show what was written',
  explanation:
    'Writes were acknowledged through both mounts while the other was in use, and in the end both show the same ' +
    'document. Fails if the second mount still shows another document, or none, five seconds after everybody has stopped ' +
    '(stale-read), or can’t be read through (unreadable-final). Tells how long it took, from acknowledgements through one ' +
    'mount, until a read through the other returned that write or a later one. Unknown if only one mount was written ' +
    'through, so that nothing was shown about two.',
  judge(facts) {
    const histories = factsOf(facts, 'history');
    const acked = histories.flatMap(acknowledgedBy);
    const looked = { n: acked.length, unit: 'acknowledged writes' };
    const evidence = histories.flatMap(differingEnd);
    if (evidence.length > 0) return failed(evidence[0]?.description ?? '', looked, evidence);
    const silent = (['A', 'B'] as const).find((mount) => acked.every((one) => one.mount !== mount));
    if (histories.every(({ throughB }) => throughB === undefined)) {
      return undecided('The document was reached through one mount only', looked);
    }
    if (silent !== undefined) {
      return undecided(
        `No write was acknowledged through mount ${silent}, so nothing is shown about two`,
        looked,
      );
    }
    const delaysMs = histories.flatMap(delaysOf);
    if (delaysMs.length === 0) {
      return undecided('No read through one mount saw a write through the other', looked);
    }
    const metrics = measured(delaysMs, histories);
    const at = (name: string) => (metrics.find((one) => one.name === name)?.value ?? 0).toFixed(1);
    const summary = `${count(acked.length, 'write')} through two mounts, seen through the other after ${at('seen-after-median')} ms (median), ${at('seen-after-max')} ms (longest)`;
    return passed(summary, looked, metrics);
  },
};

interface AckedWrite {
  mount: 'A' | 'B' | undefined;
  rev: number;
  atNs: number;
}

function mountsOf({ actors }: HistoryFact): ReadonlyMap<number, 'A' | 'B' | undefined> {
  return new Map(actors.map(({ actor, mount }) => [actor, mount]));
}

function acknowledgedBy(fact: HistoryFact): AckedWrite[] {
  const mounts = mountsOf(fact);
  return fact.ops.flatMap((op: HistoryOp) =>
    op.kind === 'write' && op.outcome.type === 'ok' && op.completeNs !== null
      ? [{ mount: mounts.get(op.actor), rev: op.outcome.rev, atNs: op.completeNs }]
      : [],
  );
}

/** For each write, until the first read through the other mount that ended after it and saw it or a later one. */
function delaysOf(fact: HistoryFact): number[] {
  const mounts = mountsOf(fact);
  const reads = fact.ops
    .flatMap((op) =>
      op.kind === 'read' && op.outcome.type === 'ok' && op.outcome.observed !== null && op.completeNs !== null
        ? [{ mount: mounts.get(op.actor), rev: op.outcome.observed.rev, atNs: op.completeNs }]
        : [],
    )
    .sort((a, b) => a.atNs - b.atNs);
  return acknowledgedBy(fact).flatMap((write) => {
    const seen = reads.find(
      (read) => read.mount !== write.mount && read.atNs >= write.atNs && read.rev >= write.rev,
    );
    return seen === undefined ? [] : [(seen.atNs - write.atNs) / 1e6];
  });
}

function measured(delaysMs: readonly number[], histories: readonly HistoryFact[]): Metric[] {
  const initialMs = histories.flatMap(({ throughB }) => throughB?.initialMs ?? []);
  const last = Math.max(...histories.map(({ throughB }) => throughB?.afterMs ?? 0));
  return [
    { name: 'seen-after-median', value: quantilesOf(delaysMs)?.median ?? 0, unit: 'ms' },
    { name: 'seen-after-max', value: delaysMs.reduce((a, b) => Math.max(a, b), 0), unit: 'ms' },
    ...initialMs.map((value) => ({ name: 'first-seen-after', value, unit: 'ms' })),
    { name: 'last-seen-after', value: last, unit: 'ms' },
  ];
}

function differingEnd({ final, throughB, actors }: HistoryFact): Evidence[] {
  if (throughB === undefined || isDeepStrictEqual(final, throughB.final)) return [];
  // Nothing can be compared with a read that a lock has refused.
  if (isRefused(final) || isRefused(throughB.final)) return [];
  const isUnreadable = throughB.final.type !== 'ok';
  const seconds = (throughB.afterMs / 1000).toFixed(0);
  return [
    {
      anomaly: isUnreadable ? 'unreadable-final' : 'stale-read',
      description: isUnreadable
        ? `The second mount can’t be read through, ${seconds} s after everybody has stopped.`
        : `The second mount shows another document than the first, ${seconds} s after everybody has stopped.`,
      witness: [
        ...witnessLines([{ type: 'final', outcome: final }], actors),
        ...witnessLines([{ type: 'final', outcome: throughB.final }], actors).map(
          (line) => `${line} (mount B)`,
        ),
      ],
    },
  ];
}

const isRefused = (outcome: ReadOp['outcome']): boolean =>
  outcome.type === 'fail' && outcome.code === 'LOCKED';
