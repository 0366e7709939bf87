// Collects the anomalies of several histories: how often each kind occurred, and its first occurrences as
// evidence. All histories count; the evidence shown is bounded.
import type { Evidence } from '../../results/verdicts/finding.js';
import type { HistoryFact } from '../../results/vocabulary/history.js';
import { checkHistory } from './history/check-history.js';
import type { AnomalyKind } from './history/history-anomaly.js';

const PROOFS_PER_KIND = 3;

export interface Gathered {
  /** Occurrences of all kinds. */
  total: number;
  /** `3 × lost-update, 1 × rev-gap`, in the order of `kinds`. */
  summary: string;
  evidence: Evidence[];
}

/** Throws when a history is impossible; the judge turns that into unknown. */
export function gatherAnomalies(histories: readonly HistoryFact[], kinds: readonly AnomalyKind[]): Gathered {
  const found = histories.flatMap((fact) => checkHistory(fact));
  const parts: string[] = [];
  const evidence: Evidence[] = [];
  let total = 0;
  for (const kind of kinds) {
    const ofKind = found.filter((anomaly) => anomaly.kind === kind);
    const occurrences = ofKind.reduce((sum, anomaly) => sum + anomaly.total, 0);
    if (occurrences === 0) continue;
    total += occurrences;
    parts.push(`${occurrences.toLocaleString('en-US')} × ${kind}`);
    const witnesses = ofKind.flatMap((anomaly) => anomaly.witnesses).slice(0, PROOFS_PER_KIND);
    evidence.push(
      ...witnesses.map(({ description, lines }) => ({ anomaly: kind, description, witness: lines })),
    );
  }
  return { total, summary: parts.join(', '), evidence };
}
