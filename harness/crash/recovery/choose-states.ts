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

/** Up to three quarters for what the weaker adversaries reach, which the strongest one would crowd out. */
export function chooseByModel(found: CrashStates, most: number, seed: number): UniqueState[] {
  const strongest = found.models.length - 1;
  const isReached = ({ sightings }: UniqueState) =>
    sightings.some(({ first }) => first.some(({ rung }) => rung < strongest));
  const reached = found.states.filter(isReached);
  const others = found.states.filter((state) => !isReached(state));
  const room = Math.max(Math.ceil((most * 3) / 4), most - others.length);
  const chosen = chooseStates({ ...found, states: reached }, Math.min(room, most), seed);
  return [...chosen, ...chooseStates({ ...found, states: others }, most - chosen.length, seed)];
}

function kindOfDocument({ store }: CrashStates, { document }: UniqueState): string {
  if (document === null) return 'none';
  return store.sizeBytes(document) === 0 ? 'empty' : 'some';
}
