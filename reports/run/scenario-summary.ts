// Per scenario and scope: how many cases ran, how long they took, and whether the canaries were caught.
// A missed canary means that the scenario's passes are worth nothing here.
import type { Judged, JudgedCanary } from '../../results/verdicts/judged.js';
import type { Scope, Verdict } from '../../results/vocabulary/verdict.js';

export interface ScenarioSummary {
  id: string;
  scope: Scope;
  cases: number;
  faulted: number;
  durationMs: number;
  canaries: { verdict: Verdict; text: string };
}

export function scenarioSummaries(judged: Judged): ScenarioSummary[] {
  return judged.scenarios.flatMap(({ id, scopes }) =>
    scopes.map((scope) => {
      const cases = judged.cases.filter((one) => one.scenario === id && one.scope === scope);
      return {
        id,
        scope,
        cases: cases.length,
        faulted: cases.filter(({ state }) => state.type === 'faulted').length,
        durationMs: cases.reduce((sum, { durationMs }) => sum + durationMs, 0),
        canaries: canaryState(judged.canaries.filter((one) => one.scenario === id && one.scope === scope)),
      };
    }),
  );
}

function canaryState(canaries: readonly JudgedCanary[]): ScenarioSummary['canaries'] {
  const missed = canaries.filter(({ caught }) => caught === false);
  const caught = canaries.filter((one) => one.caught === true);
  if (missed.length > 0) return { verdict: 'fail', text: `missed ${missed.map(({ id }) => id).join(', ')}` };
  if (caught.length === 0) return { verdict: 'unknown', text: 'none ran' };
  return { verdict: 'pass', text: `caught ${caught.length} of ${canaries.length}` };
}
