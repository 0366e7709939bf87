// The corpus of the search: canaries among the lock protocols, each with the fewest preemptions that break it
// with two writers of two writes each, and protocols that are known to be sound.
import type { InterleavingVariant, ViolationClass } from '../../../results/vocabulary/schedule.js';
import type { InterleavingPlan } from '../../../scenarios/lab.js';
import type { StrategyId } from '../../../strategies/strategy-registry.js';

export interface Broken {
  strategy: StrategyId;
  variant: InterleavingVariant;
  /** No schedule with fewer preemptions breaks it. */
  preemptions: number;
  /** This class of violation; absent: whichever comes first. */
  class?: ViolationClass;
}

export const brokenProtocols: readonly Broken[] = [
  { strategy: 'no-lock', variant: 'plain', preemptions: 1 },
  { strategy: 'check-before-lock', variant: 'plain', preemptions: 1 },
  { strategy: 'lock-data-file', variant: 'plain', preemptions: 1 },
  { strategy: 'reopened-posix-lock', variant: 'plain', preemptions: 1 },
  { strategy: 'lockfile', variant: 'clock-jump', preemptions: 1 },
  { strategy: 'unlink-held', variant: 'plain', preemptions: 2 },
  { strategy: 'pid-file', variant: 'plain', preemptions: 2 },
  { strategy: 'm03', variant: 'plain', preemptions: 2 },
];

/** Two lock holders are not enough: their halves of one temporary file have to be mixed. */
export const deeperStill: readonly Broken[] = [
  { strategy: 'm03', variant: 'plain', preemptions: 3, class: 'torn-read' },
];

export const soundProtocols: readonly StrategyId[] = ['flock', 'flock-keep', 'ofd'];

export function planOf(
  variant: InterleavingVariant,
  preemptions: number,
  limits: { schedulesMax: number; msMax: number; findAll: boolean },
): InterleavingPlan {
  return { variant, writers: 2, writes: 2, readers: 0, search: 'dfs', preemptions, ...limits };
}
