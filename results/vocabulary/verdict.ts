// The vocabulary of judgement: verdicts of findings and criteria, decisions on strategies and runs, and the
// scopes they hold for. `unknown` never counts as pass.
import { z } from 'zod';

export const verdictSchema = z.enum(['pass', 'fail', 'unknown', 'n/a']);
export type Verdict = z.infer<typeof verdictSchema>;

/**
 * Which programs write the file. single: one writer at a time, and any number of readers. threads: writers in
 * one process. processes: writers in several. A decision is made for each; what a single writer shows holds
 * for all of them.
 */
export const allScopes = ['single', 'threads', 'processes'] as const;
export type Scope = (typeof allScopes)[number];

/** Runs of earlier versions said `both` of what a single writer had shown. */
export const scopeSchema = z
  .enum([...allScopes, 'both'])
  .transform((scope): Scope => (scope === 'both' ? 'single' : scope));

/** Scopes that a strategy claims decide; it claims every scope that it does not exclude with `false`. */
export type ClaimedScopes = Readonly<Partial<Record<Scope, boolean | undefined>>>;

/** In the order of `allScopes`. A strategy that excludes every scope is held to all of them. */
export function claimedScopes(claims: ClaimedScopes): Scope[] {
  const claimed = allScopes.filter((scope) => claims[scope] !== false);
  return claimed.length > 0 ? claimed : [...allScopes];
}

const words: Readonly<Record<Scope, string>> = {
  single: 'one writer',
  threads: 'threads',
  processes: 'processes',
};

/** `one writer, threads and processes`; a single scope is its word alone. */
export function scopesInWords(scopes: readonly Scope[]): string {
  const [last, ...others] = scopes.map((scope) => words[scope]).reverse();
  return others.length === 0 ? (last ?? 'no scope') : `${others.reverse().join(', ')} and ${last}`;
}

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
export function speaksFor(finding: Scope, scope: Scope): boolean {
  return finding === 'single' || finding === scope;
}
