// Summarises a case's searches through interleavings for a check that asks whether some variants showed some
// classes of violation. A variant counts as covered only if all its schedules up to the required number of
// preemptions were run; an incomplete or untrusted search is never a pass.
import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type {
  InterleavingsFact,
  InterleavingVariantResult,
  Violation,
} from '../../results/facts/interleavings-fact.js';
import type { Evidence } from '../../results/verdicts/finding.js';
import {
  boundWords,
  circumstance,
  coverageWords,
  sizeWords,
} from '../../results/verdicts/interleaving-words.js';
import { gravityOf } from '../../results/vocabulary/anomalies/severity.js';
import type { InterleavingVariant, ViolationClass } from '../../results/vocabulary/schedule.js';
import { count, type Looked } from './judgement.js';

const PROOFS_MAX = 3;

interface Least {
  writers: number;
  writes: number;
  readers: number;
  preemptions: number;
}

/**
 * Below two writes each M0.3's protocol is safe under any schedule; it takes two preemptions to break it, and
 * two to
 * break the takeover of a dead writer's lock by its name, the most reported race of lock files.
 */
const LEAST: Readonly<Record<InterleavingVariant, Least>> = {
  plain: { writers: 2, writes: 2, readers: 0, preemptions: 2 },
  'stale-lock': { writers: 2, writes: 1, readers: 0, preemptions: 2 },
  crash: { writers: 2, writes: 1, readers: 0, preemptions: 2 },
  reader: { writers: 2, writes: 1, readers: 1, preemptions: 2 },
  'clock-jump': { writers: 2, writes: 1, readers: 0, preemptions: 2 },
  stall: { writers: 2, writes: 1, readers: 0, preemptions: 2 },
  pause: { writers: 2, writes: 1, readers: 0, preemptions: 2 },
};

/** `2 × 2 with at most 2 preemptions; after a dead writer: 2 × 1 with at most 1 preemption`. */
export function leastWords(variants: readonly InterleavingVariant[]): string {
  return variants
    .map((variant) => {
      const where = circumstance[variant];
      const least = `${sizeWords(LEAST[variant])} with ${boundWords(LEAST[variant].preemptions)}`;
      return where === '' ? least : `${where}: ${least}`;
    })
    .join('; ');
}

export interface FoundSchedule {
  result: InterleavingVariantResult;
  violation: Violation;
  scope: InterleavingsFact['scope'];
}

export interface InterleavingSurvey {
  /** Why none can be run on this platform; null: they can, or nothing was recorded. */
  unavailable: string | null;
  /** Of the variants asked for. */
  results: readonly InterleavingVariantResult[];
  looked: Looked;
  /**
   * Of the classes asked for, the gravest first, of each that with the fewest preemptions. Each went wrong twice, so it stands even where a
   * search is distrusted.
   */
  found: readonly FoundSchedule[];
}

export function surveyInterleavings(
  facts: readonly Fact[],
  variants: readonly InterleavingVariant[],
  classes: readonly ViolationClass[],
): InterleavingSurvey {
  const records = factsOf(facts, 'interleavings');
  const [absent] = records.flatMap(({ unavailable }) => unavailable ?? []);
  const own = records.flatMap((record) =>
    record.variants
      .filter(({ variant }) => variants.includes(variant))
      .map((result) => ({ result, scope: record.scope })),
  );
  const results = own.map(({ result }) => result);
  const note = results.map((result) => `${result.variant}: ${coverageWords(result)}`).join('; ');
  return {
    unavailable: absent === undefined ? null : `${absent.reason}. ${absent.remedy}`,
    results,
    looked: {
      n: results.reduce((sum, { schedules }) => sum + schedules, 0),
      unit: 'schedules',
      ...(note === '' ? {} : { note }),
    },
    found: own
      .flatMap(({ result, scope }) =>
        result.violations
          .filter((violation) => classes.includes(violation.class))
          .map((violation) => ({ result, violation, scope })),
      )
      .sort(
        ({ violation: a }, { violation: b }) =>
          gravityOf(a.class) - gravityOf(b.class) || a.preemptions - b.preemptions,
      ),
  };
}

/** Why silence proves nothing; null when it carries a pass. */
export function whyOpen(
  results: readonly InterleavingVariantResult[],
  variants: readonly InterleavingVariant[],
): string | null {
  const distrusted = results.find(({ distrust }) => distrust !== null);
  if (distrusted?.distrust != null) return `${distrusted.variant}: ${distrusted.distrust}`;
  for (const variant of variants) {
    const why = whyTooLittle(
      results.filter((result) => result.variant === variant),
      variant,
    );
    if (why !== null) return why;
  }
  return null;
}

function whyTooLittle(
  results: readonly InterleavingVariantResult[],
  variant: InterleavingVariant,
): string | null {
  const least = LEAST[variant];
  const [best] = results.filter((result) => isLargeEnough(result, least)).sort(deeperFirst);
  const asked = `${sizeWords(least)} with ${boundWords(least.preemptions)}`;
  if (best === undefined) return `${variant}: no search of all schedules of ${asked} was run`;
  if (best.schedules + best.cut < 2) return `${variant}: the clients touched nothing in common`;
  if ((best.coverage.completeTo ?? -1) >= least.preemptions) return null;
  const [ended] = best.violations;
  const why =
    ended === undefined
      ? `the search ended after ${count(best.schedules, 'schedule')}`
      : `the search ended at a ${ended.class}`;
  return `${variant}: ${why}, before all with ${boundWords(least.preemptions)} were done`;
}

function isLargeEnough(result: InterleavingVariantResult, least: Least): boolean {
  return (
    result.search === 'dfs' &&
    result.writers >= least.writers &&
    result.writes >= least.writes &&
    result.readers >= least.readers
  );
}

function deeperFirst(a: InterleavingVariantResult, b: InterleavingVariantResult): number {
  return (b.coverage.completeTo ?? -1) - (a.coverage.completeTo ?? -1);
}

/** `lost-update with 2 preemptions after 150 schedules (plain, 2 × 2)`. */
export function foundWords({ result, violation }: FoundSchedule): string {
  const { class: kind, preemptions, afterSchedules } = violation;
  const bound = `with ${count(preemptions, 'preemption')}`;
  return `${kind} ${bound} after ${count(afterSchedules, 'schedule')} (${result.variant}, ${sizeWords(result)})`;
}

/** The smallest of each class first, with its schedule as the witness. */
export function evidenceOf(found: readonly FoundSchedule[]): Evidence[] {
  const first = found.filter(
    ({ violation }, at) => found.findIndex((other) => other.violation.class === violation.class) === at,
  );
  return first.slice(0, PROOFS_MAX).map(({ result, violation, scope }) => ({
    anomaly: violation.class,
    description: `${violation.sentence} (${result.variant}, ${count(violation.preemptions, 'preemption')}).`,
    witness: violation.lanes.map(({ client, text, preempted }) => {
      const name = (n: number): string => `${scope === 'threads' ? 'T' : 'P'}${n}`;
      const who = client === null ? 'clock' : name(client);
      return preempted === null ? `${who}  ${text}` : `${who}  ${text}  (${name(preempted)} was preempted)`;
    }),
  }));
}
