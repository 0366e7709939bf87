// How often each strategy has hung in a run. After a few times its remaining cases are not run: each would cost
// its whole deadline, and the next strategy waits meanwhile.
import type { Fact } from '../../results/facts/facts.js';

export const hangsMax = 2;

export class HangCount {
  readonly #hangs = new Map<string, number>();

  add(strategy: string): void {
    this.#hangs.set(strategy, (this.#hangs.get(strategy) ?? 0) + 1);
  }

  /** Counts a case in which somebody died of it. */
  addFrom(strategy: string, facts: readonly Fact[]): void {
    if (facts.some((fact) => fact.kind === 'death' && fact.how.type === 'hang')) this.add(strategy);
  }

  isTooMuch(strategy: string): boolean {
    return (this.#hangs.get(strategy) ?? 0) >= hangsMax;
  }
}
