// What a strategy's crash states come to: the grade, each adversary's verdict over all recorded situations, the
// audit of its syncs and where its counterexamples lie. Pure, over stored counts; the worst situation counts.
import { CAPSULES, capsuleFileName } from '../../results/capsule-file.js';
import type { CrashStatesFact, CrashVariant } from '../../results/crash-states.js';
import { gradeOf, modelVerdict, worstGrade } from '../../results/durability-grade.js';
import type { Durability } from '../../results/judged.js';
import { type PersistenceModelId, persistenceModelSchema } from '../../results/persistence.js';
import { summariseSyncs } from '../../results/sync-summary.js';
import { worstVerdict } from '../../results/verdict.js';

/** null: there is nothing to judge. */
export function durabilityOf(strategy: string, facts: readonly CrashStatesFact[]): Durability | null {
  const variants = facts.flatMap((fact) => fact.variants);
  if (variants.length === 0) return null;
  return {
    grade: worstGrade(variants.map((variant) => gradeOf(variant))).grade,
    models: persistenceModelSchema.options.flatMap((model) => modelOf(model, variants)),
    audit: summariseSyncs(variants),
    capsules: facts
      .flatMap((fact) => fact.capsules)
      .map((capsule) => ({
        file: `${CAPSULES}/${capsuleFileName(strategy, capsule)}`,
        variant: capsule.variant,
        model: capsule.model,
        kind: capsule.outcome,
        sentence: capsule.explanation.sentence,
      })),
  };
}

/** Left out if no situation was held against it. */
function modelOf(model: PersistenceModelId, variants: readonly CrashVariant[]): Durability['models'] {
  const results = variants.flatMap(({ models }) => models.filter(({ id }) => id === model));
  if (results.length === 0) return [];
  const failing = results.flatMap(({ failures }) => failures.filter(({ states }) => states > 0));
  return [
    {
      id: model,
      verdict: worstVerdict(variants.map((variant) => modelVerdict(variant, model))),
      crashPoints: results.reduce((sum, { crashPoints }) => sum + crashPoints, 0),
      states: results.reduce((sum, { states }) => sum + states, 0),
      exhaustive:
        results.length === variants.length && results.every(({ coverage }) => coverage.type === 'exhaustive'),
      kinds: [...new Set(failing.map(({ kind }) => kind))],
    },
  ];
}
