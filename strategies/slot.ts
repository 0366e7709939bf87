// One of the two slots of a file: a line that seals a document, a line for people that turns into a mark, the
// YAML, and blanks up to the end. Every slot begins on a page, so that both lines lie in one block of the disk.
import { readAt } from './in-place-file.js';
import {
  blankSpace,
  isSealed,
  LINE_BYTES,
  lineOf,
  type Seal,
  sealAt,
  sealLine,
  sealOf,
} from './sealed-entry.js';

/** The seal and the mark. */
export const HEAD_BYTES = 2 * LINE_BYTES;
const PAGE_BYTES = 4096;
const EXPLANATION = '# This document counts, unless the other one in this file has a higher rev.';

export type SlotIndex = 0 | 1;

/** What lies where in a file of two slots. */
export interface SlotPlace {
  index: SlotIndex;
  slotBytes: number;
}

export interface Slot extends SlotPlace {
  head: Buffer;
  /** What the first line says; null: empty, or torn. */
  seal: Seal | null;
  /** The checksum in its mark: the document in the other slot that is newer, and durable; null: no mark. */
  markedFor: string | null;
}

export interface WholeSlot extends Slot {
  seal: Seal;
  yaml: Buffer;
}

/** Room for documents that are half as long again. */
export function slotBytesFor(yamlBytes: number): number {
  return Math.ceil((1.5 * (HEAD_BYTES + yamlBytes)) / PAGE_BYTES) * PAGE_BYTES;
}

/** What the file says of its slots; null: no slot begins at `offset`. */
export function slotBytesAt(fd: number, offset: number, index: SlotIndex): number | null {
  const line = readAt(fd, offset, LINE_BYTES).toString('latin1');
  const found = /^--- # slot (?<number>[12]) of 2, (?<size>\d{4,15}) bytes each: /.exec(line)?.groups;
  return found?.number === String(index + 1) ? Number(found.size) : null;
}

export function startOf({ index, slotBytes }: SlotPlace): number {
  return index * slotBytes;
}

export function labelOf({ index, slotBytes }: SlotPlace): string {
  return `slot ${index + 1} of 2, ${slotBytes} bytes each`;
}

export function slotAt(fd: number, place: SlotPlace): Slot {
  const { index, slotBytes } = place;
  const head = readAt(fd, startOf(place), HEAD_BYTES);
  const seal = sealAt(head, 0, labelOf(place));
  const mark = head.toString('latin1', LINE_BYTES);
  const markedFor = /^# Older than rev \d+ .* sha256 (?<checksum>[0-9a-f]{32}) *\n$/.exec(mark)?.groups
    ?.checksum;
  const fits = seal !== null && HEAD_BYTES + seal.lengthBytes <= slotBytes;
  return { index, slotBytes, head, seal: fits ? seal : null, markedFor: markedFor ?? null };
}

/** The YAML that a slot claims to hold, be it whole or not. */
export function yamlIn(fd: number, slot: Slot): Buffer {
  return readAt(fd, startOf(slot) + HEAD_BYTES, slot.seal?.lengthBytes ?? 0);
}

export function isWhole(slot: Slot, yaml: Uint8Array): boolean {
  return slot.seal !== null && isSealed(labelOf(slot), slot.seal, yaml);
}

export function sealFor(place: SlotPlace, rev: number, yaml: Uint8Array): Seal {
  return sealOf(labelOf(place), rev, yaml);
}

/** What a slot with this document begins with. */
export function entryIn(place: SlotPlace, seal: Seal, yaml: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(sealLine(labelOf(place), seal) + lineOf(EXPLANATION), 'latin1'), yaml]);
}

export function markFor({ rev, checksum }: Seal): Buffer {
  return Buffer.from(lineOf(`# Older than rev ${rev} in the other slot, sha256 ${checksum}`), 'latin1');
}

/** A new file: the document in the first slot, and the second one empty. */
export function newFileWith(rev: number, yaml: Uint8Array): Buffer {
  const slotBytes = slotBytesFor(yaml.byteLength);
  const [first, second]: [SlotPlace, SlotPlace] = [
    { index: 0, slotBytes },
    { index: 1, slotBytes },
  ];
  const seal = sealFor(first, rev, yaml);
  const entry = entryIn(first, seal, yaml);
  const empty = Buffer.concat([
    Buffer.from(lineOf(`--- # ${labelOf(second)}: empty`), 'latin1'),
    markFor(seal),
  ]);
  return Buffer.concat([
    entry,
    blankSpace(entry.byteLength, slotBytes),
    empty,
    blankSpace(slotBytes + empty.byteLength, 2 * slotBytes),
  ]);
}
