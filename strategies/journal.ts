// Claims threads, processes and power loss, and most writes cost little more than one sync: documents are appended
// to space that was laid out in advance, and now and then the file is replaced by one with the last document
// alone. The document itself is locked by the kernel, which frees a dead writer's lock; readers take none. Fails
// where the lock does not reach every writer (two mounts of one directory), and for other programs that want the
// file to be one YAML document: it is many.
import { openFileStore } from './file-store.js';
import { JournalFile } from './journal-file.js';
import { namedDocumentLock, namedDocumentLockAvailability } from './locks/named-document-lock.js';
import type { OpenOptions, Store, Strategy } from './strategy.js';

/** @param file what the store knows of its file; by default nothing yet. */
export function openJournal(path: string, options: OpenOptions, file = new JournalFile()): Promise<Store> {
  const parts = {
    lock: namedDocumentLock,
    commit: file.commit,
    contentOf: file.contentOf.bind(file),
    contentToRead: file.contentToRead.bind(file),
  };
  return openFileStore(parts, path, options);
}

const strategy: Strategy = {
  id: 'journal',
  title: 'Documents appended to a journal',
  role: 'candidate',
  addon: 'prebuilt',
  onRequest: true,
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(namedDocumentLockAvailability()),
  open: (path, options) => openJournal(path, options),
};

export default strategy;
