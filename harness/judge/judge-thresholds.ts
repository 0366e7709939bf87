// Limits on speed: held against what was required, or else against the recommended strategy. They change the
// exit code of a GO and no decision: a strategy that is too slow is not unsafe.
import type { Run } from '../../results/facts/run-record.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { speedOf } from '../../results/verdicts/speed.js';
import { judgeThreshold, type ThresholdResult } from '../../results/verdicts/thresholds.js';
import { claimedScopes, speaksFor } from '../../results/vocabulary/verdict.js';

/** Nothing where no limit was set, or no strategy is asked about. */
export function judgeThresholds(
  { config }: Pick<Run, 'config'>,
  strategies: readonly JudgedStrategy[],
  recommended: string | null,
): ThresholdResult[] {
  const asked = strategies.filter(({ id }) =>
    config.required.length > 0 ? config.required.includes(id) : id === recommended,
  );
  return (config.thresholds ?? []).flatMap((rule) =>
    asked.flatMap(({ id, findings, claims }) => {
      const claimed = claimedScopes(claims);
      const counting = findings.filter((finding) => claimed.some((scope) => speaksFor(finding.scope, scope)));
      return judgeThreshold(rule, id, speedOf(counting));
    }),
  );
}

/** `code`: of the decision alone. */
export function exitCodeWith(
  code: Judged['exitCode'],
  thresholds: readonly Pick<ThresholdResult, 'verdict'>[],
): Judged['exitCode'] {
  if (code !== 0 || thresholds.every(({ verdict }) => verdict === 'pass')) return code;
  return thresholds.some(({ verdict }) => verdict === 'fail') ? 1 : 3;
}
