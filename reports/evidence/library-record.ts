// What is stored of the run in which libraries of others were judged: for each its decision in every scope, the
// finding that decides with its smallest witness, and what else failed. Pure: from a judged run to the record.
import { z } from 'zod';
import { platformLabel } from '../../results/facts/platform-label.js';
import { type Evidence, evidenceSchema, type Finding } from '../../results/verdicts/finding.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { gravityOf } from '../../results/vocabulary/anomalies/severity.js';
import { claimedScopes, decisionSchema, type Scope, scopeSchema } from '../../results/vocabulary/verdict.js';

const foundSchema = z.object({
  scenario: z.string(),
  check: z.string(),
  ...evidenceSchema.shape,
});
type Found = z.infer<typeof foundSchema>;

const decided = z.object({ decision: decisionSchema, reason: z.string() });

const librarySchema = z.object({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  level: z.string(),
  claims: z.array(scopeSchema),
  decisions: z.object({ single: decided, threads: decided, processes: decided }),
  /** What decides in the scopes that it claims; null: nothing failed there. */
  gravest: foundSchema.nullable(),
  /** One of each other anomaly in these scopes, gravest first, without witnesses. */
  others: z.array(foundSchema.omit({ witness: true })),
  /** Checks in these scopes that could not decide, as `scenario/check: why`. */
  unknown: z.array(z.string()),
});
export type LibraryVerdict = z.infer<typeof librarySchema>;

export const libraryRecordSchema = z.object({
  platform: z.string(),
  profile: z.string(),
  libraries: z.array(librarySchema),
});
export type LibraryRecord = z.infer<typeof libraryRecordSchema>;

/** @param versions of the installed packages, by the id of their strategy */
export function libraryRecordOf(judged: Judged, versions: Readonly<Record<string, string>>): LibraryRecord {
  const libraries = judged.strategies.flatMap((strategy) => {
    const version = versions[strategy.id];
    return version === undefined ? [] : [verdictOn(strategy, version)];
  });
  return { platform: platformLabel(judged.platform), profile: judged.config.profile, libraries };
}

function verdictOn(strategy: JudgedStrategy, version: string): LibraryVerdict {
  const claims = claimedScopes(strategy.claims);
  const own = strategy.findings.filter(({ scope }) => claims.includes(scope));
  const found = own
    .filter(({ verdict }) => verdict === 'fail')
    .flatMap((finding) => finding.evidence.map((evidence) => foundIn(finding, evidence)))
    .sort((one, other) => gravityOf(one.anomaly) - gravityOf(other.anomaly));
  const gravest = found.find(({ anomaly }) => anomaly === strategy.anomaly) ?? found[0] ?? null;
  const distinct = [...new Map(found.toReversed().map((one) => [one.anomaly, one])).values()].reverse();
  const decided = (scope: Exclude<Scope, 'hosts'>) => {
    const { decision, reason } = strategy.scopes[scope];
    return { decision, reason: withoutPaths(reason) };
  };
  return {
    id: strategy.id,
    title: strategy.title,
    version,
    level: strategy.level ?? 'compare-and-swap',
    claims,
    decisions: {
      single: decided('single'),
      threads: decided('threads'),
      processes: decided('processes'),
    },
    gravest,
    others: distinct
      .filter(({ anomaly }) => anomaly !== gravest?.anomaly)
      .map(({ witness: _, ...one }) => one),
    unknown: own
      .filter(({ verdict }) => verdict === 'unknown')
      .map(({ scenario, check, summary }) => `${scenario}/${check}: ${withoutPaths(summary)}`),
  };
}

function foundIn({ scenario, check }: Finding, { anomaly, description, witness }: Evidence): Found {
  return {
    scenario,
    check,
    anomaly,
    description: withoutPaths(description),
    witness: witness.map(withoutPaths),
  };
}

/** Directories of one run mean nothing to a reader: only what lies in the document's own directory is kept. */
function withoutPaths(text: string): string {
  return text.replace(/\/[^\s'"“”]*\/cases\/[^/\s]+\/[^/\s]+\//g, '');
}
