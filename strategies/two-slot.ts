// Claims threads, processes and power loss, and a write costs little more than one sync: of two slots in the
// file the older one is overwritten. The document itself is locked by the kernel, which frees a dead writer's
// lock; readers take none. Fails where the lock does not reach every writer (two mounts of one directory), and
// for other programs that want the file to be one YAML document: it is two.
import { openFileStore } from './file-store.js';
import { namedDocumentLock, namedDocumentLockAvailability } from './locks/named-document-lock.js';
import type { OpenOptions, Store, Strategy } from './strategy.js';
import { TwoSlotFile } from './two-slot-file.js';

/** @param file what the store knows of its file; by default nothing yet. */
export function openTwoSlots(path: string, options: OpenOptions, file = new TwoSlotFile()): Promise<Store> {
  const parts = {
    lock: namedDocumentLock,
    commit: file.commit,
    contentOf: file.contentOf.bind(file),
    contentToRead: file.contentToRead.bind(file),
  };
  return openFileStore(parts, path, options);
}

const strategy: Strategy = {
  id: 'two-slot',
  title: 'Two slots, overwritten in turn',
  role: 'candidate',
  addon: 'prebuilt',
  onRequest: true,
  claims: { threads: true, processes: true, powerLoss: true },
  availability: () => Promise.resolve(namedDocumentLockAvailability()),
  open: (path, options) => openTwoSlots(path, options),
};

export default strategy;
