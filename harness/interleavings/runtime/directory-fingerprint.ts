// Everything that a fresh client can find out about a directory by looking at it, in one text: names, kinds, modes,
// numbers of links, times of the last change, contents. Left out are inode numbers and what only the kernel can set.
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Throws what the file system throws. */
export function directoryFingerprint(directory: string): string {
  const entries: unknown[] = [];
  const inodes = new Map<bigint, number>();
  const visit = (path: string): void => {
    const { ino, mode, nlink, mtimeMs, isDirectory, isFile, isLink } = looked(path);
    const number = inodes.get(ino) ?? inodes.size;
    inodes.set(ino, number);
    const content = isFile ? readFileSync(path, 'latin1') : isLink ? readlinkSync(path) : null;
    // Of the directory itself the times are the machine's.
    const time = path === directory ? null : mtimeMs;
    entries.push([path.slice(directory.length), number, mode, isDirectory ? null : nlink, time, content]);
    if (isDirectory) for (const name of readdirSync(path).sort()) visit(`${path}/${name}`);
  };
  visit(directory);
  return JSON.stringify(entries);
}

function looked(path: string) {
  const stats = lstatSync(path, { bigint: true });
  return {
    ino: stats.ino,
    mode: Number(stats.mode),
    nlink: Number(stats.nlink),
    mtimeMs: Number(stats.mtimeNs) / 1e6,
    isDirectory: stats.isDirectory(),
    isFile: stats.isFile(),
    isLink: stats.isSymbolicLink(),
  };
}
