// The durability grade of a strategy from its stored crash states: for each persistence model of the ladder
// the worst verdict over all initial states. Where the canaries were missed, a model counts as survived by no
// strategy.
import {
  type CrashStatesFact,
  type CrashVariant,
  recordedVariants,
} from '../../results/facts/crash-states-fact.js';
import { countingVariants, type Grade, modelVerdict } from '../../results/verdicts/durability-grade.js';
import type { Durability } from '../../results/verdicts/judged.js';
import { type LadderModel, ladder } from '../../results/vocabulary/persistence.js';
import { worstVerdict } from '../../results/vocabulary/verdict.js';
import type { SyncLimit } from './platform-syncs.js';

/**
 * null without a record. `blind`: the canaries of the scenario were not caught. `limit`: what the platform
 * does to syncs.
 */
export function durabilityOf(
  records: readonly CrashStatesFact[],
  blind: boolean,
  limit: SyncLimit | null = null,
): Durability | null {
  const variants = recordedVariants(records);
  if (variants.length === 0) return null;
  const models = ladder.map((id) => {
    const model = overAll(variants, id, blind);
    const isLimited = limit !== null && id !== 'kill' && model.verdict === 'pass';
    return isLimited ? { ...model, verdict: limit.verdict } : model;
  });
  let grade: Grade = 'none';
  for (const { id, verdict } of models) {
    if (verdict !== 'pass') break;
    grade = id;
  }
  return { grade, models };
}

function overAll(
  recorded: readonly CrashVariant[],
  id: LadderModel,
  blind: boolean,
): Durability['models'][number] {
  const variants = countingVariants(recorded, id);
  const results = variants.flatMap(({ models }) => models.filter((model) => model.id === id));
  const worst = worstVerdict(variants.map((variant) => modelVerdict(variant, id)));
  const kinds = results.flatMap(({ failures }) => failures.filter(({ states }) => states > 0));
  const open = variants.find((variant) => modelVerdict(variant, id) === 'unknown');
  const reason = worst === 'unknown' && open !== undefined ? whyOpen(open) : null;
  return {
    id,
    ...(reason === null ? {} : { reason }),
    verdict: worst === 'fail' ? 'fail' : worst === 'pass' && !blind ? 'pass' : 'unknown',
    crashPoints: results.reduce((sum, { crashPoints }) => sum + crashPoints, 0),
    states: results.reduce((sum, { states }) => sum + states, 0),
    exhaustive: results.length > 0 && results.every(({ coverage }) => coverage.type === 'exhaustive'),
    kinds: [...new Set(kinds.map(({ kind }) => kind))].sort((a, b) => (a < b ? -1 : 1)),
  };
}

function whyOpen({ variant, distrust, acknowledged }: CrashVariant): string {
  if (distrust !== null) return `${variant}: ${distrust}`;
  if (acknowledged === 0) return `${variant}: no write was acknowledged`;
  return `${variant}: too few of the disk states were looked at`;
}
