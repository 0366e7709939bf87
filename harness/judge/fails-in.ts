// Whether a single case shows a failure, for the line of progress while a run goes on. What it means for the
// strategy is for the judge of the whole run to say.
import type { Fact } from '../../results/facts/facts.js';
import type { CaseEntry, StrategyInfo } from '../../results/facts/run-record.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { findingsOf } from './findings.js';
import { byPromise } from './promise-levels.js';

export function failsIn(
  entry: CaseEntry,
  facts: readonly Fact[],
  level: StrategyInfo['level'],
  scenarios: readonly Scenario[],
): boolean {
  const scenario = scenarios.find(({ id }) => id === entry.scenario);
  if (scenario === undefined) return false;
  const findings = byPromise(findingsOf({ entry, facts: [...facts] }, scenario), level);
  return findings.some(({ verdict }) => verdict === 'fail');
}
