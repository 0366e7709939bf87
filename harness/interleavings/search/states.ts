// Which states a search has visited. A state is the happens-before order so far, whose turn it is, and in
// which order sleepers wake: from equal states the same can follow. A search by ascending preemptions enters
// every state first with the fewest, so that a second visit brings nothing that the first did not.
import type { Moment } from '../program.js';
import { comparedLabel } from './compared-label.js';
import { fingerprintOf, hashText, mix, mixOther } from './fingerprint.js';
import type { OrderFingerprints } from './order-fingerprint.js';
import { hasJustPaused, turnOf } from './preemption.js';

/** The happens-before order so far, of which only the fingerprint counts here. */
export type StateOrder = Pick<OrderFingerprints, 'fingerprint'>;

const stateWord = { gate: 1, sleeping: 2 } as const;
const textStart = 0x811c9dc5;
const textStartOther = 0x3c6ef372;

/** Everything that the moment looks like: a repeated prefix must come to the same. */
export function momentFingerprint(moment: Moment, order: StateOrder): number {
  const soFar = order.fingerprint();
  let lane = mix(soFar | 0, Math.floor(soFar / 0x200000) | 0);
  let other = mixOther(moment.steps.length, soFar | 0);
  for (const { client, state, label } of moment.pending) {
    lane = mix(mix(mix(lane, client), stateWord[state]), hashText(comparedLabel(label), textStart));
    other = mixOther(mixOther(other, client), hashText(comparedLabel(label), textStartOther));
  }
  return fingerprintOf(lane, other);
}

/** The order so far and in which order sleepers wake; not whose turn it is. */
function stateFingerprint(moment: Moment, order: StateOrder): number {
  const soFar = order.fingerprint();
  let lane = mix(hasJustPaused(moment) ? 1 : 0, soFar | 0);
  let other = mixOther(Math.floor(soFar / 0x200000) | 0, lane);
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
  enter(moment: Moment, order: StateOrder, preemptions: number): boolean;
}

const noTurn = 1;
/** Numbers of preemptions above turns, in one small integer. */
const turnBits = 16;

export function visited(): Visited {
  const states = new Map<number, number>();
  return {
    enter(moment, order, preemptions) {
      const state = stateFingerprint(moment, order);
      const turn = turnOf(moment);
      const bit = turn === null ? noTurn : 2 << turn;
      const entry = states.get(state);
      if (entry === undefined) {
        states.set(state, (preemptions << turnBits) | bit);
        return true;
      }
      // From the turn of the first visit one preemption leads to any other; if it was no client's turn, not
      // even one.
      if (entry >>> turnBits < preemptions || (entry & noTurn) !== 0 || (entry & bit) !== 0) return false;
      states.set(state, entry | bit);
      return true;
    },
  };
}
