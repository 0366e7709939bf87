// Broken in one way: a file of two slots that has become too small is replaced by a larger one that was not
// synced. The first file is made as it should be, and every write in place is synced.

import type { Stats } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '../../commits/directory-sync.js';
import { renameOver } from '../../commits/rename-over.js';
import { namedDocumentLockAvailability } from '../../locks/named-document-lock.js';
import { newFileWith } from '../../slot.js';
import type { Strategy } from '../../strategy.js';
import { openTwoSlots } from '../../two-slot.js';
import { TwoSlotFile } from '../../two-slot-file.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = ['power-loss/survives-journaled', 'power-loss/survives-weakest'];

class UnsyncedGrowth extends TwoSlotFile {
  protected override replace(target: string, rev: number, yaml: Uint8Array, previous: Stats | null): void {
    if (previous === null) {
      super.replace(target, rev, yaml, previous);
      return;
    }
    writeFileSync(`${target}.tmp`, newFileWith(rev, yaml), { mode: previous.mode });
    renameOver(`${target}.tmp`, target);
    syncDirectory(dirname(target));
  }
}

const strategy: Strategy = {
  id: 'grows-without-sync',
  title: 'Two slots; a larger file is not synced',
  availability: () => Promise.resolve(namedDocumentLockAvailability()),
  open: (path, options) => openTwoSlots(path, options, new UnsyncedGrowth()),
};

export default strategy;
