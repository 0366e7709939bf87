// The two conditions under which a strategy recovers from a disk, the same for a run and for a replay: after
// a reboot (everything looks a minute older, another boot id), and at once on the machine that went on. Also
// the limits that decide whether the next write got through.
import type { DiskNode, RecoverDisk, RecoverItem } from '../children/child-protocol.js';

/** A reboot takes longer than any stale time in use. */
const REBOOT_MS = 60_000;
/**
 * For a lock after a reboot. No process is alive that could hold it, and a lock that frees itself by age is
 * free. One that frees itself only by being watched for longer counts as stuck; `kill-mid-write` measures how
 * long clients wait.
 */
const LOCK_PATIENCE_MS = 200;
const NEXT_DOCUMENT_BYTES = 300;

export function afterReboot(root: string, documentPath: string, nodes: DiskNode[]): RecoverItem {
  return itemOf({ root, nodes, agedMs: REBOOT_MS }, documentPath, LOCK_PATIENCE_MS);
}

/** A lock that was left may look held here: such a recovery is not judged, see `saysNothing`. */
export function atOnce(root: string, documentPath: string, nodes: DiskNode[]): RecoverItem {
  return itemOf({ root, nodes, agedMs: null }, documentPath, 0);
}

function itemOf(disk: RecoverDisk, documentPath: string, lockPatienceMs: number): RecoverItem {
  const path = `${disk.root}/${documentPath}`;
  return { path, disk, lockPatienceMs, ageMs: 0, documentBytes: NEXT_DOCUMENT_BYTES };
}

/** Only then can it matter whether the machine went on: a document alone has no age and no owner. */
export function holdsMoreThan(documentPath: string, nodes: readonly DiskNode[]): boolean {
  return nodes.some(({ path }) => path !== documentPath && !documentPath.startsWith(`${path}/`));
}
