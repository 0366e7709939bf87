// The disks that a power loss may leave after an fsync of a file has failed and was reported. ext4, xfs and btrfs
// mark the pages of a failed sync clean, so that no later sync writes them out (Rebello et al., "Can Applications
// Recover from fsync Failures?", ATC 2020). Pure. Everything else reached the disk: the loss is that of the
// failed sync alone.
import type { Effect, Trace } from '../../../results/vocabulary/trace.js';
import { decoded } from '../trace/decoded.js';
import { InodeTree } from '../trace/inode-tree.js';
import { type DiskImage, imageOfTree } from './disk-image.js';

export interface FailedSync {
  /** How many effects had returned before it. */
  at: number;
  /** The file's. */
  ino: number;
}

export interface DiskAfterFailedSync {
  /** When the power fails. */
  moment: 'sync-failed' | 'call-ended';
  /**
   * clean: names and size are kept, and the pages hold what the disk held before, or zeros (ext4, xfs).
   * reverted: the file is what it was before it was written (btrfs).
   */
  pages: 'clean' | 'reverted';
  image: DiskImage;
}

const PAGE_BYTES = 4096;
const MOMENTS = ['sync-failed', 'call-ended'] as const;

/** Those that differ, the earliest first. Throws CrashTraceError if the trace contradicts itself. */
export function disksAfterFailedSync(trace: Trace, failed: FailedSync): DiskAfterFailedSync[] {
  const synced = lastSyncBefore(trace.effects, failed);
  const lost = (effect: Effect, at: number): boolean =>
    at > synced && at < failed.at && isWriteTo(effect, failed.ino);
  const disks = MOMENTS.flatMap((moment): DiskAfterFailedSync[] => {
    const end = moment === 'sync-failed' ? failed.at : trace.effects.length;
    const reverted = replayed(trace, end, (effect, at) => !lost(effect, at));
    return [
      { moment, pages: 'clean', image: imageOfTree(withCleanPages(trace, failed, end, synced, lost)) },
      { moment, pages: 'reverted', image: imageOfTree(reverted.toTree()) },
    ];
  });
  const seen = new Set<string>();
  return disks.filter(({ image }) => {
    const key = JSON.stringify(image, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    );
    return !seen.has(key) && seen.add(key);
  });
}

function lastSyncBefore(effects: readonly Effect[], { at, ino }: FailedSync): number {
  return effects
    .slice(0, at)
    .findLastIndex((effect) => (effect.op === 'fsync' || effect.op === 'fdatasync') && effect.ino === ino);
}

function isWriteTo(effect: Effect, ino: number): effect is Extract<Effect, { op: 'write' }> {
  return effect.op === 'write' && effect.ino === ino;
}

function replayed(
  trace: Trace,
  end: number,
  keeps: (effect: Effect, at: number) => boolean = () => true,
): InodeTree {
  const tree = InodeTree.from(trace.initial);
  trace.effects.slice(0, end).forEach((effect, at) => {
    if (keeps(effect, at)) tree.apply(effect, at);
  });
  return tree;
}

function withCleanPages(
  trace: Trace,
  { at, ino }: FailedSync,
  end: number,
  synced: number,
  lost: (effect: Effect, at: number) => boolean,
): ReturnType<InodeTree['toTree']> {
  const whole = replayed(trace, end);
  const file = whole.get(ino);
  const tree = whole.toTree();
  if (file?.type !== 'file') return tree;
  const before = replayed(trace, synced + 1).get(ino);
  const disk = before?.type === 'file' ? before.bytes : new Uint8Array();
  const pages = pagesOf(trace.effects.filter(lost));
  // A page that is written to again is dirty again, with all that the page cache holds of it.
  for (const page of pagesOf(trace.effects.slice(at, end).filter((effect) => isWriteTo(effect, ino))))
    pages.delete(page);
  const bytes = Uint8Array.from(file.bytes);
  for (const page of pages) {
    const [from, to] = [page * PAGE_BYTES, (page + 1) * PAGE_BYTES];
    bytes.fill(0, from, to);
    bytes.set(disk.subarray(from, Math.min(to, bytes.length)), Math.min(from, bytes.length));
  }
  tree.inodes[String(ino)] = {
    type: 'file',
    mode: file.mode,
    content: Buffer.from(bytes).toString('base64'),
  };
  return tree;
}

function pagesOf(effects: readonly Effect[]): Set<number> {
  const pages = new Set<number>();
  for (const effect of effects) {
    if (effect.op !== 'write') continue;
    const end = effect.offset + decoded(effect, effect.data).length;
    for (let page = Math.floor(effect.offset / PAGE_BYTES); page * PAGE_BYTES < end; page += 1)
      pages.add(page);
  }
  return pages;
}
