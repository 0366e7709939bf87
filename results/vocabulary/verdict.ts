// The vocabulary of judgement: verdicts of findings and criteria, decisions on strategies and runs, and the
// scopes they hold for. `unknown` never counts as pass.
import { z } from 'zod';

export const verdictSchema = z.enum(['pass', 'fail', 'unknown', 'n/a']);
export type Verdict = z.infer<typeof verdictSchema>;

/**
 * threads: writers in one process. processes: writers in several. both: a single writer, so it holds for
 * both.
 */
export const scopeSchema = z.enum(['threads', 'processes', 'both']);
export type Scope = z.infer<typeof scopeSchema>;

/** The two scopes a decision is made for. */
export const actorScopes = ['threads', 'processes'] as const;
export type ActorScope = (typeof actorScopes)[number];

export const decisionSchema = z.enum(['GO', 'NO-GO', 'PARTIAL', 'INCONCLUSIVE', 'N/A']);
export type Decision = z.infer<typeof decisionSchema>;

export const policySchema = z.enum(['m03', 'strict']);
export type Policy = z.infer<typeof policySchema>;

/** fail > unknown > pass; `n/a` is left out, and nothing but `n/a` is `n/a`. Nothing at all is `unknown`. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  if (verdicts.includes('unknown')) return 'unknown';
  if (verdicts.includes('pass')) return 'pass';
  return verdicts.length > 0 ? 'n/a' : 'unknown';
}

/** Whether a finding of `finding` scope speaks for `scope`. */
export function speaksFor(finding: Scope, scope: ActorScope): boolean {
  return finding === 'both' || finding === scope;
}
