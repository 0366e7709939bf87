// Recommends one of the strategies that are GO: for the most kinds of writers, then GO under the policy strict
// as well, then the highest durability grade, then the lowest median latency, as a ratio to the floor of the
// same run so that how busy the machine was does not decide; ties by id.
// Baselines and canaries are there for comparison and never recommended.
import { gradeOrder } from '../../results/verdicts/durability-grade.js';
import type { JudgedStrategy } from '../../results/verdicts/judged.js';
import { latencyRatio } from '../../results/verdicts/latency-comparison.js';
import { claimedScopes } from '../../results/vocabulary/verdict.js';

export function recommend(strategies: readonly JudgedStrategy[]): string | null {
  const [best] = strategies
    .filter(({ decision, role }) => decision === 'GO' && (role === 'candidate' || role === 'peer'))
    .sort(better);
  return best?.id ?? null;
}

/** Negative: `a` is to be preferred. */
function better(a: JudgedStrategy, b: JudgedStrategy): number {
  const [scopesA, scopesB] = [claimedScopes(a.claims).length, claimedScopes(b.claims).length];
  if (scopesA !== scopesB) return scopesB - scopesA;
  const [strictA, strictB] = [a.policies.strict === 'GO', b.policies.strict === 'GO'];
  if (strictA !== strictB) return strictA ? -1 : 1;
  const [gradeA, gradeB] = [gradeRank(a), gradeRank(b)];
  if (gradeA !== gradeB) return gradeB - gradeA;
  const [ratioA, ratioB] = [ratioOf(a), ratioOf(b)];
  if (ratioA !== ratioB) return ratioA < ratioB ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** −1 when power loss was not looked at. */
function gradeRank({ durability }: JudgedStrategy): number {
  return durability === null ? -1 : gradeOrder.indexOf(durability.grade);
}

/** Infinity when it was not measured. */
function ratioOf(strategy: JudgedStrategy): number {
  return latencyRatio(strategy, 'classical')?.ratio ?? Number.POSITIVE_INFINITY;
}
