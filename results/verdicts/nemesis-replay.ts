// What the replay of a nemesis capsule showed: how often the same plan failed again, and what happened then.
// Printed by `holdfast replay --json`; never stored.
import type { ViolationClass } from '../vocabulary/schedule.js';

export interface NemesisReplay {
  verdict: 'same' | 'different' | 'inconclusive';
  /** One sentence without its full stop. */
  reason: string;
  recorded: ViolationClass;
  /** null: it could not be run here. */
  now: {
    /** In so many of `tries` the recorded class was seen. */
    seen: number;
    tries: number;
    /** Of all tries, each class once. */
    violations: { class: ViolationClass; sentence: string }[];
    /** The schedule of events of the first try that failed, of the last one otherwise. */
    lines: string[];
  } | null;
}
