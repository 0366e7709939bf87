// Counts the anomalies of one history by kind, in the order in which they are found, and tells the first few
// of each kind in words. A broken history can hold as many anomalies as operations, so only those are told.
import type { HistoryFact } from '../../../results/vocabulary/history.js';
import { type Anomaly, type AnomalyKind, severityOf } from './history-anomaly.js';
import type { Source } from './indexed-history.js';
import { witnessLines } from './witness-lines.js';

const WITNESSES_PER_KIND = 3;

/** One occurrence: the fewest operations that prove it. */
export interface AnomalyProof {
  /** One sentence. */
  description: string;
  proof: readonly Source[];
}

export class AnomalyTally {
  readonly #fact: HistoryFact;
  readonly #byKind = new Map<AnomalyKind, Anomaly>();

  constructor(fact: HistoryFact) {
    this.#fact = fact;
  }

  add(kind: AnomalyKind, tell: () => AnomalyProof): void {
    const anomaly = this.#byKind.get(kind) ?? { kind, severity: severityOf(kind), total: 0, witnesses: [] };
    this.#byKind.set(kind, anomaly);
    anomaly.total += 1;
    if (anomaly.witnesses.length >= WITNESSES_PER_KIND) return;
    const { description, proof } = tell();
    anomaly.witnesses.push({ description, lines: witnessLines(proof, this.#fact.actors) });
  }

  /** One entry for each kind that occurred. */
  get anomalies(): Anomaly[] {
    return [...this.#byKind.values()];
  }
}
