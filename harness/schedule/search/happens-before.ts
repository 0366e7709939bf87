// The partial order of one execution, step by step: who has to come after whom because they depend on each other.
// Executions with the same order are the same in all that anybody sees, so its fingerprint names a state. Which
// earlier steps a step follows directly comes with it, by vector clocks. What a step's label and accesses don't
// say is not in the fingerprint.
import type { AccessMode, Step } from '../../../results/schedule.js';
import { fingerprintOf, hashText, mix, mixOther } from './fingerprint.js';

export interface HappensBefore {
  append(step: Step): void;
  /** Appends the step only if this is what it comes to (see `orderOf`); false: it was not appended. */
  appendAs(step: Step, order: number): boolean;
  /** Names what comes before this step, by index, and the step itself: all that its client has done and met. */
  orderOf(step: number): number;
  /** How many steps were appended. */
  readonly length: number;
  /** Names the state: the order of everything so far. */
  fingerprint(): number;
  /**
   * Of the last step: the steps of other clients that it depends on with nothing between, by index. Only such
   * pairs can be swapped by a different schedule. Valid until the next step.
   */
  readonly direct: readonly number[];
  /** Whether step `earlier` has to come before step `later` (or is it). */
  isBefore(earlier: number, later: number): boolean;
  /** Starts anew. */
  reset(): void;
}

/** What is known of one resource: its last write, and since then who read and who changed it last. */
interface Trail {
  readonly name: number;
  readonly nameOther: number;
  lastWrite: number;
  readonly lastRead: number[];
  readonly lastChange: number[];
  changes: number;
  changesOther: number;
}

const modeWord: Record<AccessMode, number> = { read: 1, change: 2, write: 3 };
const textStart = 0x811c9dc5;
const textStartOther = 0x2f0b4c47;

function newTrail(resource: string, clients: number): Trail {
  const none = (): number[] => new Array<number>(clients).fill(-1);
  return {
    name: hashText(resource, textStart),
    nameOther: hashText(resource, textStartOther),
    lastWrite: -1,
    lastRead: none(),
    lastChange: none(),
    changes: 0,
    changesOther: 0,
  };
}

export function happensBefore(clientCount: number): HappensBefore {
  // One row more: a clock jump is nobody's step, and only the clock orders it.
  const clients = clientCount + 1;
  const trails = new Map<string, Trail>();
  const lastOf: number[] = Array.from({ length: clients }, () => -1);
  const stepClient: number[] = [];
  const stepOrdinal: number[] = [];
  const lanes: number[] = [];
  const lanesOther: number[] = [];
  /** Row by row: of each step how many steps of each client come before it, itself included. */
  const clocks: number[] = [];
  const before: number[] = [];
  const direct: number[] = [];
  const touched: Trail[] = [];

  const at = (list: readonly number[], index: number): number => list[index] ?? -1;
  const clock = (step: number, client: number): number => clocks[step * clients + client] ?? 0;
  const isBefore = (earlier: number, later: number): boolean =>
    clock(later, at(stepClient, earlier)) >= at(stepOrdinal, earlier);

  function follow(step: number): void {
    if (step >= 0 && !before.includes(step)) before.push(step);
  }

  /** Reads follow writes and changes, changes follow writes and reads, writes follow everything. */
  function followTrail(trail: Trail, mode: AccessMode): void {
    follow(trail.lastWrite);
    for (let client = 0; client < clients; client += 1) {
      if (mode !== 'read') follow(at(trail.lastRead, client));
      if (mode !== 'change') follow(at(trail.lastChange, client));
    }
  }

  function leaveMark(trail: Trail, mode: AccessMode, client: number, step: number): void {
    if (mode === 'read') trail.lastRead[client] = step;
    else if (mode === 'change') {
      trail.lastChange[client] = step;
      // A sum, because changes commute: their order must not show.
      trail.changes = (trail.changes + at(lanes, step)) | 0;
      trail.changesOther = (trail.changesOther + at(lanesOther, step)) | 0;
    } else {
      trail.lastWrite = step;
      trail.lastRead.fill(-1);
      trail.lastChange.fill(-1);
      trail.changes = 0;
      trail.changesOther = 0;
    }
  }

  /** Of all that comes before, what is not before anything else that comes before. */
  function findDirect(client: number): void {
    direct.length = 0;
    for (const candidate of before) {
      if (at(stepClient, candidate) === client) continue;
      if (!before.some((other) => other !== candidate && isBefore(candidate, other))) direct.push(candidate);
    }
  }

  /** `wanted`: what it has to come to; null: whatever it does. */
  function put(step: Step, wanted: number | null): boolean {
    const client = step.kind === 'clock-jump' ? clientCount : step.client;
    const index = stepClient.length;
    const previous = at(lastOf, client);
    before.length = 0;
    touched.length = 0;
    follow(previous);
    let lane = mix(previous < 0 ? client + 1 : at(lanes, previous), hashText(step.label, textStart));
    let other = mixOther(
      previous < 0 ? client + 1 : at(lanesOther, previous),
      hashText(step.label, textStartOther),
    );
    for (const { resource, mode } of step.accesses) {
      let trail = trails.get(resource);
      if (trail === undefined) {
        trail = newTrail(resource, clients);
        trails.set(resource, trail);
      }
      touched.push(trail);
      followTrail(trail, mode);
      // The last write, and for a read the changes since, fix the order of every dependent pair: what came later
      // says so itself.
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
    findDirect(client);
    stepClient.push(client);
    stepOrdinal.push(previous < 0 ? 1 : at(stepOrdinal, previous) + 1);
    lanes.push(lane);
    lanesOther.push(other);
    for (let who = 0; who < clients; who += 1) {
      let most = who === client ? at(stepOrdinal, index) : 0;
      for (const earlier of before) most = Math.max(most, clock(earlier, who));
      clocks.push(most);
    }
    for (let i = 0; i < touched.length; i += 1) {
      const trail = touched[i];
      const access = step.accesses[i];
      if (trail !== undefined && access !== undefined) leaveMark(trail, access.mode, client, index);
    }
    lastOf[client] = index;
    return true;
  }

  return {
    append(step) {
      put(step, null);
    },
    appendAs: put,
    orderOf: (step) => fingerprintOf(at(lanes, step), at(lanesOther, step)),
    direct,
    isBefore,
    get length() {
      return stepClient.length;
    },
    fingerprint() {
      let lane = clients;
      let other = clients;
      for (const last of lastOf) {
        lane = mix(lane, last < 0 ? 0 : at(lanes, last));
        other = mixOther(other, last < 0 ? 0 : at(lanesOther, last));
      }
      return fingerprintOf(lane, other);
    },
    reset() {
      trails.clear();
      lastOf.fill(-1);
      for (const list of [stepClient, stepOrdinal, lanes, lanesOther, clocks]) list.length = 0;
      direct.length = 0;
    },
  };
}
