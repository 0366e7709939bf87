// Which of the strategies that are GO to take: the one with the highest durability grade, then the lowest median
// latency, as a ratio to the same-run floor so that the machine's mood does not decide; ties by id. Baselines and canaries are for
// comparison and never recommended.
import { gradeOrder } from '../../results/verdicts/durability-grade.js';
import type { JudgedStrategy } from '../../results/verdicts/judged.js';

export function recommend(strategies: readonly JudgedStrategy[]): string | null {
  const [best] = strategies
    .filter(({ decision, role }) => decision === 'GO' && (role === 'candidate' || role === 'peer'))
    .sort(better);
  return best?.id ?? null;
}

/** Negative: `a` is to be preferred. */
function better(a: JudgedStrategy, b: JudgedStrategy): number {
  const [gradeA, gradeB] = [gradeRank(a), gradeRank(b)];
  if (gradeA !== gradeB) return gradeB - gradeA;
  const [ratioA, ratioB] = [latencyRatio(a), latencyRatio(b)];
  if (ratioA !== ratioB) return ratioA < ratioB ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** −1 when power loss was not looked at. */
function gradeRank({ durability }: JudgedStrategy): number {
  return durability === null ? -1 : gradeOrder.indexOf(durability.grade);
}

/** Infinity when it was not measured. */
function latencyRatio({ findings }: JudgedStrategy): number {
  const measured = findings.find(
    ({ scenario, check }) => scenario === 'latency' && check === 'cost-measured',
  );
  const ratio = measured?.metrics.find(({ name }) => name === 'ratio-to-classical-floor');
  return ratio?.value ?? Number.POSITIVE_INFINITY;
}
