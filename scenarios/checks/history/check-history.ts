// Judges one history of a compare-and-swap register: sorts it once, runs the detector of every anomaly
// family, and keeps the first few occurrences of each. Almost linear. Without a violation the history is
// linearizable (validated against a general linearizability checker in the tests); possible-chain.ts names
// the one leniency. It judges the schedules that occurred and no others.
import type { HistoryFact } from '../../../results/vocabulary/history.js';
import { AnomalyTally } from './anomaly-tally.js';
import { findChainBreaks } from './chain-breaks.js';
import { findErrorsAfterCommit } from './errors-after-commit.js';
import { findFalseConflicts, findUnconditionalConflicts } from './false-conflicts.js';
import type { Anomaly, AnomalyKind } from './history-anomaly.js';
import { indexHistory } from './indexed-history.js';
import { findLostUpdates } from './lost-updates.js';
import { possibleChain } from './possible-chain.js';
import { findOrderViolations } from './real-time-order.js';
import { findUnrealDocuments } from './unreal-documents.js';

const judgedBefore = new WeakMap<HistoryFact, Anomaly[]>();

/** One entry per kind of anomaly that occurred. Throws when the record itself is impossible. */
export function checkHistory(fact: HistoryFact): Anomaly[] {
  // Several checks ask about the same fact, and facts are never changed.
  const known = judgedBefore.get(fact);
  if (known !== undefined) return known;
  const anomalies = findAll(fact);
  judgedBefore.set(fact, anomalies);
  return anomalies;
}

/** Whether the order of revs is intact, so that "the rev current at that time" means something. */
export function isChainWhole(anomalies: readonly { kind: AnomalyKind }[]): boolean {
  const harmless: readonly AnomalyKind[] = ['committed-but-errored', 'error-after-commit', 'false-conflict'];
  return anomalies.every(({ kind }) => harmless.includes(kind));
}

function findAll(fact: HistoryFact): Anomaly[] {
  const history = indexHistory(fact);
  const chain = possibleChain(history);
  const found = new AnomalyTally(fact);
  findLostUpdates(history, found);
  findChainBreaks(history, chain, found);
  findOrderViolations(history, found);
  findUnrealDocuments(history, found);
  findErrorsAfterCommit(history, found);
  findUnconditionalConflicts(history, found);
  if (isChainWhole(found.anomalies)) findFalseConflicts(history, chain, found);
  return found.anomalies;
}
