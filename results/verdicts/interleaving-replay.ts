// What the replay of an interleaving capsule showed: what was recorded beside what the same schedule does
// now. Printed by `holdfast replay --json`; never stored.
import type { LaneLine } from '../vocabulary/interleaving-story.js';
import type { ViolationClass } from '../vocabulary/schedule.js';

export interface ReplayedViolation {
  class: ViolationClass;
  /** What happened, in one sentence without its full stop. */
  sentence: string;
}

export interface InterleavingReplay {
  verdict: 'same' | 'different' | 'inconclusive';
  /** One sentence without its full stop. */
  reason: string;
  recorded: ViolationClass;
  /** null: it could not be run here. */
  now: {
    violations: ReplayedViolation[];
    lanes: LaneLine[];
    preemptions: number;
    /** After how many choices the schedule no longer fitted; null: it fitted to its end. */
    leftAt: number | null;
  } | null;
}
