// What reports show of the search through interleavings, as data: which violations of a strategy come first, which
// add nothing and are left out, and up to where each variant was searched. Pure; no layout.
import { circumstance, sizeWords } from '../../results/verdicts/interleaving-words.js';
import type { InterleavingEvidence, JudgedStrategy } from '../../results/verdicts/judged.js';
import {
  type InterleavingVariant,
  interleavingVariantSchema,
  violationClassSchema,
} from '../../results/vocabulary/schedule.js';

type VariantResult = InterleavingEvidence['variants'][number];
type Reach = Pick<VariantResult, 'search' | 'coverage' | 'writers' | 'writes' | 'readers'>;

export interface ShownViolation {
  scope: InterleavingEvidence['scope'];
  variant: InterleavingVariant;
  clients: number;
  violation: VariantResult['violations'][number];
  /** Other circumstances of the same scope in which the class was seen too: they add nothing to plain. */
  also: InterleavingVariant[];
}

/**
 * Plain schedules first, then with the fewest preemptions. What plain schedules show already is not shown again for a
 * crash or a pause, where the same schedules are possible.
 */
export function violationsToShow({ interleavings }: Pick<JudgedStrategy, 'interleavings'>): ShownViolation[] {
  return interleavings
    .flatMap(({ scope, variants }) => {
      const all = variants.flatMap(({ variant, writers, readers, violations }) =>
        violations.map((violation) => ({ scope, variant, clients: writers + readers, violation })),
      );
      const kindsOf = (variant: InterleavingVariant) =>
        all.filter((one) => one.variant === variant).map(({ violation }) => violation.class);
      const plain = new Set(kindsOf('plain'));
      return all
        .filter(({ variant, violation }) => variant === 'plain' || !plain.has(violation.class))
        .map((one): ShownViolation => {
          const same = all.filter(({ violation }) => violation.class === one.violation.class);
          const others = same.map(({ variant }) => variant).filter((variant) => variant !== 'plain');
          return {
            ...one,
            also: one.variant === 'plain' ? [...new Set(others)] : [],
          };
        });
    })
    .sort((a, b) => rank(a) - rank(b) || a.violation.preemptions - b.violation.preemptions || byClass(a, b));
}

/** Plain schedules first. */
function rank({ variant }: ShownViolation): number {
  return interleavingVariantSchema.options.indexOf(variant);
}

/** What both scopes show stands together. */
function byClass(a: ShownViolation, b: ShownViolation): number {
  const { options } = violationClassSchema;
  return options.indexOf(a.violation.class) - options.indexOf(b.violation.class);
}

/**
 * `lost-update with 2 preemptions`, and `with a crash` where it is so; `also with a pause` where it adds
 * nothing.
 */
export function violationWords({ variant, violation, also }: ShownViolation): string {
  const { class: kind, preemptions } = violation;
  const bound =
    preemptions === 0 ? 'no preemption' : `${preemptions} preemption${preemptions === 1 ? '' : 's'}`;
  const where = variant === 'plain' ? '' : ` ${circumstance[variant]},`;
  const more = also.length === 0 ? '' : ` (also ${also.map((one) => circumstance[one]).join(', ')})`;
  return `${kind}${where} with ${bound}${more}`;
}

/**
 * `≤ 2 of 2 × 2`: all schedules of two writers of two writes each with at most 2 preemptions. `none of …`: not even
 * those without any. `1,000 random of …`.
 */
export function reachWords(result: Reach): string {
  const { search, coverage } = result;
  const { completeTo, sampled } = coverage;
  const random = sampled === 0 ? [] : [`${sampled.toLocaleString('en-US')} random`];
  const whole = search !== 'dfs' ? [] : [completeTo === null ? 'none' : `≤ ${completeTo}`];
  return `${[...whole, ...random].join(' + ') || 'none'} of ${sizeWords(result)}`;
}

/** What must not be concluded from, and what could not be run, one sentence each without its full stop. */
export function doubtsOf({ interleavings }: Pick<JudgedStrategy, 'interleavings'>): string[] {
  return interleavings.flatMap(({ scope, unavailable, variants }) => {
    const reasons = [...new Set(variants.flatMap(({ distrust }) => distrust ?? []))];
    return [
      ...(unavailable === null
        ? []
        : [`${scope}: none can be run here: ${unavailable.reason}. ${unavailable.remedy}`]),
      ...reasons.map((reason) => {
        const affected = variants.filter(({ distrust }) => distrust === reason).map(({ variant }) => variant);
        return `${scope}, ${[...new Set(affected)].join(', ')}: nothing may be concluded: ${reason}`;
      }),
    ];
  });
}

export function schedulesRun({ variants }: InterleavingEvidence): number {
  return variants.reduce((sum, { schedules }) => sum + schedules, 0);
}
