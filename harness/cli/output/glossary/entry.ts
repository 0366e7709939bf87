// One entry of the glossary: an anomaly as somebody meets it who keeps state in a file and reads that it
// happened to them.

export interface GlossaryEntry {
  /** What happened, in one sentence. */
  plain: string;
  /** How it comes about, or what follows from it. */
  cause: string;
  /** How it is seen, or who named it first. */
  source: string;
}
