// A judged run as it is stored: of strategies that nobody selected, the canaries, only what they decided. What it
// rests on makes nine tenths of a run of one strategy; it can be judged again from the facts. Pure.
import type { Judged } from './judged.js';

export function withoutCanaryDetails(judged: Judged): Judged {
  return {
    ...judged,
    strategies: judged.strategies.map((strategy) => {
      if (strategy.selected) return strategy;
      const { speed: _, ...rest } = strategy;
      const nothing = { durability: null, crashEvidence: null, interleavings: [], nemesis: [] };
      return { ...rest, criteria: [], findings: [], flips: { m03: null, strict: null }, ...nothing };
    }),
  };
}
