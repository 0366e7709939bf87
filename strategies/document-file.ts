// The file that a path stands for, and its bytes. Symbolic links are followed, dangling ones too: a rename onto
// the link would replace the link itself, and lock and temporary file have to lie beside the real document.
import { closeSync, fstatSync, lstatSync, openSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** As many as Linux follows. */
const LINKS_MAX = 40;

/** Where the document really is, or would be. Links among its directories are left to the kernel. */
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
}

/** Everything in the file and the stats of the very inode it was read from; null when there is no file. */
export function readContent(path: string): Content | null {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
  try {
    return readOpenFile(fd);
  } finally {
    closeSync(fd);
  }
}

/** The same of a descriptor that stands at the beginning of its file. */
export function readOpenFile(fd: number): Content {
  const stats = fstatSync(fd);
  return { bytes: readToEnd(fd, stats.size), stats };
}

/** @param sizeExpected only a guess: a file that is written in place may have grown or shrunk meanwhile. */
function readToEnd(fd: number, sizeExpected: number): Buffer {
  // One byte more than expected, so that the end is usually found by the second read of an unchanged file.
  let buffer = Buffer.allocUnsafe(sizeExpected + 1);
  let length = 0;
  for (;;) {
    const taken = readSync(fd, buffer, length, buffer.byteLength - length, null);
    if (taken === 0) {
      return buffer.subarray(0, length);
    }
    length += taken;
    if (length === buffer.byteLength) {
      buffer = Buffer.concat([buffer], 2 * length);
    }
  }
}
