// The violations that a search has found: of each class the smallest execution, and the number of executions
// that showed it. Smaller means fewer preemptions, then fewer steps, then found earlier.
import type { FreshName } from '../../../results/vocabulary/fresh-name.js';
import { compareClasses, type ViolationClass } from '../../../results/vocabulary/schedule.js';
import type { Execution } from '../program.js';

/** One thing that is wrong with an execution. */
export interface JudgedViolation {
  class: ViolationClass;
  /** What happened, in one sentence. */
  sentence: string;
}

export interface SeenExecution {
  execution: Execution;
  preemptions: number;
  /** The keys before which its clients stopped: needed to replay it. */
  contended: ReadonlySet<string> | 'all';
  /** The names that were others in every execution: the keys are made of these. */
  fresh: readonly FreshName[];
}

export interface FoundViolation extends JudgedViolation, SeenExecution {
  /** Executions until it was first seen, cut ones included. */
  afterSchedules: number;
  /** Executions in which it was seen. */
  schedules: number;
}

export interface Violations {
  /** The gravest first. */
  readonly all: readonly FoundViolation[];
  add(judgement: JudgedViolation, seen: SeenExecution, afterSchedules: number): void;
  /**
   * Replaces the smallest one by a smaller one, without counting. Only executions with the same stops can be
   * compared.
   */
  improve(judgement: JudgedViolation, seen: SeenExecution): void;
  /** Replaces the smallest one by this. */
  replace(judgement: JudgedViolation, seen: SeenExecution): void;
  of(wanted: ViolationClass): FoundViolation | undefined;
  /** Forgets them all. */
  clear(): void;
}

export function isSmaller(one: SeenExecution, other: SeenExecution): boolean {
  const byPreemptions = one.preemptions - other.preemptions;
  return (byPreemptions || one.execution.steps.length - other.execution.steps.length) < 0;
}

export function violations(): Violations {
  const byClass = new Map<ViolationClass, FoundViolation>();

  function replace(judgement: JudgedViolation, seen: SeenExecution): void {
    const best = byClass.get(judgement.class);
    if (best !== undefined) byClass.set(judgement.class, { ...best, ...judgement, ...seen });
  }

  function improve(judgement: JudgedViolation, seen: SeenExecution): void {
    const best = byClass.get(judgement.class);
    if (best?.contended === seen.contended && isSmaller(seen, best)) replace(judgement, seen);
  }

  return {
    get all() {
      return [...byClass.values()].sort(compareClasses);
    },
    of: (wanted) => byClass.get(wanted),
    clear: () => byClass.clear(),
    improve,
    replace,
    add(judgement, seen, afterSchedules) {
      const best = byClass.get(judgement.class);
      const first = { ...judgement, ...seen, afterSchedules, schedules: 1 };
      if (best === undefined) byClass.set(judgement.class, first);
      else {
        byClass.set(judgement.class, { ...best, schedules: best.schedules + 1 });
        // Where clients stopped in fewer places, not all preemptions were counted.
        if (best.contended === seen.contended) improve(judgement, seen);
        else replace(judgement, seen);
      }
    },
  };
}
