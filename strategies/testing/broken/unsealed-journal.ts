// Broken in one way: it believes the length that an entry of the journal claims, and no checksum. What a loss of
// power left of the last one is read as a document.

import { openJournal } from '../../journal.js';
import { JournalFile } from '../../journal-file.js';
import { namedDocumentLockAvailability } from '../../locks/named-document-lock.js';
import type { Seal } from '../../sealed-entry.js';
import type { Strategy } from '../../strategy.js';
import type { FallsBy } from '../falls-by.js';

export const fallsBy: FallsBy = [
  'power-loss/survives-weakest',
  'power-loss/survives-journaled',
  'power-loss/survives-ordered',
  'kill-mid-write/no-corruption',
];

class BelievingJournal extends JournalFile {
  protected override isWhole(seal: Seal, yaml: Uint8Array): boolean {
    return seal.lengthBytes === yaml.byteLength;
  }
}

const strategy: Strategy = {
  id: 'unsealed-journal',
  title: 'A journal whose checksums nobody looks at',
  availability: () => Promise.resolve(namedDocumentLockAvailability()),
  open: (path, options) => openJournal(path, options, new BelievingJournal()),
};

export default strategy;
