// Judges one history of a compare-and-swap register: sorts it once, runs the detector of every anomaly
// family, and keeps the first few occurrences of each. Almost linear. Without a violation the history is
// linearizable (validated against a general linearizability checker in the tests); possible-chain.ts names
// the one leniency. It judges the schedules that occurred and no others.
import type { HistoryFact } from '../../../results/vocabulary/history.js';
import { findChainBreaks } from './chain-breaks.js';
import { findErrorsAfterCommit } from './errors-after-commit.js';
import { findFalseConflicts, findUnconditionalConflicts } from './false-conflicts.js';
import { type Anomaly, type AnomalyKind, type Occurrence, severityOf } from './history-anomaly.js';
import { indexHistory } from './indexed-history.js';
import { findLostUpdates } from './lost-updates.js';
import { possibleChain } from './possible-chain.js';
import { findOrderViolations } from './real-time-order.js';
import { findUnrealDocuments } from './unreal-documents.js';
import { witnessLines } from './witness-lines.js';

const WITNESSES_PER_KIND = 3;

const judgedBefore = new WeakMap<HistoryFact, Anomaly[]>();

/** One entry per kind of anomaly that occurred. Throws when the record itself is impossible. */
export function checkHistory(fact: HistoryFact): Anomaly[] {
  // Several checks ask about the same fact, and facts are never changed.
  const known = judgedBefore.get(fact);
  if (known !== undefined) return known;
  const anomalies = summarize(fact, findAll(fact));
  judgedBefore.set(fact, anomalies);
  return anomalies;
}

/** Whether the order of revs is intact, so that "the rev current at that time" means something. */
export function isChainWhole(anomalies: readonly { kind: AnomalyKind }[]): boolean {
  const harmless: readonly AnomalyKind[] = ['committed-but-errored', 'error-after-commit', 'false-conflict'];
  return anomalies.every(({ kind }) => harmless.includes(kind));
}

function findAll(fact: HistoryFact): Occurrence[] {
  const history = indexHistory(fact);
  const chain = possibleChain(history);
  const found = [
    ...findLostUpdates(history),
    ...findChainBreaks(history, chain),
    ...findOrderViolations(history),
    ...findUnrealDocuments(history),
    ...findErrorsAfterCommit(history),
    ...findUnconditionalConflicts(history),
  ];
  return isChainWhole(found) ? [...found, ...findFalseConflicts(history, chain)] : found;
}

function summarize(fact: HistoryFact, found: readonly Occurrence[]): Anomaly[] {
  const byKind = new Map<AnomalyKind, Anomaly>();
  for (const { kind, description, proof } of found) {
    const anomaly = byKind.get(kind) ?? { kind, severity: severityOf(kind), total: 0, witnesses: [] };
    byKind.set(kind, anomaly);
    anomaly.total += 1;
    if (anomaly.witnesses.length < WITNESSES_PER_KIND) {
      anomaly.witnesses.push({ description, lines: witnessLines(proof, fact.actors) });
    }
  }
  return [...byKind.values()];
}
