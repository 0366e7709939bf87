// Packs a counterexample so that it can be replayed elsewhere. The trace goes in whole: it is the recording
// itself.
import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import { CAPSULE_SCHEMA_VERSION } from '../../../results/capsules/crash-capsule.js';
import type { PersistenceModelId } from '../../../results/vocabulary/persistence.js';
import type { CrashStates } from '../states/collect-states.js';
import { imageOfState, treeOfImage } from '../states/disk-image.js';
import { describeWindow } from '../trace/attempts.js';
import { explainCrash } from './explain-crash.js';
import type { CrashCounterexample } from './judge-states.js';

export interface CapsuleContext {
  strategy: Capsule['strategy'];
  variant: Capsule['variant'];
  seed: number;
  environment: Capsule['environment'];
}

export function makeCapsule(
  found: CrashStates,
  counterexample: CrashCounterexample,
  context: CapsuleContext,
): Capsule {
  return {
    schemaVersion: CAPSULE_SCHEMA_VERSION,
    kind: 'power-loss',
    ...context,
    documentPath: found.documentPath,
    trace: found.timeline.trace,
    crashPoint: counterexample.point,
    model: counterexample.model,
    lost: counterexample.lost,
    disk: treeOfImage(imageOfState(found, counterexample.state)),
    outcome: counterexample.kind,
    expected: describeWindow(found.timeline.attempts, counterexample.window),
    explanation: explainCrash(found, counterexample),
  };
}

/** For each kind of failure the counterexample under the weakest adversary, at most `most`. */
export function fewestCounterexamples(
  models: readonly PersistenceModelId[],
  counterexamples: readonly CrashCounterexample[],
  most: number,
): CrashCounterexample[] {
  const kinds = new Set<string>();
  return [...counterexamples]
    .sort((a, b) => models.indexOf(a.model) - models.indexOf(b.model))
    .filter(({ kind }) => !kinds.has(kind) && kinds.add(kind))
    .slice(0, most);
}
