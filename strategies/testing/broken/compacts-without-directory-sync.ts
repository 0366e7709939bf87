// Broken in one way: when the journal is full, the directory is not synced after the new one was renamed over it.
// A loss of power brings the old journal back, without the document that was acknowledged. Appends are sound.
import { openSync, type Stats } from 'node:fs';
import { fillAndClose } from '../../commits/durable-rename.js';
import { renameOver } from '../../commits/rename-over.js';
import { openJournal } from '../../journal.js';
import { JournalFile, newJournalWith } from '../../journal-file.js';
import { namedDocumentLockAvailability } from '../../locks/named-document-lock.js';
import type { Strategy } from '../../strategy.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = [
  'power-loss/survives-weakest',
  'power-loss/survives-journaled',
  'power-loss/survives-ordered',
];

class UnsyncedCompaction extends JournalFile {
  protected override replace(target: string, rev: number, yaml: Uint8Array, previous: Stats | null): void {
    if (previous === null) {
      super.replace(target, rev, yaml, previous);
      return;
    }
    fillAndClose(openSync(`${target}.tmp`, 'w'), newJournalWith(rev, yaml), previous);
    renameOver(`${target}.tmp`, target);
  }
}

const strategy: Strategy = {
  id: 'compacts-without-directory-sync',
  title: 'A journal that is replaced without syncing the directory',
  availability: () => Promise.resolve(namedDocumentLockAvailability()),
  open: (path, options) => openJournal(path, options, new UnsyncedCompaction()),
};

export default strategy;
