// The form of a judgement over histories: named anomalies fail with their witnesses whatever else is true; a
// pass needs something to have been looked at: acknowledged writes, a final read, and real contention.
import type { Fact } from '../../results/facts.js';
import { factsOf } from '../../results/facts.js';
import { covered, type Evidence, type Judgement, type Metric } from '../../results/finding.js';
import type { HistoryFact, WriteOp } from '../../results/history.js';
import type { Anomaly, AnomalyKind } from './history/anomaly.js';
import { checkHistory } from './history/check-history.js';

export function historiesOf(facts: readonly Fact[]): HistoryFact[] {
  return factsOf(facts, 'history');
}

export function writesOf(histories: readonly HistoryFact[]): WriteOp[] {
  return histories.flatMap(({ ops }) => ops.filter((op): op is WriteOp => op.kind === 'write'));
}

export function acknowledged(histories: readonly HistoryFact[]): WriteOp[] {
  return writesOf(histories).filter(({ outcome }) => outcome.type === 'ok');
}

/** Fails on any of these anomalies, with the witnesses of each; passes only when there was something to see. */
export function judgeAnomalies(
  facts: readonly Fact[],
  kinds: readonly AnomalyKind[],
  say: { passed: string; more?: readonly Evidence[] },
): Judgement {
  const histories = historiesOf(facts);
  const found = histories.flatMap(checkHistory).filter(({ kind }) => kinds.includes(kind));
  const evidence = [...found.flatMap(evidenceOf), ...(say.more ?? [])];
  const looked = covered(operationsIn(histories), 'operations');
  const [first] = evidence;
  if (first !== undefined) {
    const summary = found.length > 0 ? `${totals(found)}: ${first.description}` : first.description;
    return { verdict: 'fail', summary, coverage: { ...looked, failureRateBelow: null }, evidence, metrics: [] };
  }
  const vacuous = whyVacuous(histories);
  if (vacuous !== null) {
    return { verdict: 'unknown', summary: `nothing can be said: ${vacuous}`, coverage: looked, evidence: [], metrics: [] };
  }
  const summary = `${say.passed} in ${looked.n} operations, ${acknowledged(histories).length} of them acknowledged writes`;
  return { verdict: 'pass', summary, coverage: looked, evidence: [], metrics: [] };
}

function operationsIn(histories: readonly HistoryFact[]): number {
  return histories.reduce((sum, { ops }) => sum + ops.length, 0);
}

function evidenceOf({ kind, witnesses }: Anomaly): Evidence[] {
  return witnesses.map(({ description, lines }) => ({ anomaly: kind, description, witness: lines }));
}

/** "12 lost-update, 3 duplicate-rev" */
function totals(anomalies: readonly Anomaly[]): string {
  const sums = new Map<string, number>();
  for (const { kind, total } of anomalies) sums.set(kind, (sums.get(kind) ?? 0) + total);
  return [...sums].map(([kind, total]) => `${total} ${kind}`).join(', ');
}

/** Why these histories prove nothing, or null. A scenario that was avoided is not one that was passed. */
export function whyVacuous(histories: readonly HistoryFact[]): string | null {
  if (histories.length === 0) return 'no history was recorded';
  if (acknowledged(histories).length === 0) return 'no write was acknowledged';
  if (histories.some(({ final }) => final.type === 'info')) return 'the final document was not read';
  if (overlaps(histories) === 0) return 'no two operations overlapped';
  return null;
}

/** Pairs of neighbours in time, of different actors, whose intervals overlap. */
export function overlaps(histories: readonly HistoryFact[]): number {
  let count = 0;
  for (const { ops } of histories) {
    const ordered = [...ops].sort((a, b) => a.invokeNs - b.invokeNs);
    for (const [index, op] of ordered.entries()) {
      const before = ordered[index - 1];
      if (before === undefined || before.actor === op.actor) continue;
      if (before.completeNs === null || before.completeNs > op.invokeNs) count += 1;
    }
  }
  return count;
}

export function metric(name: string, value: number, unit: string): Metric {
  return { name, value: Number.isFinite(value) ? value : 0, unit };
}
