// Reads the record of a single client, and judges expectations: each is met, broken (with one line that
// proves it), or could not be checked.
import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type { SessionStep } from '../../results/facts/session-fact.js';
import { covered } from '../../results/verdicts/covered.js';
import type { CheckJudgement, Evidence } from '../../results/verdicts/finding.js';
import { gravityOf } from '../../results/vocabulary/anomalies/severity.js';
import type { TaskFile } from '../../strategies/strategy.js';

export type Call = Extract<SessionStep, { action: 'read' | 'write' }>;

export function allCalls(facts: readonly Fact[]): Call[] {
  return factsOf(facts, 'session').flatMap(({ steps }) =>
    steps.filter((step): step is Call => step.action !== 'observe'),
  );
}

export function callsLabelled(facts: readonly Fact[], prefix: string): Call[] {
  return allCalls(facts).filter((step) => step.label.startsWith(prefix));
}

export function observations(
  facts: readonly Fact[],
  prefix: string,
): Extract<SessionStep, { action: 'observe' }>[] {
  return factsOf(facts, 'session').flatMap(({ steps }) =>
    steps.filter(
      (step): step is Extract<SessionStep, { action: 'observe' }> =>
        step.action === 'observe' && step.label.startsWith(prefix),
    ),
  );
}

/** The document that a write was called with. */
export function inputOf(call: Call): { next: TaskFile; expectedRev: number | null } {
  return call.input as { next: TaskFile; expectedRev: number | null };
}

/** One line of a witness: the call and its result. */
export function describeCall(call: Call): string {
  const { outcome } = call;
  const answer =
    outcome.type === 'error'
      ? `${outcome.code ?? 'no code'}: ${outcome.message}`
      : `ok ${shorten(JSON.stringify(outcome.value))}`;
  return `${call.action} "${call.label}" → ${answer}`;
}

function shorten(text: string | undefined): string {
  return text === undefined ? 'nothing' : text.length > 160 ? `${text.slice(0, 157)}...` : text;
}

export interface StepExpectation {
  anomaly: string;
  description: string;
  /** true: met. false: broken. null: could not be checked. */
  met: boolean | null;
  witness: readonly string[];
}

/** Fails with the broken expectations as evidence; `unknown` when any could not be checked. */
export function judgeExpectations(
  expectations: readonly StepExpectation[],
  unit: string,
  passed: string,
): CheckJudgement {
  const broken = expectations
    .filter((expectation) => expectation.met === false)
    .sort((a, b) => gravityOf(a.anomaly) - gravityOf(b.anomaly));
  const unseen = expectations.filter((expectation) => expectation.met === null);
  const coverage = covered(expectations.length - unseen.length, unit);
  const evidence: Evidence[] = broken.map(({ anomaly, description, witness }) => ({
    anomaly,
    description,
    witness: [...witness],
  }));
  const [first] = broken;
  if (first !== undefined) {
    const more = broken.length > 1 ? ` (and ${broken.length - 1} more)` : '';
    const bare = { ...coverage, failureRateBelow: null };
    const open = unseen.length > 0 ? { unseen: unseen.length } : {};
    const summary = `${first.description}${more}`;
    return { verdict: 'fail', summary, coverage: bare, evidence, ...open, metrics: [] };
  }
  if (unseen.length > 0 || expectations.length === 0) {
    const why = unseen[0]?.description ?? 'nothing was recorded';
    return { verdict: 'unknown', summary: `not seen: ${why}`, coverage, evidence: [], metrics: [] };
  }
  return { verdict: 'pass', summary: passed, coverage, evidence: [], metrics: [] };
}
