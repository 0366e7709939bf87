// Two questions about the volume below a directory: how much room is left, and whether two places share it
// (a rename between two devices fails with EXDEV, and their locks and syncs have nothing in common).
import { stat, statfs } from 'node:fs/promises';

/** Bytes that this user may still write below `dir`; null when the file system won't say. */
export async function freeBytes(dir: string): Promise<number | null> {
  try {
    const stats = await statfs(dir);
    return stats.bavail * stats.bsize;
  } catch {
    return null;
  }
}

/** Rejects when one of them doesn't exist. Two bind mounts of one device share it, although a rename between them fails. */
export async function isSameDevice(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a, { bigint: true }), stat(b, { bigint: true })]);
  return one.dev === other.dev;
}
