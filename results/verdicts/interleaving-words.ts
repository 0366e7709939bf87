// Describes in words what a search through interleavings covered, and claims no more than was done: which
// clients, what happened to them, and up to how many preemptions every schedule was run. Pure.

import type { InterleavingVariantResult } from '../facts/interleavings-fact.js';
import type { InterleavingVariant } from '../vocabulary/schedule.js';
import { failureRateBelow } from './covered.js';

type Size = Pick<InterleavingVariantResult, 'writers' | 'writes' | 'readers'>;
type Covered = Size & Pick<InterleavingVariantResult, 'variant' | 'search' | 'coverage' | 'violations'>;

/** What is done to the writers beside letting them take turns; empty for plain. */
export const circumstance = {
  plain: '',
  'stale-lock': 'after a dead writer',
  crash: 'with a crash',
  reader: 'beside a reader',
  stall: 'with a stall',
  'clock-jump': 'with a clock jump',
  pause: 'with a pause',
} satisfies Record<InterleavingVariant, string>;

const interrupting: ReadonlySet<InterleavingVariant> = new Set(['crash', 'stall', 'clock-jump', 'pause']);

/** `2 × 2`: so many writers of so many writes each. `2 × 1 and 1 reader`. */
export function sizeWords({ writers, writes, readers }: Size): string {
  const beside = readers === 0 ? '' : ` and ${readers} ${readers === 1 ? 'reader' : 'readers'}`;
  return `${writers} × ${writes}${beside}`;
}

/** `at most 2 preemptions`. */
export function boundWords(completeTo: number): string {
  if (completeTo === 0) return 'no preemption';
  return `at most ${completeTo} ${completeTo === 1 ? 'preemption' : 'preemptions'}`;
}

/** `all schedules of 2 × 2 with a crash and at most 1 preemption; 1,000 random ones (p < 0.30 % at 95 %)`. */
export function coverageWords(result: Covered): string {
  const { variant, search, coverage, violations } = result;
  const { completeTo, sampled } = coverage;
  const what = `${sizeWords(result)}${variant === 'reader' ? '' : padded(circumstance[variant])}`;
  const joint = interrupting.has(variant) ? 'and' : 'with';
  const random = sampled === 0 ? [] : [randomWords(sampled, violations.length === 0)];
  if (search !== 'dfs') return random.length === 0 ? `no schedule of ${what}` : `${random.join()} of ${what}`;
  const whole =
    completeTo === null
      ? `not even all schedules of ${what} ${joint} no preemption`
      : `all schedules of ${what} ${joint} ${boundWords(completeTo)}`;
  return [whole, ...random].join('; ');
}

/** Random schedules are independent trials, so a bound may be told of them; of a search none. */
function randomWords(sampled: number, silent: boolean): string {
  const p = silent ? failureRateBelow(sampled) : null;
  const bound = p === null ? '' : ` (p < ${(p * 100).toPrecision(2)} % at 95 %)`;
  return `${sampled.toLocaleString('en-US')} random schedule${sampled === 1 ? '' : 's'}${bound}`;
}

const padded = (words: string): string => (words === '' ? '' : ` ${words}`);
