// A file of two slots of equal size, each with one sealed document; the one with the higher rev counts. A write
// overwrites the other slot and syncs it once: no name and no size changes. A document that doesn't fit is
// written to a new, larger file, which replaces this one by a durable rename.
//
// Three rules keep what was acknowledged. A slot is overwritten only when the document in the other is known to
// be durable: this store synced it, or a mark says so; otherwise it is written again first, because the pages of
// a failed sync look clean. A mark, in the older slot, names the newer document; it is set when that is durable,
// and goes when its slot is overwritten. So a marked document never counts again, even if the newer one turns
// out to be damaged. And readers, who take no lock, look at the slots in turn until the one they looked at last
// is whole: then it, or the one before, was the newest at some time in between.
import { fstatSync, type Stats } from 'node:fs';
import type { Commit } from './commits/commit.js';
import { makeDurableDirectory } from './commits/directory-sync.js';
import { durableRename } from './commits/durable-rename.js';
import type { Content } from './document-file.js';
import {
  DurableNames,
  overwriteDurably,
  readAt,
  removeLeftTemporary,
  withDescriptor,
  writeAllAt,
} from './in-place-file.js';
import type { Held } from './locks/lock.js';
import { lockedDescriptor } from './locks/named-document-lock.js';
import { blankSpace, LINE_BYTES, revIn, type Seal } from './sealed-entry.js';
import {
  entryIn,
  HEAD_BYTES,
  isWhole,
  markFor,
  newFileWith,
  type Slot,
  sealFor,
  slotAt,
  slotBytesAt,
  startOf,
  type WholeSlot,
  yamlIn,
} from './slot.js';
import { StoreError } from './strategy.js';

/** Each look that finds a slot torn means that a writer is at work. */
const LOOKS_MAX = 1000;
/** So many looks that find the same: nobody is at work, and the file is damaged. */
const LOOKS_SAME = 10;

/** What the holder of the lock has found. */
export interface FoundSlots {
  fd: number;
  newest: WholeSlot;
  /** The one to be overwritten. */
  other: Slot;
}

/** What one store keeps of the file; its writes come one after another. */
export class TwoSlotFile {
  readonly #names = new DurableNames();
  /** The newest document that this store has synced. */
  #synced: { seal: Seal; yaml: Uint8Array } | null = null;
  #found: FoundSlots | null = null;

  readonly commit: Commit = {
    prepareDirectory: makeDurableDirectory,
    commit: (target, yaml, previous) => {
      const slots = this.#found;
      if (slots !== null && HEAD_BYTES + yaml.byteLength <= slots.other.slotBytes) {
        this.#names.ensure(slots.fd, target);
        removeLeftTemporary(target);
        this.overwrite(slots, revIn(yaml), yaml);
      } else {
        this.replace(target, revIn(yaml), yaml, previous);
      }
    },
  };

  /** The document while its lock is held; null: there is none. */
  contentOf(target: string, held: Held): Content | null {
    this.#found = null;
    const fd = lockedDescriptor(held);
    if (fd === null) return null;
    const stats = fstatSync(fd);
    const slotBytes = slotBytesOf(fd, stats.size, target);
    if (slotBytes === null) {
      return { bytes: readAt(fd, 0, stats.size), stats };
    }
    this.#found = this.#survey(fd, slotBytes, target);
    const { seal, yaml } = this.#found.newest;
    return { bytes: yaml, stats, rev: seal.rev };
  }

  /** The document for a reader, who holds no lock; null: there is none. */
  contentToRead(path: string): Content | null {
    return withDescriptor(path, (fd) => {
      const stats = fstatSync(fd);
      const slotBytes = slotBytesOf(fd, stats.size, path);
      const bytes = slotBytes === null ? readAt(fd, 0, stats.size) : this.newestFor(fd, slotBytes, path).yaml;
      return { bytes, stats };
    });
  }

  /** The newest document at some time during the call. */
  protected newestFor(fd: number, slotBytes: number, path: string): WholeSlot {
    const looks: [Look | null, Look | null] = [null, null];
    let same = 0;
    for (let count = 0; count < LOOKS_MAX && same < LOOKS_SAME; count++) {
      const index = count % 2 === 0 ? 0 : 1;
      const before = looks[1 - index] ?? null;
      const last = this.look(fd, index, slotBytes);
      const newest = newerOf(before?.whole ?? null, last.whole);
      // A marked one is not the newest any more: the other has been torn, or replaced, since it was looked at.
      if (before !== null && last.whole !== null && newest?.markedFor === null) return newest;
      same = looks[index]?.seen === last.seen ? same + 1 : 0;
      looks[index] = last;
    }
    throw damaged(path);
  }

