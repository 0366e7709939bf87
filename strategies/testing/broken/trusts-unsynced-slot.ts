// Broken in one way: of two slots it overwrites the older one, even if nobody knows whether the newer one was
// synced. Its writer may have died before that; then a loss of power in the middle takes both.
import { namedDocumentLockAvailability } from '../../locks/named-document-lock.js';
import type { Strategy } from '../../strategy.js';
import { openTwoSlots } from '../../two-slot.js';
import { TwoSlotFile } from '../../two-slot-file.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = ['power-loss/survives-weakest', 'power-loss/survives-journaled'];

class TrustingFile extends TwoSlotFile {
  protected override isDurable(): boolean {
    return true;
  }
}

const strategy: Strategy = {
  id: 'trusts-unsynced-slot',
  title: 'Takes a slot that somebody wrote for one that was synced',
  availability: () => Promise.resolve(namedDocumentLockAvailability()),
  open: (path, options) => openTwoSlots(path, options, new TrustingFile()),
};

export default strategy;
