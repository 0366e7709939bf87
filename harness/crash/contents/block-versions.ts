// What each 512-byte block of a file may hold when nothing of it was synced for a while: what was there
// before, or what one of the writes since then put there. Where nothing was there, that is zeros. A block that
// was synced does not become zeros because more is appended to it: it has its place on the disk, and a disk
// writes a sector as a whole or not at all. Flat lists of numbers, because large files have many blocks, and
// every disk state reads each of them.
import { zeroBlock } from './block-table.js';

/**
 * Blocks that one operation changed. `first` … `end` − 1: which of the file; what they held after it:
 * `blocks[at]`.
 */
export interface Touch {
  /** The operation's effect. */
  since: number;
  first: number;
  end: number;
  blocks: Int32Array;
}

export interface BlockVersions {
  /** Which blocks of the file were touched, ascending. The lists below have the same order. */
  places: Uint32Array;
  /** How many versions each has; no two of them are equal. */
  counts: Uint32Array;
  /** Where its versions begin in `numbers` and `sinces`, the newest last. */
  starts: Uint32Array;
  /** The blocks themselves, as the table of blocks numbers them. */
  numbers: Int32Array;
  /** The effect that made the version; −1: it was there before. */
  sinces: Int32Array;
}

/** `base`: the blocks before all touches; beyond its end there are zeros. */
export function blockVersions(base: Int32Array, touches: readonly Touch[]): BlockVersions {
  const end = touches.reduce((most, touch) => Math.max(most, touch.end), 0);
  const room = new Uint32Array(end);
  for (const { first, end: after } of touches) {
    for (let at = first; at < after; at++) room[at] = (room[at] ?? 0) + 1;
  }
  const places = touchedOf(room);
  // What was there before is one more.
  const all = places.reduce((sum, at) => sum + (room[at] ?? 0) + 1, 0);
  const versions: BlockVersions = {
    places,
    counts: new Uint32Array(places.length),
    starts: new Uint32Array(places.length),
    numbers: new Int32Array(all),
    sinces: new Int32Array(all),
  };
  const rows = new Uint32Array(end);
  let next = 0;
  for (let row = 0; row < places.length; row++) {
    const at = places[row] ?? 0;
    rows[at] = row;
    versions.starts[row] = next;
    next += (room[at] ?? 0) + 1;
    addVersion(versions, row, base[at] ?? zeroBlock, -1);
  }
  for (const { since, first, end: after, blocks } of touches) {
    for (let at = first; at < after; at++) {
      addVersion(versions, rows[at] ?? 0, blocks[at] ?? zeroBlock, since);
    }
  }
  return versions;
}

/** How many of the touched blocks are among the first so many of the file. */
export function touchedWithin({ places }: BlockVersions, blocks: number): number {
  const beyond = places.findIndex((at) => at >= blocks);
  return beyond < 0 ? places.length : beyond;
}

function touchedOf(room: Uint32Array): Uint32Array {
  const places = new Uint32Array(room.reduce((count, touches) => count + (touches > 0 ? 1 : 0), 0));
  let row = 0;
  for (let at = 0; at < room.length; at++) if ((room[at] ?? 0) > 0) places[row++] = at;
  return places;
}

/** The newest version stands last; older versions with an equal block are dropped. */
function addVersion(versions: BlockVersions, row: number, number: number, since: number): void {
  const { counts, starts, numbers, sinces } = versions;
  const start = starts[row] ?? 0;
  const end = start + (counts[row] ?? 0);
  let same = start;
  while (same < end && numbers[same] !== number) same++;
  if (same < end) {
    numbers.copyWithin(same, same + 1, end);
    sinces.copyWithin(same, same + 1, end);
    numbers[end - 1] = number;
    sinces[end - 1] = since;
    return;
  }
  numbers[end] = number;
  sinces[end] = since;
  counts[row] = (counts[row] ?? 0) + 1;
}
