// Picks facts by their kind. Apart from the schemas, because checks run where facts are made and never parsed, and
// building the schemas takes longer than most cases.
import type { Fact, FactKind } from './facts.js';

/** The facts of one kind, in the order in which they were recorded. */
export function factsOf<K extends FactKind>(facts: readonly Fact[], kind: K): Extract<Fact, { kind: K }>[] {
  return facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
}
