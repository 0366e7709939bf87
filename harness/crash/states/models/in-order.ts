// What `ordered` and `journaled` share: a journal that commits metadata (names, sizes cut off, modes)
// strictly in order, so a crash leaves a prefix of it, at least as long as the syncs have forced; and file
// data that reaches the disk later, each file's own writes in order. They differ in whether a rename over an
// existing file waits for the data of the file it puts there.
import type { LostEffect } from '../../../../results/vocabulary/persistence.js';
import type { InodeLife } from '../../trace/inode-life.js';
import { namespaceAt } from '../../trace/namespace-at.js';
import { countBefore, lastBefore, lifeOf, type Timeline } from '../../trace/timeline.js';
import type { CrashView, Slice, Slices } from './model.js';

export function inOrderSlices(view: CrashView, renameFlushes: boolean): Slices {
  const { timeline, point } = view;
  const cuts = journalCuts(timeline, timeline.committed[point] ?? 0, point);
  return {
    total: cuts.length,
    complete: true,
    *all() {
      for (const cut of cuts) yield sliceAt(view, cut, renameFlushes);
    },
    random: (random) => sliceAt(view, cuts[random.below(cuts.length)] ?? point, renameFlushes),
  };
}

/** Journal lengths that differ in effect, the longest first. */
function journalCuts(timeline: Timeline, committed: number, point: number): number[] {
  const cuts: number[] = [point];
  for (let at = point - 1; at >= committed; at--) if (isMetadata(timeline, at)) cuts.push(at);
  return cuts;
}

function isMetadata(timeline: Timeline, at: number): boolean {
  switch (timeline.trace.effects[at]?.op) {
    case 'create':
    case 'mkdir':
    case 'symlink':
    case 'link':
    case 'unlink':
    case 'rmdir':
    case 'rename':
    case 'truncate':
    case 'chmod':
      return true;
    default:
      return false;
  }
}

/** The disk with the first `journal` effects' metadata. */
function sliceAt(view: CrashView, journal: number, renameFlushes: boolean): Slice {
  const { timeline, point, contents, namespaces } = view;
  return {
    namespace: namespaceAt(namespaces, timeline, journal),
    contents(ino) {
      const life = lifeOf(timeline.inodes, ino);
      const { least, most } = dataBounds(life, journal, point, renameFlushes);
      return contents.prefix(ino, { least, most, point, journal });
    },
    lost: () => lostMetadata(timeline, journal, point),
  };
}

/** How many of the file's data operations are on disk at least and at most. */
function dataBounds(
  life: InodeLife,
  journal: number,
  point: number,
  renameFlushes: boolean,
): { least: number; most: number } {
  const done = countBefore(life.data, point);
  let least = countBefore(life.data, lastBefore(life.syncs, point) + 1);
  if (renameFlushes) {
    // ext4 with nodioread_nolock: the rename's transaction commits only after the blocks it allocated are written.
    least = Math.max(least, countBefore(life.data, lastBefore(life.replacing, journal) + 1));
  }
  // A size that was cut off is metadata: in if its transaction is, and what was written later only after it.
  let most = done;
  for (let index = 0; index < done; index++) {
    const op = life.data[index];
    if (op?.kind !== 'truncate') continue;
    if (op.at < journal) least = Math.max(least, index + 1);
    else if (index >= least) {
      most = index;
      break;
    }
  }
  return { least, most };
}

function lostMetadata(timeline: Timeline, journal: number, point: number): LostEffect[] {
  const lost: LostEffect[] = [];
  for (let at = journal; at < point; at++) {
    const op = timeline.trace.effects[at]?.op;
    if (op === 'truncate' || !isMetadata(timeline, at)) continue;
    lost.push({ effect: at, extent: 'whole', detail: 'not committed by the journal' });
  }
  return lost;
}
