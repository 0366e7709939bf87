// Merges the searches of one plan from different initial states: covered is what each of them has covered,
// and of each class of violation the smallest schedule counts.
import type { InterleavingCoverage } from '../../results/facts/interleavings-fact.js';
import { compareClasses } from '../../results/vocabulary/schedule.js';
import type { Tree } from '../../results/vocabulary/trace.js';
import type { Counterexample } from './counterexample.js';

/** One search, from one initial state. */
export interface Searched {
  /** null: the document alone. */
  leftovers: Tree | null;
  coverage: InterleavingCoverage;
  schedules: number;
  cut: number;
  steps: number;
  distrust: string | null;
  counterexamples: Counterexample[];
}

export interface Merged extends Omit<Searched, 'leftovers' | 'counterexamples'> {
  counterexamples: (Counterexample & Pick<Searched, 'leftovers'>)[];
}

/** In the order of the searches. Of none: nothing was covered. */
export function mergeSearches(searches: readonly Searched[]): Merged {
  const smallest = new Map<Counterexample['class'], Merged['counterexamples'][number]>();
  let before = 0;
  for (const { counterexamples, leftovers, schedules, cut } of searches) {
    for (const counterexample of counterexamples) {
      const known = smallest.get(counterexample.class);
      const seen = { ...counterexample, leftovers, afterSchedules: before + counterexample.afterSchedules };
      smallest.set(counterexample.class, known === undefined ? seen : smaller(known, seen));
    }
    before += schedules + cut;
  }
  return {
    coverage: leastOf(searches.map(({ coverage }) => coverage)),
    schedules: total(searches, 'schedules'),
    cut: total(searches, 'cut'),
    steps: total(searches, 'steps'),
    distrust: searches.find(({ distrust }) => distrust !== null)?.distrust ?? null,
    counterexamples: [...smallest.values()].sort(compareClasses),
  };
}

/** Counts both, and keeps the one with fewer preemptions; if equal, the first. */
function smaller(
  known: Merged['counterexamples'][number],
  seen: Merged['counterexamples'][number],
): Merged['counterexamples'][number] {
  const best = seen.preemptions < known.preemptions ? seen : known;
  return {
    ...best,
    afterSchedules: known.afterSchedules,
    schedules: known.schedules + seen.schedules,
  };
}

function leastOf(coverages: readonly InterleavingCoverage[]): InterleavingCoverage {
  const [first, ...others] = coverages;
  if (first === undefined) return { completeTo: null, sampled: 0 };
  return others.reduce(
    (least, { completeTo, sampled }) => ({
      completeTo:
        least.completeTo === null || completeTo === null ? null : Math.min(least.completeTo, completeTo),
      sampled: Math.min(least.sampled, sampled),
    }),
    first,
  );
}

function total(searches: readonly Searched[], field: 'schedules' | 'cut' | 'steps'): number {
  return searches.reduce((sum, searched) => sum + searched[field], 0);
}
