// The shape in which the history checker reports what it found: which anomaly, how often, and the first few
// proofs as readable lines. What each anomaly means is in results/vocabulary/anomalies/history-anomalies.ts.
import type { historyAnomalies } from '../../../results/vocabulary/anomalies/history-anomalies.js';

export type AnomalyKind = keyof typeof historyAnomalies;

export interface AnomalyWitness {
  description: string;
  /** One operation a line, in the order of time. */
  lines: string[];
}

export interface Anomaly {
  kind: AnomalyKind;
  /** violation: no correct register can produce it. notice: legal, but worth telling. */
  severity: 'violation' | 'notice';
  /** All occurrences. */
  total: number;
  /** The first few of them. */
  witnesses: AnomalyWitness[];
}

export function severityOf(kind: AnomalyKind): Anomaly['severity'] {
  return kind === 'error-after-commit' ? 'notice' : 'violation';
}
