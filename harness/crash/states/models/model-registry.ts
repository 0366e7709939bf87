// All persistence models. Their order is that of inclusion: each contains the states of those before it.
import type { PersistenceModelId } from '../../../../results/vocabulary/persistence.js';
import { journaled } from './journaled.js';
import { kill } from './kill.js';
import type { PersistenceModel } from './model.js';
import { nonAtomicRename } from './non-atomic-rename.js';
import { ordered } from './ordered.js';
import { weakest } from './weakest.js';

const byId = {
  kill,
  ordered,
  journaled,
  weakest,
  'non-atomic-rename': nonAtomicRename,
} satisfies Record<PersistenceModelId, PersistenceModel>;

/** The model with everything it includes, weakest adversary first. */
export function chainOf(id: PersistenceModelId): readonly PersistenceModel[] {
  const chain: PersistenceModel[] = [];
  for (let model: PersistenceModel | null = byId[id]; model !== null; model = model.includes) {
    chain.unshift(model);
  }
  return chain;
}
