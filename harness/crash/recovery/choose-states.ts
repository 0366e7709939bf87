// Chooses the disk states from which the real strategy recovers when there are too many: one of each kind
// first (every arrangement of names with every kind of document), then seeded random ones.

import { seededRandom, shuffled } from '../../random.js';
import type { CrashStates } from '../states/collect-states.js';
import type { UniqueState } from '../states/state-collector.js';

export function chooseStates(found: CrashStates, most: number, seed: number): UniqueState[] {
  if (found.states.length <= most) return [...found.states];
  const random = seededRandom(seed);
  const groups = new Map<string, UniqueState[]>();
  for (const state of found.states) {
    const key = `${state.namespace.id} ${kindOfDocument(found, state)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [state]);
    else group.push(state);
  }
  const lists = shuffled([...groups.values()], random).map((group) => shuffled(group, random));
  const chosen: UniqueState[] = [];
  for (let round = 0; chosen.length < most; round++) {
    for (const list of lists) chosen.push(...list.slice(round, round + 1));
  }
  return chosen.slice(0, most);
}

function kindOfDocument({ store }: CrashStates, { document }: UniqueState): string {
  if (document === null) return 'none';
  return store.sizeBytes(document) === 0 ? 'empty' : 'some';
}
