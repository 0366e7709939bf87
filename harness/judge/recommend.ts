// Which of the strategies that are GO to take: the one with the lowest median latency, as a ratio to the
// same-run floor so that the machine's mood does not decide; ties by id.
import type { JudgedStrategy } from '../../results/judged.js';

export function recommend(strategies: readonly JudgedStrategy[]): string | null {
  const [best] = strategies
    .filter(({ decision, role }) => decision === 'GO' && (role === 'candidate' || role === 'peer'))
    .sort((a, b) => latencyRatio(a) - latencyRatio(b) || (a.id < b.id ? -1 : 1));
  return best?.id ?? null;
}

/** Infinity when it was not measured. */
function latencyRatio({ findings }: JudgedStrategy): number {
  const measured = findings.find(
    ({ scenario, check }) => scenario === 'latency' && check === 'cost-measured',
  );
  return (
    measured?.metrics.find(({ name }) => name === 'ratio-to-classical-floor')?.value ??
    Number.POSITIVE_INFINITY
  );
}
