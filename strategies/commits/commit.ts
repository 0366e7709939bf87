// Commit: puts new content in the place of the old. All calls are synchronous on purpose. They run between
// acquiring and releasing a lock, within one turn of the event loop: no other code of the same thread runs in
// between, no timer is late, and the lock is held as briefly as the disk allows.
import type { Stats } from 'node:fs';

export interface Commit {
  /** Makes sure that the directory exists; called before the lock, and only while the document is absent. */
  prepareDirectory(directory: string): void;
  /**
   * Makes `content` the document; the lock is held. When it returns, the content is as durable as the commit
   * promises; when it throws a system error, the new content may or may not have become visible.
   * @param target absolute path; no symbolic link
   * @param previous of the file that is replaced; null when there is none
   */
  commit(target: string, content: Uint8Array, previous: Stats | null): void;
}
