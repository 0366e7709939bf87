// Selects the violation of each class and variant that is reported, stored and replayed: the one with the
// fewest preemptions, however many searches found it.
import type { InterleavingCapsule } from '../capsules/interleaving-capsule.js';
import type { InterleavingsFact, Violation } from '../facts/interleavings-fact.js';
import type { InterleavingVariant } from '../vocabulary/schedule.js';

export interface SmallestViolation {
  variant: InterleavingVariant;
  violation: Violation;
  /** null: none was stored for it. */
  capsule: InterleavingCapsule | null;
}

/** In the order in which they were found. */
export function smallestViolations({ variants, capsules }: InterleavingsFact): SmallestViolation[] {
  const smallest = new Map<string, SmallestViolation>();
  for (const { variant, violations } of variants) {
    for (const violation of violations) {
      const key = `${variant} ${violation.class}`;
      const known = smallest.get(key);
      if (known !== undefined && known.violation.preemptions <= violation.preemptions) continue;
      smallest.set(key, { variant, violation, capsule: capsules[violation.capsule] ?? null });
    }
  }
  return [...smallest.values()];
}
