// Packs a witness so that it can be replayed elsewhere. The trace goes in whole: it is the recording itself.
import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import { CAPSULE_SCHEMA_VERSION } from '../../../results/capsules/crash-capsule.js';
import type { PersistenceModelId } from '../../../results/vocabulary/persistence.js';
import type { CrashStates } from '../states/collect-states.js';
import { imageOfState, treeOfImage } from '../states/disk-image.js';
import { describeWindow } from '../trace/attempts.js';
import { explainCrash } from './explain-crash.js';
import type { CrashWitness } from './judge-states.js';

export interface CapsuleContext {
  strategy: Capsule['strategy'];
  variant: Capsule['variant'];
  seed: number;
  environment: Capsule['environment'];
}

export function makeCapsule(found: CrashStates, witness: CrashWitness, context: CapsuleContext): Capsule {
  return {
    schemaVersion: CAPSULE_SCHEMA_VERSION,
    kind: 'power-loss',
    ...context,
    documentPath: found.documentPath,
    trace: found.timeline.trace,
    crashPoint: witness.point,
    model: witness.model,
    lost: witness.lost,
    disk: treeOfImage(imageOfState(found, witness.state)),
    outcome: witness.kind,
    expected: describeWindow(found.timeline.attempts, witness.window),
    explanation: explainCrash(found, witness),
  };
}

/** Of each kind of failure the witness that needs the weakest adversary, at most `most`. */
export function fewestWitnesses(
  models: readonly PersistenceModelId[],
  witnesses: readonly CrashWitness[],
  most: number,
): CrashWitness[] {
  const kinds = new Set<string>();
  return [...witnesses]
    .sort((a, b) => models.indexOf(a.model) - models.indexOf(b.model))
    .filter(({ kind }) => !kinds.has(kind) && kinds.add(kind))
    .slice(0, most);
}
