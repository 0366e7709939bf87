// Sessions written by hand, for tests of checks.
import type { CallOutcome, SessionFact, SessionStep } from '../../results/facts/session-fact.js';

export const answered = (value: unknown): CallOutcome => ({ type: 'ok', value });

export const rejected = (code: string | null): CallOutcome => ({
  type: 'error',
  code,
  message: `rejected with ${code}`,
});

export const sessionOf = (...steps: SessionStep[]): SessionFact => ({ kind: 'session', steps });

export function wrote(
  label: string,
  next: unknown,
  outcome: CallOutcome,
  expectedRev: number | null = null,
): SessionStep {
  return { action: 'write', label, input: { next, expectedRev }, outcome, durationNs: 1e6 };
}

export function readBack(label: string, outcome: CallOutcome): SessionStep {
  return { action: 'read', label, input: null, outcome, durationNs: 1e6 };
}

export const observed = (label: string, what: unknown): SessionStep => ({
  action: 'observe',
  label,
  observed: what,
});
