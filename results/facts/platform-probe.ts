// What `holdfast doctor` finds: questions about this machine and directory, and the answers that were
// observed.
import type { Platform } from './run-record.js';

/**
 * n/a: this platform can't be asked (the detail says what is missing). unknown: asked, but nothing could be
 * concluded.
 */
export type ProbeOutcome = 'yes' | 'no' | 'n/a' | 'unknown';

export interface Observation {
  outcome: ProbeOutcome;
  /** What was seen, with figures, in one sentence; empty when the answer says it all. */
  detail: string;
}

export interface ProbeExpectation {
  outcome: 'yes' | 'no';
  /** The documentation that says so for this platform. */
  source: string;
}

export interface Probe extends Observation {
  /** kebab-case. */
  id: string;
  /** A yes-or-no question. */
  title: string;
  /** Absent where the documentation is silent, or this file system is not the one that it speaks of. */
  expected?: ProbeExpectation;
}

/** A surprise is a definite answer that contradicts the documentation. */
export function isSurprise(probe: Probe): boolean {
  const definite = probe.outcome === 'yes' || probe.outcome === 'no';
  return definite && probe.expected !== undefined && probe.expected.outcome !== probe.outcome;
}

/** What follows for a file in this directory; each entry is half a sentence. */
export interface DoctorConclusion {
  /** What can be relied on. */
  safe: string[];
  /** What can't be, whatever a strategy does. */
  unsafe: { what: string; remedy: string }[];
  unknown: string[];
}

export interface DoctorReport {
  platform: Platform;
  /** Of the file system, of what an earlier run left, and of probes that contradict the documentation. */
  warnings: string[];
  probes: Probe[];
  conclusion: DoctorConclusion;
}
