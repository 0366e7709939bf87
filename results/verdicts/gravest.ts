// The gravest evidence of findings: what a report names first, and what a criterion is decided by.
import { gravityOf, type Severity, severityOf } from '../vocabulary/anomalies/severity.js';
import type { Evidence, Finding } from './finding.js';

/** The gravest, of equally grave ones the first with a witness; null: it names none. */
export function gravestEvidence({ evidence }: Pick<Finding, 'evidence'>): Evidence | null {
  const [gravest] = [...evidence].sort(
    (a, b) =>
      gravityOf(a.anomaly) - gravityOf(b.anomaly) ||
      Number(a.witness.length === 0) - Number(b.witness.length === 0),
  );
  return gravest ?? null;
}

/** Of its gravest evidence; a failure without evidence is taken for one of liveness. */
export function findingSeverity(finding: Pick<Finding, 'evidence'>): Severity {
  const gravest = gravestEvidence(finding);
  return gravest === null ? 'liveness' : severityOf(gravest.anomaly);
}

/** Sorts findings that failed, the gravest first; equally grave ones keep their order. */
export function byGravity<T extends Pick<Finding, 'evidence'>>(findings: readonly T[]): T[] {
  const gravity = (finding: T): number => gravityOf(gravestEvidence(finding)?.anomaly ?? 'client-error');
  return [...findings].sort((a, b) => gravity(a) - gravity(b));
}
