// Fingerprints of the happens-before order of one execution, after every step. A step's fingerprint covers
// its label, its accesses and the steps before it in the order; those of the clients' last steps together
// make that of a state. Executions with the same order are the same in everything that clients observe.
import type { Step } from '../../../results/vocabulary/schedule.js';
import { comparedLabel } from './compared-label.js';
import { fingerprintOf, hashText, mix, mixOther } from './fingerprint.js';
import { movesTimeOnly } from './preemption.js';

export interface OrderFingerprints {
  append(step: Step): void;
  /** Appends the step only if its fingerprint (see `orderOf`) is this; false: it was not appended. */
  appendAs(step: Step, order: number): boolean;
  /**
   * Of the step with this index and everything before it in the order: all that its client has done and seen.
   */
  orderOf(step: number): number;
  /** How many steps were appended. */
  readonly length: number;
  /** Of the state: the order of all steps so far. */
  fingerprint(): number;
  /** Starts anew. */
  reset(): void;
}

/** Of one resource: its last write and the changes since. */
interface Trail {
  readonly name: number;
  readonly nameOther: number;
  /** The execution to which the rest belongs. */
  execution: number;
  lastWrite: number;
  changes: number;
  changesOther: number;
}

const modeWord = { read: 1, change: 2, write: 3 } as const;
const textStart = 0x811c9dc5;
const textStartOther = 0x2f0b4c47;

/** The client of a step. Where only the time moves it is no client's step, and has a row of its own. */
export function rowOf({ kind, client }: Pick<Step, 'kind' | 'client'>, clients: number): number {
  return movesTimeOnly(kind) ? clients : client;
}

export function orderFingerprints(clients: number): OrderFingerprints {
  const trails = new Map<string, Trail>();
  const lastOf: number[] = Array.from({ length: clients + 1 }, () => -1);
  const lanes: number[] = [];
  const lanesOther: number[] = [];
  const touched: Trail[] = [];
  let execution = 0;

  const at = (list: readonly number[], index: number): number => list[index] ?? -1;

  function trailOf(resource: string): Trail {
    let trail = trails.get(resource);
    if (trail === undefined) {
      const [name, nameOther] = [hashText(resource, textStart), hashText(resource, textStartOther)];
      trail = { name, nameOther, execution: -1, lastWrite: -1, changes: 0, changesOther: 0 };
      trails.set(resource, trail);
    }
    if (trail.execution !== execution) {
      trail.execution = execution;
      trail.lastWrite = -1;
      trail.changes = 0;
      trail.changesOther = 0;
    }
    return trail;
  }

  /** `wanted`: the fingerprint that it must have; null: any. */
  function put(step: Step, wanted: number | null): boolean {
    const row = rowOf(step, clients);
    const index = lanes.length;
    const previous = at(lastOf, row);
    touched.length = 0;
    const label = comparedLabel(step.label);
    let lane = mix(previous < 0 ? row + 1 : at(lanes, previous), hashText(label, textStart));
    let other = mixOther(previous < 0 ? row + 1 : at(lanesOther, previous), hashText(label, textStartOther));
    for (const { resource, mode } of step.accesses) {
      const trail = trailOf(resource);
      touched.push(trail);
      // The last write, and for a read the changes since, fix the order of every dependent pair: what came
      // later says so itself.
      const source = trail.lastWrite;
      lane = mix(mix(mix(lane, trail.name), modeWord[mode]), source < 0 ? 0 : at(lanes, source));
      other = mixOther(
        mixOther(mixOther(other, trail.nameOther), modeWord[mode]),
        source < 0 ? 0 : at(lanesOther, source),
      );
      if (mode === 'read') {
        lane = mix(lane, trail.changes);
        other = mixOther(other, trail.changesOther);
      }
    }
    if (wanted !== null && fingerprintOf(lane, other) !== wanted) return false;
    lanes.push(lane);
    lanesOther.push(other);
    for (let i = 0; i < touched.length; i += 1) {
      const trail = touched[i];
      const mode = step.accesses[i]?.mode;
      if (trail === undefined || mode === 'read') continue;
      if (mode === 'change') {
        // A sum, because changes commute: their order must not show.
        trail.changes = (trail.changes + lane) | 0;
        trail.changesOther = (trail.changesOther + other) | 0;
      } else {
        trail.lastWrite = index;
        trail.changes = 0;
        trail.changesOther = 0;
      }
    }
    lastOf[row] = index;
    return true;
  }

  return {
    append(step) {
      put(step, null);
    },
    appendAs: put,
    orderOf: (step) => fingerprintOf(at(lanes, step), at(lanesOther, step)),
    get length() {
      return lanes.length;
    },
    fingerprint() {
      let lane = clients + 1;
      let other = clients + 1;
      for (const last of lastOf) {
        lane = mix(lane, last < 0 ? 0 : at(lanes, last));
        other = mixOther(other, last < 0 ? 0 : at(lanesOther, last));
      }
      return fingerprintOf(lane, other);
    },
    reset() {
      execution += 1;
      lastOf.fill(-1);
      lanes.length = 0;
      lanesOther.length = 0;
    },
  };
}
