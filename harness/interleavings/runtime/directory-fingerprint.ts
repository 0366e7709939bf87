// Everything that a fresh client can observe of a directory, in one text: names, types, modes, link counts,
// modification times, contents. Left out are inode numbers and what only the kernel can set.
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
    // The times of the directory itself are real ones.
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