  protected look(fd: number, index: 0 | 1, slotBytes: number): Look {
    return lookAt(fd, index, slotBytes);
  }

  /** Overwrites the older slot; durable when it returns. */
  protected overwrite({ fd, newest, other }: FoundSlots, rev: number, yaml: Uint8Array): void {
    if (!this.isDurable(newest, other)) {
      overwriteDurably(fd, Buffer.concat([newest.head, newest.yaml]), startOf(newest));
    }
    const seal = sealFor(other, rev, yaml);
    const entry = entryIn(other, seal, yaml);
    // Of a slot that is not known to be in order, everything that it may hold.
    const isKnown = this.#synced !== null && other.seal !== null;
    const usedBytes = isKnown ? HEAD_BYTES + (other.seal?.lengthBytes ?? 0) : other.slotBytes;
    const rest = blankSpace(entry.byteLength, Math.max(entry.byteLength, usedBytes));
    overwriteDurably(fd, Buffer.concat([entry, rest]), startOf(other));
    this.#synced = { seal, yaml };
    try {
      writeAllAt(fd, markFor(seal), startOf(newest) + LINE_BYTES);
    } catch {
      // The document is durable; without the mark the next writer writes it once more.
    }
  }

  /** A new file with this document, larger if need be. */
  protected replace(target: string, rev: number, yaml: Uint8Array, previous: Stats | null): void {
    durableRename.commit(target, newFileWith(rev, yaml), previous);
  }

  protected isDurable({ seal, yaml }: WholeSlot, other: Slot): boolean {
    const isMine = this.#synced?.seal.checksum === seal.checksum && yaml.equals(this.#synced.yaml);
    return isMine || other.markedFor === seal.checksum;
  }

  /** The lock is held, so nothing changes; the older document need not be read. */
  #survey(fd: number, slotBytes: number, path: string): FoundSlots {
    const [first, second] = [slotAt(fd, { index: 0, slotBytes }), slotAt(fd, { index: 1, slotBytes })];
    const isInOrder = (first.seal?.rev ?? -1) >= (second.seal?.rev ?? -1);
    const byRev: [Slot, Slot][] = isInOrder
      ? [
          [first, second],
          [second, first],
        ]
      : [
          [second, first],
          [first, second],
        ];
    for (const [slot, other] of byRev) {
      const yaml = yamlIn(fd, slot);
      const isMine =
        slot.seal?.checksum === this.#synced?.seal.checksum &&
        this.#synced !== null &&
        yaml.equals(this.#synced.yaml);
      if (slot.seal === null || !(isMine || isWhole(slot, yaml))) continue;
      if (slot.markedFor !== null) break;
      return { fd, newest: { ...slot, seal: slot.seal, yaml }, other };
    }
    throw damaged(path);
  }
}

/** What a reader saw of a slot; `seen` differs whenever something else was seen. */
export interface Look {
  whole: WholeSlot | null;
  seen: string;
}

function lookAt(fd: number, index: 0 | 1, slotBytes: number): Look {
  const slot = slotAt(fd, { index, slotBytes });
  const yaml = yamlIn(fd, slot);
  const { seal } = slot;
  const whole = seal !== null && isWhole(slot, yaml) ? { ...slot, seal, yaml } : null;
  return { whole, seen: slot.head.toString('latin1') + yaml.toString('latin1') };
}

export function newerOf(one: WholeSlot | null, other: WholeSlot | null): WholeSlot | null {
  if (one === null || other === null) return one ?? other;
  return one.seal.rev > other.seal.rev ? one : other;
}

/** null: it is no file of two slots. */
function slotBytesOf(fd: number, sizeBytes: number, path: string): number | null {
  const said = slotBytesAt(fd, 0, 0) ?? slotBytesAt(fd, Math.floor(sizeBytes / 2), 1);
  if (said !== null && said !== sizeBytes / 2) throw damaged(path);
  return said;
}

function damaged(path: string): StoreError {
  const remedy =
    'It was left untouched: restore a copy, or leave nothing in it but the document that is to count, without ' +
    'the lines that begin with --- #';
  return new StoreError(
    'INVALID_DOCUMENT',
    `${path}: a file of two slots that was cut off, changed or damaged. ${remedy}`,
  );
}
