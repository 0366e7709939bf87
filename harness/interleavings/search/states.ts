// Which states a search has been in. A state is the happens-before order so far, with whose turn it is and who
// sleeps longest: from equal states the same can follow. A search that goes by ascending preemptions comes to
// every state first with the fewest, so that a second visit brings nothing that the first did not.
import type { Moment } from '../program.js';
import { fingerprintOf, hashText, mix, mixOther } from './fingerprint.js';
import type { OrderFingerprints } from './order-fingerprint.js';
import { hasJustPaused, turnOf } from './preemption.js';

/** All that is asked of an order here. */
export type NamedOrder = Pick<OrderFingerprints, 'fingerprint'>;

const stateWord = { gate: 1, sleeping: 2 } as const;
const textStart = 0x811c9dc5;
const textStartOther = 0x3c6ef372;

/** What the moment looks like, all of it: for telling whether a repeated prefix repeats itself. */
export function momentPrint(moment: Moment, order: NamedOrder): number {
  const print = order.fingerprint();
  let lane = mix(print | 0, Math.floor(print / 0x200000) | 0);
  let other = mixOther(moment.steps.length, print | 0);
  for (const { client, state, label } of moment.pending) {
    lane = mix(mix(mix(lane, client), stateWord[state]), hashText(label, textStart));
    other = mixOther(mixOther(other, client), hashText(label, textStartOther));
  }
  return fingerprintOf(lane, other);
}

/** The order so far and in which order sleepers wake; not whose turn it is. */
function statePrint(moment: Moment, order: NamedOrder): number {
  const print = order.fingerprint();
  let lane = mix(hasJustPaused(moment) ? 1 : 0, print | 0);
  let other = mixOther(Math.floor(print / 0x200000) | 0, lane);
  const sleepers = moment.pending.filter(({ state }) => state === 'sleeping');
  if (sleepers.length > 1) {
    sleepers.sort((one, next) => (one.wakeMs ?? 0) - (next.wakeMs ?? 0) || one.client - next.client);
    for (const { client } of sleepers) {
      lane = mix(lane, client);
      other = mixOther(other, client);
    }
  }
  return fingerprintOf(lane, other);
}

export interface Visited {
  /** False: from here nothing new can come with so many preemptions used. */
  enter(moment: Moment, order: NamedOrder, preemptions: number): boolean;
  readonly size: number;
}

const nobodysTurn = 1;
/** Numbers of preemptions above turns, in one small integer. */
const turnBits = 16;

export function visited(): Visited {
  const states = new Map<number, number>();
  return {
    get size() {
      return states.size;
    },
    enter(moment, order, preemptions) {
      const state = statePrint(moment, order);
      const turn = turnOf(moment);
      const bit = turn === null ? nobodysTurn : 2 << turn;
      const entry = states.get(state);
      if (entry === undefined) {
        states.set(state, (preemptions << turnBits) | bit);
        return true;
      }
      // Whoever's turn it was the first time, one preemption gives it to anybody else; and if it was nobody's, none.
      if (entry >>> turnBits < preemptions || (entry & nobodysTurn) !== 0 || (entry & bit) !== 0)
        return false;
      states.set(state, entry | bit);
      return true;
    },
  };
}
