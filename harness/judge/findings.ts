// From facts to findings: every check of a case's scenario judges the facts of the case. Unknown are a check
// that throws, a case that the harness could not finish, and a case that was planned and never run.

import type { StoredRun } from '../../results/archive/stored-run.js';
import { factsOf } from '../../results/facts/facts-of.js';
import { covered } from '../../results/verdicts/covered.js';
import type { CheckJudgement, Finding } from '../../results/verdicts/finding.js';
import type { Scope } from '../../results/vocabulary/verdict.js';
import type { Check, Scenario } from '../../scenarios/scenario.js';

type StoredCase = StoredRun['cases'][number];

export function findingsOf(stored: StoredCase, scenario: Scenario): Finding[] {
  const { scope } = stored.entry;
  return scenario.checks.map((check) => ({
    ...judged(stored, check),
    scenario: scenario.id,
    scope: check.scope ?? scope,
    check: check.id,
  }));
}

/** Findings for a planned case that was never run. */
export function findingsOfNothing(scenario: Scenario, scope: Scope): Finding[] {
  return scenario.checks.map((check) => ({
    ...unknown('the run ended before this case'),
    scenario: scenario.id,
    scope: check.scope ?? scope,
    check: check.id,
  }));
}

function judged({ entry, facts }: StoredCase, check: Check): CheckJudgement {
  const judgement = attempt(check, facts);
  // A failure with a witness stands, whatever happened afterwards; a pass needs the whole case.
  if (judgement.verdict === 'fail' || entry.state.type === 'done') return withoutVoidPass(judgement, facts);
  return unknown(`the case was not finished: ${entry.state.reason}`);
}

/** A death cuts the case short, so the rest of it is unknown. */
function withoutVoidPass(judgement: CheckJudgement, facts: StoredCase['facts']): CheckJudgement {
  if (judgement.verdict !== 'pass' || factsOf(facts, 'death').length === 0) return judgement;
  const coverage = { ...judgement.coverage, failureRateBelow: null };
  return { ...unknown('the case ended early, see completes'), coverage };
}

function attempt(check: Check, facts: StoredCase['facts']): CheckJudgement {
  try {
    return check.judge(facts);
  } catch (error) {
    return unknown(`the check itself failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function unknown(summary: string): CheckJudgement {
  return { verdict: 'unknown', summary, coverage: covered(0, 'records'), evidence: [], metrics: [] };
}
