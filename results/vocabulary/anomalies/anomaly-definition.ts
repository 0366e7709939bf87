// What the table of anomalies says of each one, for a person who keeps state in a file and reads the name in
// a report.

export interface AnomalyDefinition {
  /** A short name for a heading; no full stop. */
  title: string;
  /** What happened, in one sentence. */
  meaning: string;
  /** How it comes about, or what follows from it. */
  cause: string;
  /** How it is detected, or who described it first. */
  source: string;
}
