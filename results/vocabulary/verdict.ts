// The vocabulary of judgement: verdicts of findings and criteria, decisions on strategies and runs, and the
// scopes they hold for. `unknown` never counts as pass.
import { z } from 'zod';

export const verdictSchema = z.enum(['pass', 'fail', 'unknown', 'n/a']);
export type Verdict = z.infer<typeof verdictSchema>;

/**
 * Which programs write the file. single: one writer at a time, and any number of readers. threads: writers in
 * one process. processes: writers in several. hosts: writers on several hosts, each of which sees the storage
 * through a mount of its own. A decision is made for each; what a single writer shows holds for all of them,
 * and what processes show holds for hosts.
 */
export const allScopes = ['single', 'threads', 'processes', 'hosts'] as const;
export type Scope = (typeof allScopes)[number];

/** Those that one directory is enough for. */
export const localScopes = ['single', 'threads', 'processes'] as const satisfies readonly Scope[];

/** Runs of earlier versions said `both` of what a single writer had shown. */
export const scopeSchema = z
  .enum([...allScopes, 'both'])
  .transform((scope): Scope => (scope === 'both' ? 'single' : scope));

/**
 * Scopes that a strategy claims decide. It claims every local scope that it does not exclude with `false`, and
 * hosts with `true` only: a run through two directories says so for those that don't exclude it.
 */
export type ClaimedScopes = Readonly<Partial<Record<Scope, boolean | undefined>>>;

/** In the order of `allScopes`. A strategy that excludes every local scope is held to all of them. */
export function claimedScopes(claims: ClaimedScopes): Scope[] {
  const claimed = localScopes.filter((scope) => claims[scope] !== false);
  const hosts: Scope[] = claims.hosts === true ? ['hosts'] : [];
  return [...(claimed.length > 0 ? claimed : localScopes), ...hosts];
}

const words: Readonly<Record<Scope, string>> = {
  single: 'one writer',
  threads: 'threads',
  processes: 'processes',
  hosts: 'hosts',
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

/** Whether a finding of `finding` scope speaks for `scope`: a host runs processes, and a process writes. */
export function speaksFor(finding: Scope, scope: Scope): boolean {
  return finding === 'single' || finding === scope || (finding === 'processes' && scope === 'hosts');
}
