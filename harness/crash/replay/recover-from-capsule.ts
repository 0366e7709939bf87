// Lets the real strategy recover from the disk of a capsule, under the conditions of a run: as after a
// reboot, and at once if the disk holds more than the document. First it reads and writes in the directory
// from before the first write: a strategy that can't work there says nothing about the crash.
import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import type { RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import type { DiskNode, Recovery } from '../children/child-protocol.js';
import type { ChildContext } from '../children/children.js';
import { ContentPacking } from '../contents/packed-contents.js';
import { type RecoverOptions, recoverAll } from '../recovery/recover.js';
import { afterReboot, atOnce, holdsMoreThan } from '../recovery/recovery-conditions.js';
import { type DiskImage, imageOfTree } from '../states/disk-image.js';
import { checkImage } from '../states/write-tree.js';

export type CapsuleRecovery =
  | { type: 'unavailable'; reason: string; remedy: string }
  | {
      type: 'tried';
      /** What was read in the directory from before the first write. */
      undisturbed: RecoveredFile;
      afterReboot: Recovery;
      /** null: not tried, for the disk holds nothing but the document. */
      atOnce: Recovery | null;
    };

/** Throws WriteTreeError for a disk that leads out of its directory. */
export async function recoverFromCapsule(
  context: ChildContext,
  { trace, disk, documentPath }: Capsule,
  options: Pick<RecoverOptions, 'baseMs'> = {},
): Promise<CapsuleRecovery> {
  const packing = new ContentPacking();
  const [initial, left] = [imageOfTree(trace.initial), imageOfTree(disk)].map((image) =>
    packedImage(image, packing),
  ) as [DiskNode[], DiskNode[]];
  const base = context.freshDirectory('disks');
  const items = [
    atOnce(`${base}/undisturbed`, documentPath, initial),
    afterReboot(`${base}/after-reboot`, documentPath, left),
    ...(holdsMoreThan(documentPath, left) ? [atOnce(`${base}/at-once`, documentPath, left)] : []),
  ];
  const { outcomes, unavailable } = await recoverAll(context, items, { packing, ...options });
  if (unavailable !== null) return { type: 'unavailable', ...unavailable };
  const [undisturbed = null, rebooted = null, wentOn = null] = outcomes;
  if (undisturbed === null || undisturbed.recovered.type === 'error' || rebooted === null) {
    const read = undisturbed?.recovered;
    const why = read?.type === 'error' ? `: ${read.message}` : '';
    const reason = `it does not even work on the directory from before the first write${why}`;
    return { type: 'unavailable', reason, remedy: 'see what it needs with: holdfast doctor' };
  }
  return { type: 'tried', undisturbed: undisturbed.recovered, afterReboot: rebooted, atOnce: wentOn };
}

function packedImage(image: DiskImage, packing: ContentPacking): DiskNode[] {
  checkImage(image);
  return image.map((node) => {
    if (node.type !== 'file') return node;
    const { bytes, ...rest } = node;
    return { ...rest, content: packing.packBytes(bytes) };
  });
}
