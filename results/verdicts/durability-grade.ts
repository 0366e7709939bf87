// The durability grade: the strongest persistence model whose every disk state a strategy survived. Pure,
// over stored counts. A model that was only sampled counts as survived if enough states were judged; unknown
// never counts as survived.
import type { CrashVariant, ModelResult } from '../facts/crash-states-fact.js';
import { ladder, type PersistenceModelId } from '../vocabulary/persistence.js';
import type { Verdict } from '../vocabulary/verdict.js';

/** Weakest first. */
export const gradeOrder = ['none', ...ladder] as const;
export type Grade = (typeof gradeOrder)[number];

/** A sample without failure is a pass from this many judged states on. */
export const SAMPLED_STATES_MIN = 10_000;

/**
 * n/a never occurs. unknown: a recording that can't be trusted, nothing acknowledged, or too few states
 * judged.
 */
export function modelVerdict(
  variant: Pick<CrashVariant, 'distrust' | 'acknowledged' | 'models'>,
  model: PersistenceModelId,
  sampledStatesMin: number = SAMPLED_STATES_MIN,
): Exclude<Verdict, 'n/a'> {
  const result = variant.models.find((each) => each.id === model);
  if (variant.distrust !== null || result === undefined) return 'unknown';
  // Leftover files lose nothing; a check of their own reports them.
  if (result.failures.some(({ kind, states }) => states > 0 && kind !== 'litter')) return 'fail';
  if (variant.acknowledged === 0 || result.states === 0) return 'unknown';
  return enough(result, sampledStatesMin) ? 'pass' : 'unknown';
}

/**
 * The situations that a verdict on this model rests on. Documents that grow and shrink have more disk states than
 * are looked at, so this one counts where it fails, and where enough was looked at; it never makes unknown what the
 * others have decided.
 */
export function countingVariants(
  variants: readonly CrashVariant[],
  model: PersistenceModelId,
): CrashVariant[] {
  return variants.filter(
    (one) => one.variant !== 'document-resized' || modelVerdict(one, model) !== 'unknown',
  );
}

function enough({ coverage }: ModelResult, sampledStatesMin: number): boolean {
  return coverage.type === 'exhaustive' || coverage.judged >= sampledStatesMin;
}
