// Splits a plan into shards of about the same cost, by what each case is known to take. All cases of a scenario
// and scope stay together, because a canary proves a scenario only on the machine that has run both. Pure: the
// same plan gives the same shards everywhere.
import type { Shard } from '../../results/facts/run-record.js';
import type { PlannedCase } from './run-contract.js';

/** The cases of one shard, in the order of the plan. */
export function casesOfShard<C extends PlannedCase>(cases: readonly C[], { index, of }: Shard): C[] {
  const groups = new Map<string, { key: string; costMs: number }>();
  for (const one of cases) {
    const key = groupOf(one);
    const costMs = (groups.get(key)?.costMs ?? 0) + one.estimateMs;
    groups.set(key, { key, costMs });
  }
  const loadsMs = Array.from({ length: of }, () => 0);
  const shardOfGroup = new Map<string, number>();
  // The dearest first, each to the shard that has least so far: at worst a third above the best split.
  const dearestFirst = [...groups.values()].sort((a, b) => b.costMs - a.costMs || (a.key < b.key ? -1 : 1));
  for (const { key, costMs } of dearestFirst) {
    const least = loadsMs.indexOf(Math.min(...loadsMs));
    loadsMs[least] = (loadsMs[least] ?? 0) + costMs;
    shardOfGroup.set(key, least);
  }
  return cases.filter((one) => shardOfGroup.get(groupOf(one)) === index - 1);
}

function groupOf({ scenario, scope }: PlannedCase): string {
  return `${scenario} ${scope}`;
}
