// Every moment of a disk's log at which the power can be cut while a place is written to: which writes are
// durable by then, which are not, and what had been attempted and acknowledged. A write is durable when a flush
// that came in after the write's answer was answered itself, or when its own answer says so (FUA). Pure.

import type { TracedAttempt, Window } from '../../crash/trace/attempts.js';
import type { DiskRecord } from '../device/disk-log.js';
import { parseMark, type WrittenPlace } from './disk-marks.js';
import type { DiskWrite } from './sparse-disk.js';

export interface PlaceHistory extends WrittenPlace {
  attempts: TracedAttempt[];
  acknowledged: number;
}

export interface CrashPoint {
  place: PlaceHistory;
  window: Window;
  /** So many of the history's durable writes are on the disk. */
  durable: number;
  /** Sent and not durable, in the order in which they came in. */
  pending: readonly DiskWrite[];
}

export interface DiskHistory {
  places: PlaceHistory[];
  /** In the order in which they became durable. */
  durable: DiskWrite[];
  points: CrashPoint[];
  /** Flushes and writes past the cache that were answered while a place was written to. */
  flushes: number;
}

const NOTHING_YET: Window = { acked: -1, attempted: -1 };

export function historyOf(records: readonly DiskRecord[]): DiskHistory {
  const history: DiskHistory = { places: [], durable: [], points: [], flushes: 0 };
  const answered = new Set<number>();
  /** By the flush: what it covers. */
  const covered = new Map<number, DiskWrite[]>();
  const sent = new Map<number, DiskWrite>();
  let pending: readonly DiskWrite[] = [];
  let place: PlaceHistory | null = null;
  let window = NOTHING_YET;
  const settle = (writes: readonly DiskWrite[]): void => {
    const open = new Set(pending);
    const settled = writes.filter((write) => open.has(write));
    for (const write of settled) history.durable.push(write);
    const gone = new Set(settled);
    pending = pending.filter((write) => !gone.has(write));
    if (place !== null) history.flushes++;
  };
  for (const record of records) {
    switch (record.type) {
      case 'write':
      case 'zero':
        sent.set(record.id, record);
        pending = [...pending, record];
        break;
      case 'flush':
        covered.set(
          record.id,
          pending.filter(({ id }) => answered.has(id)),
        );
        break;
      case 'answered': {
        answered.add(record.id);
        const writes = covered.get(record.id);
        const write = sent.get(record.id);
        if (writes !== undefined) settle(writes);
        else if (write?.fua === true) settle([write]);
        break;
      }
      case 'mark': {
        const mark = parseMark(record.text);
        if (mark.mark === 'left') place = null;
        else if (mark.mark === 'place') {
          const { mark: _, ...where } = mark;
          place = { ...where, attempts: [], acknowledged: 0 };
          window = NOTHING_YET;
          history.places.push(place);
        } else if (place !== null) window = moved(place, window, mark);
        break;
      }
      default:
        record satisfies never;
    }
    // Before the first attempt there is nothing to lose but what was made durable outside.
    if (place !== null && window.attempted >= 0)
      history.points.push({ place, window, durable: history.durable.length, pending });
  }
  return history;
}

function moved(
  place: PlaceHistory,
  { acked, attempted }: Window,
  { mark, rev, token }: { mark: 'attempt' | 'acked' } & TracedAttempt,
): Window {
  if (mark === 'attempt') return { acked, attempted: place.attempts.push({ rev, token }) - 1 };
  place.acknowledged++;
  return { acked: place.attempts.findIndex((one) => one.token === token), attempted };
}
