// What becomes of an fsync, and of a rename that is being watched, in a directory: for applications that want
// to know before they rely on it. By what is documented of the mount and by time, as `holdfast doctor` does
// it; what a device does with what it has acknowledged can't be seen.
import { mkdir } from 'node:fs/promises';
import type { Renames, Syncs } from '../../results/facts/run-record.js';

export interface ProbedSyncs extends Syncs {
  /** null: it could not be watched. */
  renames: Renames | null;
}

/** `dir` is made when it is absent. Takes less than a second. Rejects with the system error. */
export async function probeSyncs(dir: string): Promise<ProbedSyncs> {
  await mkdir(dir, { recursive: true });
  const [{ findSyncs }, { findRenames }, { fileSystemOf }] = await Promise.all([
    import('../platform/sync-truth.js'),
    import('../platform/rename-truth.js'),
    import('../platform/file-system.js'),
  ]);
  const mount = await fileSystemOf(dir);
  return { ...findSyncs(dir, mount, process.env), renames: await findRenames(dir, mount) };
}
