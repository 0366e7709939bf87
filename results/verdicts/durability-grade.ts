// The durability grade: the strongest adversary whose every disk state a strategy survived. Pure, over stored
// counts. A sampled model counts as survived only with enough states; nothing unknown rounds up.
import type { CrashVariant, ModelResult } from '../facts/crash-states-fact.js';
import { type LadderModel, ladder, type PersistenceModelId } from '../vocabulary/persistence.js';
import type { Verdict } from '../vocabulary/verdict.js';

export const gradeOrder = ['none', ...ladder] as const;
export type Grade = (typeof gradeOrder)[number];

export interface DurabilityGrade {
  grade: Grade;
  /** The rung above the grade and why it was not reached; null for the top of the ladder. */
  stoppedBy: { model: LadderModel; verdict: 'fail' | 'unknown' } | null;
}

/** Sampled without failure, this many judged candidates make a pass. */
export const sampledLeast = 10_000;

/** n/a never occurs; unknown: a distrusted trace, nothing acknowledged, or too few states looked at. */
export function modelVerdict(
  variant: Pick<CrashVariant, 'distrust' | 'acknowledged' | 'models'>,
  model: PersistenceModelId,
  least: number = sampledLeast,
): Exclude<Verdict, 'n/a'> {
  const result = variant.models.find((each) => each.id === model);
  if (variant.distrust !== null || result === undefined) return 'unknown';
  // Litter loses nothing; it is told on its own.
  if (result.failures.some(({ kind, states }) => states > 0 && kind !== 'litter')) return 'fail';
  if (variant.acknowledged === 0 || result.states === 0) return 'unknown';
  return enough(result, least) ? 'pass' : 'unknown';
}

function enough(result: ModelResult, least: number): boolean {
  return result.coverage.type === 'exhaustive' || result.coverage.judged >= least;
}

export function gradeOf(
  variant: Pick<CrashVariant, 'distrust' | 'acknowledged' | 'models'>,
  least: number = sampledLeast,
): DurabilityGrade {
  let grade: Grade = 'none';
  for (const model of ladder) {
    const verdict = modelVerdict(variant, model, least);
    if (verdict !== 'pass') return { grade, stoppedBy: { model, verdict } };
    grade = model;
  }
  return { grade, stoppedBy: null };
}

/** The worst of several; without any, `none`, stopped by the first rung's being unknown. */
export function worstGrade(grades: readonly DurabilityGrade[]): DurabilityGrade {
  const sorted = [...grades].sort((a, b) => gradeOrder.indexOf(a.grade) - gradeOrder.indexOf(b.grade));
  const worst = sorted[0] ?? { grade: 'none', stoppedBy: { model: 'kill', verdict: 'unknown' } };
  const failed = sorted.find((each) => each.grade === worst.grade && each.stoppedBy?.verdict === 'fail');
  return failed ?? worst;
}
