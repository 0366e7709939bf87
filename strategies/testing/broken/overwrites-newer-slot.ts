// Broken in one way: of two slots it overwrites the newer one, so a torn write leaves the document before the one
// that was acknowledged.
import { overwriteDurably } from '../../in-place-file.js';
import { namedDocumentLockAvailability } from '../../locks/named-document-lock.js';
import { entryIn, sealFor, startOf } from '../../slot.js';
import type { Strategy } from '../../strategy.js';
import { openTwoSlots } from '../../two-slot.js';
import { type FoundSlots, TwoSlotFile } from '../../two-slot-file.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = [
  'power-loss/survives-weakest',
  'power-loss/survives-journaled',
  'power-loss/survives-ordered',
  'kill-mid-write/acked-survives',
];

class SameSlotFile extends TwoSlotFile {
  protected override overwrite({ fd, newest }: FoundSlots, rev: number, yaml: Uint8Array): void {
    overwriteDurably(fd, entryIn(newest, sealFor(newest, rev, yaml), yaml), startOf(newest));
  }
}

const strategy: Strategy = {
  id: 'overwrites-newer-slot',
  title: 'Overwrites the newer of two slots',
  availability: () => Promise.resolve(namedDocumentLockAvailability()),
  open: (path, options) => openTwoSlots(path, options, new SameSlotFile()),
};

export default strategy;
