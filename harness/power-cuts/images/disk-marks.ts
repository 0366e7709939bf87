// The marks that the writing program puts into the disk's log: where it works, what it attempts, and what was
// acknowledged. Each is in the log before the program goes on.
import type { DocumentIdentity, VariantId } from '../../../results/vocabulary/persistence.js';

/** `directory`: below the root of the file system. `initial`: the document that is there, durable; null: none. */
export interface WrittenPlace {
  directory: string;
  variant: VariantId;
  initial: DocumentIdentity | null;
}

export type DiskMark =
  | ({ mark: 'place' } & WrittenPlace)
  | { mark: 'attempt' | 'acked'; rev: number; token: string }
  /** The place is done; what happens from here on is no part of it. */
  | { mark: 'left' };

/** Both ends of a mark are of one build. */
export const parseMark = (text: string): DiskMark => JSON.parse(text) as DiskMark;
