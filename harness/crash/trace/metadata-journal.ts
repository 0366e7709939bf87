// How much a metadata journal has surely committed at each crash point. A journal commits in order, so one
// number is enough: the operations before it are committed. fsync forces the commit of everything up to the
// last change of its own inode (ext4's i_sync_tid, xfs's last log sequence number): a rename changes the file
// and both directories, so an fsync of any of these commits it; an fsync of an unchanged inode commits
// nothing new. Where the sync has to allocate blocks first, the allocation joins the running transaction and
// takes all of it along.
import type { Effect } from '../../../results/vocabulary/trace.js';
import type { InodeLife } from './inode-life.js';

interface Dirt {
  /** Number of effects up to and including the last that changed this inode. */
  touched: number;
  /** The same, counting only what fdatasync must not lose: data, size, and the inode itself. */
  touchedData: number;
  sizeBytes: number;
  /** Bytes that have blocks on disk. */
  allocatedBytes: number;
  allocates: boolean;
}

/** Entry k: how many effects are committed for certain at crash point k. */
export function committedAt(
  effects: readonly Effect[],
  inodes: ReadonlyMap<number, InodeLife>,
): readonly number[] {
  const dirt = new Map<number, Dirt>();
  const of = (ino: number): Dirt => {
    const known = dirt.get(ino);
    if (known !== undefined) return known;
    const sizeBytes = inodes.get(ino)?.initial.length ?? 0;
    const fresh = { touched: 0, touchedData: 0, sizeBytes, allocatedBytes: sizeBytes, allocates: false };
    dirt.set(ino, fresh);
    return fresh;
  };
  const committed = [0];
  let sure = 0;
  effects.forEach((effect, at) => {
    if (effect.op === 'fsync' || effect.op === 'fdatasync') {
      const inode = of(effect.ino);
      const reach = effect.op === 'fsync' ? inode.touched : inode.touchedData;
      sure = Math.max(sure, inode.allocates ? at : reach);
      inode.allocates = false;
      inode.allocatedBytes = inode.sizeBytes;
    } else touch(effect, at + 1, of);
    committed.push(sure);
  });
  return committed;
}

function touch(effect: Effect, through: number, of: (ino: number) => Dirt): void {
  const changed = (ino: number, data: boolean) => {
    const inode = of(ino);
    inode.touched = through;
    if (data) inode.touchedData = through;
  };
  switch (effect.op) {
    case 'create':
    case 'mkdir':
    case 'symlink':
      changed(effect.dir, true);
      changed(effect.ino, true);
      return;
    case 'link':
    case 'unlink':
    case 'rmdir':
      changed(effect.dir, true);
      changed(effect.ino, false);
      return;
    case 'rename':
      changed(effect.dir, true);
      changed(effect.toDir, true);
      if (effect.replaced !== null) changed(effect.replaced, false);
      changed(effect.ino, false);
      return;
    case 'write': {
      const inode = of(effect.ino);
      const end = effect.offset + Buffer.byteLength(effect.data, 'base64');
      if (end > inode.allocatedBytes) {
        inode.allocates = true;
        inode.touchedData = through;
      }
      inode.sizeBytes = Math.max(inode.sizeBytes, end);
      changed(effect.ino, false);
      return;
    }
    case 'truncate': {
      const inode = of(effect.ino);
      inode.allocatedBytes = Math.min(inode.allocatedBytes, effect.size);
      inode.sizeBytes = effect.size;
      changed(effect.ino, true);
      return;
    }
    case 'chmod':
    case 'chown':
    case 'utimes':
      changed(effect.ino, false);
      return;
    case 'fsync':
    case 'fdatasync':
    case 'mark':
      return;
  }
}
