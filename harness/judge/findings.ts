// Facts to findings: every check of a case's scenario judges the case's facts. A check that throws, and a
// case that the harness could not finish, is unknown.
import { factsOf } from '../../results/facts.js';
import { covered, type Finding, type Judgement } from '../../results/finding.js';
import type { StoredRun } from '../../results/stored-run.js';
import type { Check, Scenario } from '../../scenarios/scenario.js';

type StoredCase = StoredRun['cases'][number];

export function findingsOf(stored: StoredCase, scenario: Scenario): Finding[] {
  const { scope } = stored.entry;
  return scenario.checks.map((check) => ({
    scenario: scenario.id,
    scope,
    check: check.id,
    ...judged(stored, check),
  }));
}

function judged({ entry, facts }: StoredCase, check: Check): Judgement {
  const judgement = attempt(check, facts);
  // A failure that has its witness stands, however the case went on; a pass needs the whole case.
  if (judgement.verdict === 'fail' || entry.state.type === 'done') return withoutVoidPass(judgement, facts);
  return unknown(`the case was not finished: ${entry.state.reason}`);
}

/** After a death inside the strategy the rest of the case was not seen. */
function withoutVoidPass(judgement: Judgement, facts: StoredCase['facts']): Judgement {
  if (judgement.verdict !== 'pass' || factsOf(facts, 'death').length === 0) return judgement;
  return { ...unknown('the case ended early, see completes'), coverage: judgement.coverage };
}

function attempt(check: Check, facts: StoredCase['facts']): Judgement {
  try {
    return check.judge(facts);
  } catch (error) {
    return unknown(`the check itself failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function unknown(summary: string): Judgement {
  return { verdict: 'unknown', summary, coverage: covered(0, 'records'), evidence: [], metrics: [] };
}
