// Judges one recording from end to end: counts for the fact, the audit of syncs, and capsules of the simplest
// counterexamples. A recording that can't be trusted is not judged at all.
import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import type { CrashVariant } from '../../../results/facts/crash-states-fact.js';
import type { PersistenceModelId } from '../../../results/vocabulary/persistence.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { type CollectOptions, type CrashStates, collectStates } from '../states/collect-states.js';
import { CrashTraceError } from '../trace/crash-trace-error.js';
import type { Identify } from './document-oracle.js';
import { auditSyncs } from './fsync-audit.js';
import { byteVerdict, type FailuresOf, type JudgedState, summarise } from './judge-states.js';
import { type CapsuleContext, fewestCounterexamples, makeCapsule } from './make-capsule.js';

export interface VariantPlan extends CollectOptions, CapsuleContext {
  identify: Identify;
  seed: number;
  capsulesMax: number;
  /** Each sync costs two more judgements. */
  audit: boolean;
  /** Takes the place of the byte verdict, where the real strategy has recovered from (some of) the states. */
  recovery?: RecoveryVerdicts;
}

export interface RecoveryVerdicts {
  /** The states that were recovered from; these very objects are judged. */
  found: CrashStates;
  failuresOf(byBytes: FailuresOf): FailuresOf;
  /** How many distinct states of a model the real strategy has opened. */
  recovered(model: PersistenceModelId): number;
}

export interface JudgedVariant {
  variant: CrashVariant;
  capsules: Capsule[];
}

export function judgeVariant(trace: Trace, plan: VariantPlan): JudgedVariant {
  if (trace.distrust !== null) return unjudged(trace, plan, trace.distrust);
  let judged: JudgedState & { found: CrashStates };
  try {
    judged = judgeAll(trace, plan);
  } catch (error) {
    if (error instanceof CrashTraceError) return unjudged(trace, plan, error.message);
    throw error;
  }
  const { models, counterexamples, found } = judged;
  const context: CapsuleContext = {
    strategy: plan.strategy,
    variant: plan.variant,
    seed: plan.seed,
    environment: plan.environment,
  };
  const { attempts } = found.timeline;
  return {
    variant: {
      variant: plan.variant,
      distrust: null,
      effects: trace.effects.length,
      attempted: attempts.list.length,
      acknowledged: attempts.acknowledged,
      models,
      audit: plan.audit ? auditSyncs(trace, plan) : [],
    },
    capsules: fewestCounterexamples(found.models, counterexamples, plan.capsulesMax).map((counterexample) =>
      makeCapsule(found, counterexample, context),
    ),
  };
}

function judgeAll(trace: Trace, plan: VariantPlan): JudgedState & { found: CrashStates } {
  const { recovery } = plan;
  const found = recovery?.found ?? collectStates(trace, plan);
  const byBytes = byteVerdict(found, plan.identify);
  const judged =
    recovery === undefined
      ? summarise(found, byBytes)
      : summarise(found, recovery.failuresOf(byBytes), (model) => recovery.recovered(model));
  return { ...judged, found };
}

function unjudged(trace: Trace, plan: VariantPlan, distrust: string): JudgedVariant {
  const counts = { effects: trace.effects.length, attempted: 0, acknowledged: 0 };
  return {
    variant: { variant: plan.variant, distrust, ...counts, models: [], audit: [] },
    capsules: [],
  };
}
