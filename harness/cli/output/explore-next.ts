// What to do after an exploration: look at the counterexample again, search on, or ask what this machine lacks.
// Pure. Seeds are repeated so that the next search is the same one, only longer or wider.

import { shellWord } from '../../../reports/text/shell-word.js';
import type { InterleavingsFact } from '../../../results/facts/interleavings-fact.js';
import type { ExploreVerdict } from '../../../results/verdicts/exploration.js';
import type { InterleavingPlan } from '../../../scenarios/lab.js';
import { formatDuration } from '../options/duration.js';

export interface NextCommand {
  command: string;
  why: string;
}

export interface Explored {
  /** What selects the strategy on a command line. */
  typed: string;
  verdict: ExploreVerdict;
  fact: InterleavingsFact | null;
  plans: readonly InterleavingPlan[];
  scope: InterleavingsFact['scope'];
  seed: number;
  maxTimeMs: number;
  /** Replays the first counterexample; null: there is none. */
  replay: string | null;
}

export function nextAfterExploring(explored: Explored): NextCommand {
  const { verdict, fact, plans, maxTimeMs, typed, replay } = explored;
  switch (verdict) {
    case 'violated':
      return replay === null
        ? { command: again(explored), why: 'the same search again' }
        : { command: replay, why: 'the same schedule again' };
    case 'none-found':
      if (plans.every(({ variant }) => variant === 'plain')) {
        return {
          command: `${again({ ...explored, plans: [] })} --variant '*'`,
          why: 'crashes, pauses, clock jumps, readers',
        };
      }
      return {
        command: `holdfast run --strategy ${shellWord(typed)}`,
        why: 'everything else that can go wrong',
      };
    case 'inconclusive':
      if (fact !== null && fact.unavailable !== null)
        return { command: 'holdfast doctor', why: 'what this platform lacks' };
      if (fact?.variants.some(({ distrust }) => distrust !== null) === true) {
        return {
          command: `holdfast run --strategy ${shellWord(typed)}`,
          why: 'what it does under contention',
        };
      }
      return {
        command: `${again(explored)} --max-time ${formatDuration(maxTimeMs * 4)}`,
        why: 'the same with more time',
      };
  }
}

/** The command that asks for the same search, without its limits. */
function again({ typed, plans, scope, seed }: Explored): string {
  const [plan] = plans;
  const variants = plans.map(({ variant }) => variant).join(',');
  return [
    `holdfast explore ${shellWord(typed)}`,
    ...(plan === undefined ? [] : [`--clients ${plan.writers} --writes ${plan.writes}`]),
    ...(plan === undefined || variants === 'plain' ? [] : [`--variant ${variants}`]),
    ...(plan === undefined || plan.search === 'dfs'
      ? []
      : [`--search ${plan.search} --schedules ${plan.schedulesMax}`]),
    ...(plan === undefined || plan.search === 'walk' ? [] : [`--preemptions ${plan.preemptions}`]),
    ...(scope === 'threads' ? ['--scope threads'] : []),
    `--seed ${seed}`,
  ].join(' ');
}
