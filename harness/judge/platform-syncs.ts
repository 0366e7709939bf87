// What rests on syncs holds only where the platform passes them on. Where it does not, an acknowledged write
// is lost with the power whatever the strategy does: what would pass fails there, by the platform's name, and
// where that is not known it is unknown. A strategy's own failures stand as they are.
import type { Platform } from '../../results/facts/run-record.js';
import type { Finding } from '../../results/verdicts/finding.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { documentedSyncs } from '../platform/sync-truth.js';

export interface SyncLimit {
  verdict: 'fail' | 'unknown';
  /** A sentence without its full stop that names the mount. */
  reason: string;
}

/** null: syncs are passed on. Runs of earlier versions did not look, and are judged by their mount. */
export function syncLimitOf({ fileSystem }: Pick<Platform, 'fileSystem'>): SyncLimit | null {
  const { file, directory, reason } = fileSystem.syncs ?? documentedSyncs(fileSystem);
  if (file === 'passed-on' && directory === 'passed-on') return null;
  const isLost = file === 'not-passed-on' || directory === 'not-passed-on';
  return { verdict: isLost ? 'fail' : 'unknown', reason };
}

export function limitedBySyncs(
  findings: readonly Finding[],
  scenarios: readonly Scenario[],
  limit: SyncLimit | null,
): Finding[] {
  if (limit === null) return [...findings];
  const resting = new Set(
    scenarios.flatMap(({ id, checks }) =>
      checks.flatMap((check) => (check.restsOnSyncs === true ? [`${id}/${check.id}`] : [])),
    ),
  );
  return findings.map((finding): Finding => {
    if (finding.verdict !== 'pass' || !resting.has(`${finding.scenario}/${finding.check}`)) return finding;
    const coverage = { ...finding.coverage, failureRateBelow: null };
    const summary = `the platform, not the strategy: ${limit.reason}`;
    const evidence =
      limit.verdict === 'fail'
        ? [{ anomaly: 'lost-acknowledged-write', description: `${summary}.`, witness: [limit.reason] }]
        : [];
    return { ...finding, verdict: limit.verdict, summary, coverage, evidence };
  });
}
