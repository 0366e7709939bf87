// The happens-before order of one execution, step by step: which step has to come after which because one
// depends on the other. Vector clocks give the earlier steps that a step follows directly; fingerprints of
// steps and states come along.
import type { AccessMode, Step } from '../../../results/vocabulary/schedule.js';
import { type OrderFingerprints, orderFingerprints, rowOf } from './order-fingerprint.js';

export interface HappensBefore extends Omit<OrderFingerprints, 'appendAs'> {
  /**
   * Of the last step: the steps of other clients that it depends on with nothing between, by index. Only such
   * pairs can be swapped by a different schedule. Valid until the next step.
   */
  readonly direct: readonly number[];
  /** Whether step `earlier` has to come before step `later` (or is it). */
  isBefore(earlier: number, later: number): boolean;
}

/** Of one resource: its last write, and since then each client's last read and change. */
interface Trail {
  lastWrite: number;
  readonly lastRead: number[];
  readonly lastChange: number[];
}

export function happensBefore(clientCount: number): HappensBefore {
  const names = orderFingerprints(clientCount);
  // One row more: a clock jump is no client's step, and only the clock orders it.
  const rows = clientCount + 1;
  const trails = new Map<string, Trail>();
  const lastOf: number[] = Array.from({ length: rows }, () => -1);
  const stepRow: number[] = [];
  const stepOrdinal: number[] = [];
  /** Row by row: of each step how many steps of each client come before it, itself included. */
  const clocks: number[] = [];
  const before: number[] = [];
  const direct: number[] = [];

  const at = (list: readonly number[], index: number): number => list[index] ?? -1;
  const clock = (step: number, row: number): number => clocks[step * rows + row] ?? 0;
  const isBefore = (earlier: number, later: number): boolean =>
    clock(later, at(stepRow, earlier)) >= at(stepOrdinal, earlier);

  function trailOf(resource: string): Trail {
    let trail = trails.get(resource);
    if (trail === undefined) {
      const none = (): number[] => new Array<number>(rows).fill(-1);
      trail = { lastWrite: -1, lastRead: none(), lastChange: none() };
      trails.set(resource, trail);
    }
    return trail;
  }

  function follow(step: number): void {
    if (step >= 0 && !before.includes(step)) before.push(step);
  }

  /** Reads follow writes and changes, changes follow writes and reads, writes follow everything. */
  function followTrail(trail: Trail, mode: AccessMode): void {
    follow(trail.lastWrite);
    for (let row = 0; row < rows; row += 1) {
      if (mode !== 'read') follow(at(trail.lastRead, row));
      if (mode !== 'change') follow(at(trail.lastChange, row));
    }
  }

  function leaveMark(trail: Trail, mode: AccessMode, row: number, step: number): void {
    if (mode === 'read') trail.lastRead[row] = step;
    else if (mode === 'change') trail.lastChange[row] = step;
    else {
      trail.lastWrite = step;
      trail.lastRead.fill(-1);
      trail.lastChange.fill(-1);
    }
  }

  /** Of all that comes before, what is not before anything else that comes before. */
  function findDirect(row: number): void {
    direct.length = 0;
    for (const candidate of before) {
      if (at(stepRow, candidate) === row) continue;
      if (!before.some((other) => other !== candidate && isBefore(candidate, other))) direct.push(candidate);
    }
  }

  function append(step: Step): void {
    names.append(step);
    const row = rowOf(step, clientCount);
    const index = stepRow.length;
    const previous = at(lastOf, row);
    before.length = 0;
    follow(previous);
    for (const { resource, mode } of step.accesses) followTrail(trailOf(resource), mode);
    findDirect(row);
    stepRow.push(row);
    stepOrdinal.push(previous < 0 ? 1 : at(stepOrdinal, previous) + 1);
    for (let who = 0; who < rows; who += 1) {
      let most = who === row ? at(stepOrdinal, index) : 0;
      for (const earlier of before) most = Math.max(most, clock(earlier, who));
      clocks.push(most);
    }
    for (const { resource, mode } of step.accesses) leaveMark(trailOf(resource), mode, row, index);
    lastOf[row] = index;
  }

  return {
    append,
    orderOf: names.orderOf,
    fingerprint: names.fingerprint,
    direct,
    isBefore,
    get length() {
      return stepRow.length;
    },
    reset() {
      names.reset();
      trails.clear();
      lastOf.fill(-1);
      for (const list of [stepRow, stepOrdinal, clocks]) list.length = 0;
      direct.length = 0;
    },
  };
}
