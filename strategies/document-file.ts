// Finds the file behind a path and reads it. Symbolic links are followed, dangling ones too: a rename onto a
// link would replace the link, and lock and temporary file must lie beside the real document.
import { closeSync, fstatSync, lstatSync, openSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The limit of Linux. */
const LINKS_MAX = 40;

/** The path of the real document, which may not exist. Links among its directories are left to the kernel. */
export function followLinks(path: string): { path: string; exists: boolean } {
  let target = path;
  for (let links = 0; links <= LINKS_MAX; links++) {
    const stats = lstatSync(target, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink() !== true) {
      return { path: target, exists: stats !== undefined };
    }
    target = resolve(dirname(target), readlinkSync(target));
  }
  throw Object.assign(new Error(`${path} leads through more than ${LINKS_MAX} symbolic links`), {
    code: 'ELOOP',
  });
}

export interface Content {
  bytes: Buffer;
  stats: Stats;
  /** Known without parsing the bytes, because who stored them sealed it with them. */
  rev?: number;
}

/** Open for reading; null when there is no file. */
export function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/** The bytes of the file and the stats of the inode that they were read from; null when there is no file. */
export function readContent(path: string): Content | null {
  const fd = openIfThere(path);
  if (fd === null) return null;
  try {
    return readOpenFile(fd);
  } finally {
    closeSync(fd);
  }
}

/** The same for an open descriptor. */
export function readOpenFile(fd: number): Content {
  const stats = fstatSync(fd);
  return { bytes: readToEnd(fd, stats.size), stats };
}

/**
 * All bytes, from the beginning.
 * @param sizeExpected a hint: a file that is written in place may have grown or shrunk since
 */
export function readToEnd(fd: number, sizeExpected: number): Buffer {
  // One byte more than expected, so that an unchanged file usually needs two reads, the second of which finds
  // the end.
  let buffer = Buffer.allocUnsafe(sizeExpected + 1);
  let length = 0;
  for (;;) {
    const taken = readSync(fd, buffer, length, buffer.byteLength - length, length);
    if (taken === 0) {
      return buffer.subarray(0, length);
    }
    length += taken;
    if (length === buffer.byteLength) {
      buffer = Buffer.concat([buffer], 2 * length);
    }
  }
}
