// Every arrangement of names that any subset of unsynced directory operations can leave. Reachable-set
// dynamic programming: operation by operation the set of arrangements is joined with what applying the
// operation makes of each, and equal arrangements collapse, so the cost follows the number of different
// outcomes and not the number of subsets. Beyond the limit: extreme subsets (none, all, prefixes, all but
// one, only one) and seeded random ones.
import type { Sampler } from '../sampler.js';
import type { EntryChange } from '../trace/timeline.js';

export interface PendingOp {
  /** Index of the effect. */
  at: number;
  changes: readonly EntryChange[];
  /** Durable through another directory's sync: part of every subset. */
  forced: boolean;
}

export interface Arrangement {
  /** For each of `slots`: the inode that the name stands for, −1 = none. */
  values: readonly number[];
  /** The fewest operations that must be missing for this arrangement. */
  lost: readonly number[];
}

export interface Arrangements {
  slots: readonly { dir: number; name: string }[];
  /** Nothing lost first. */
  list: readonly Arrangement[];
  /** Upper bound of how many there are; equals the length of `list` if it is complete. */
  total: number;
}

export function arrangements(
  ops: readonly PendingOp[],
  before: (dir: number, name: string) => number,
  limit: number,
  random: Sampler,
): Arrangements {
  const { slots, steps } = slotted(ops);
  const base = slots.map(({ dir, name }) => before(dir, name));
  let reached = new Map<string, Arrangement>([[base.join(), { values: base, lost: [] }]]);
  for (const step of steps) {
    const next = new Map<string, Arrangement>();
    for (const arrangement of reached.values()) {
      keep(next, { values: changed(arrangement.values, step), lost: arrangement.lost });
      if (!step.forced) keep(next, { values: arrangement.values, lost: [...arrangement.lost, step.at] });
    }
    if (next.size > limit) return sampled(slots, steps, base, limit, random);
    reached = next;
  }
  const list = [...reached.values()].sort((a, b) => a.lost.length - b.lost.length);
  return { slots, list, total: list.length };
}

interface Step {
  at: number;
  forced: boolean;
  /** Slot and the value it gets. */
  sets: readonly (readonly [number, number])[];
}

function slotted(ops: readonly PendingOp[]): { slots: { dir: number; name: string }[]; steps: Step[] } {
  const slots: { dir: number; name: string }[] = [];
  const indexOf = new Map<string, number>();
  const slot = ({ dir, name }: EntryChange): number => {
    const key = `${dir}/${name}`;
    let index = indexOf.get(key);
    if (index === undefined) {
      index = slots.push({ dir, name }) - 1;
      indexOf.set(key, index);
    }
    return index;
  };
  const steps = ops.map(({ at, forced, changes }) => ({
    at,
    forced,
    sets: changes.map((change) => [slot(change), change.ino ?? -1] as const),
  }));
  return { slots, steps };
}

function changed(values: readonly number[], step: Step): number[] {
  const next = [...values];
  for (const [slot, value] of step.sets) next[slot] = value;
  return next;
}

function keep(reached: Map<string, Arrangement>, arrangement: Arrangement): void {
  const key = arrangement.values.join();
  const known = reached.get(key);
  if (known === undefined || known.lost.length > arrangement.lost.length) reached.set(key, arrangement);
}

const attemptsPerPick = 4;

function sampled(
  slots: Arrangements['slots'],
  steps: readonly Step[],
  base: readonly number[],
  limit: number,
  random: Sampler,
): Arrangements {
  const reached = new Map<string, Arrangement>();
  const take = (applies: (index: number) => boolean) => {
    const values = [...base];
    const lost: number[] = [];
    steps.forEach((step, index) => {
      if (!step.forced && !applies(index)) lost.push(step.at);
      else for (const [slot, value] of step.sets) values[slot] = value;
    });
    keep(reached, { values, lost });
  };
  take(() => true);
  take(() => false);
  const stride = Math.max(1, Math.ceil((6 * steps.length) / limit));
  for (let i = 0; i < steps.length; i += stride) {
    take((index) => index !== i);
    take((index) => index === i);
    take((index) => index < i);
  }
  for (let i = 0; i < limit * attemptsPerPick && reached.size < limit; i++) take(() => random.below(2) === 1);
  const free = steps.filter((step) => !step.forced).length;
  const list = [...reached.values()].sort((a, b) => a.lost.length - b.lost.length).slice(0, limit);
  return { slots, list, total: free > 1000 ? Number.MAX_VALUE : 2 ** free };
}
