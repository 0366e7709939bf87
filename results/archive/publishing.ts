// Publishes a file so that a reader, or a crash, sees the old bytes or the new ones and nothing between: a
// temporary file beside it, fsync, rename, fsync of the directory. The harness may inject another way. Where
// directories can't be synced (Windows) a power cut may undo the rename but never tears the file.
import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Resolves when `path` durably holds exactly `bytes`; rejects with the system error and leaves the old file
 * alone.
 */
export type Publish = (path: string, bytes: Uint8Array) => Promise<void>;

/** Names of files that are not published yet; a reader passes over them. */
export function isUnpublished(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.tmp');
}

/**
 * Removes what a process was publishing in `dir` when it was killed; `pid` null: any process. Nothing may be
 * published there meanwhile. A directory that isn't there holds nothing.
 */
export async function removeUnpublished(dir: string, pid: number | null = null): Promise<void> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (hasCode(error, ['ENOENT', 'ENOTDIR'])) return [];
    throw error;
  });
  const ours = /^\..+\.(\d+)-[0-9a-f]{12}\.tmp$/;
  for (const name of names) {
    const maker = ours.exec(name)?.[1];
    if (maker === undefined || (pid !== null && Number(maker) !== pid)) continue;
    await rm(join(dir, name), { force: true });
  }
}

export const publishAtomically: Publish = async (path, bytes) => {
  const temporary = join(
    dirname(path),
    `.${basename(path)}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameOver(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path));
};

const triesMax = 20;

// On Windows a rename fails for as long as somebody (a virus scanner, a viewer) has the target open.
async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const passing = process.platform === 'win32' && hasCode(error, ['EPERM', 'EACCES', 'EBUSY']);
      if (!passing || attempt >= triesMax) throw error;
      await delay(10 * attempt);
    }
  }
}

/** fsync of a directory, passed over where the platform has no such thing. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (error) {
    if (!hasCode(error, ['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOTSUP'])) throw error;
  }
}

export function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
