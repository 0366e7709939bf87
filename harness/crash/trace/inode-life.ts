// The history of one inode in a trace: its data, its modes, and every sync of it, each with the index of the
// effect. Persistence models read everything about a file from here.
import type { Inode } from './inode-tree.js';

export type DataOp =
  | { at: number; kind: 'write'; offset: number; bytes: Uint8Array }
  | { at: number; kind: 'truncate'; size: number };

export interface InodeLife {
  ino: number;
  type: Inode['type'];
  /** Of a symlink; else empty. */
  target: string;
  initial: Uint8Array;
  data: DataOp[];
  /** First entry: at birth (`at` −1 for inodes of the initial tree). */
  modes: { at: number; mode: number }[];
  /** Of the file's data, or of the directory. */
  syncs: number[];
  /** Syncs that cover the mode too: fsync, not fdatasync. */
  fullSyncs: number[];
  /** Renames of this inode over an existing file. */
  replacing: number[];
}
