// A judged run as a report on some of its strategies: the others are left out, the decision stays that of the
// whole.
import type { Judged } from './judged.js';

/** `ids`: of strategies of the run. */
export function narrowed(judged: Judged, ids: readonly string[]): Judged {
  return {
    ...judged,
    strategies: judged.strategies.flatMap((strategy) =>
      ids.includes(strategy.id) ? [{ ...strategy, selected: true }] : [],
    ),
  };
}
