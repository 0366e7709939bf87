// Puts a disk image into a real directory, so that the real strategy can open what a crash left. It never
// leaves that directory: names are checked, and symbolic links that lead out are refused.
import {
  chmodSync,
  existsSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { DiskImage } from './disk-image.js';

export class WriteTreeError extends Error {
  override readonly name = 'WriteTreeError';
  readonly code = 'UNSAFE_TREE';
}

/**
 * `dir` is created if need be and must be empty. `agedMs`: how long ago everything in it was last changed (a
 * reboot takes time); default: just now. Throws WriteTreeError for names or links that lead out of `dir`, and
 * the system's own errors.
 */
export function writeTree(image: DiskImage, dir: string, options: { agedMs?: number } = {}): void {
  checkImage(image);
  mkdirSync(dir, { recursive: true });
  fillTree(image, dir, options);
}

/** Throws WriteTreeError for names or links that lead out of the directory. */
export function checkImage(image: DiskImage): void {
  for (const node of image) checkNode(node);
}

interface Filling {
  agedMs?: number;
  /**
   * Makes a file that does not exist, with this content and any mode. False: it did not, and the caller does.
   */
  makeFile?(path: string, bytes: Uint8Array): boolean;
}

/** For an image that was checked, into a directory where some of its directories may be, and nothing else. */
export function fillTree(image: DiskImage, dir: string, options: Filling): void {
  for (const node of image) {
    const path = join(dir, node.path);
    switch (node.type) {
      case 'dir':
        if (!existsSync(path)) mkdirSync(path);
        break;
      case 'file':
        if (options.makeFile?.(path, node.bytes) !== true) writeFileSync(path, node.bytes, { flag: 'wx' });
        chmodSync(path, node.mode & 0o7777);
        break;
      case 'link':
        linkSync(join(dir, node.to), path);
        break;
      case 'symlink':
        symlinkSync(node.target, path);
        break;
    }
  }
  const then = options.agedMs === undefined ? null : new Date(Date.now() - options.agedMs);
  // Children first: adding them would touch their directory again, and its mode may forbid it.
  for (const node of [...image].reverse()) {
    const path = join(dir, node.path);
    if (then !== null) (node.type === 'symlink' ? lutimesSync : utimesSync)(path, then, then);
    if (node.type === 'dir') chmodSync(path, node.mode & 0o7777);
  }
}

function checkNode(node: DiskImage[number]): void {
  checkPath(node.path);
  if (node.type === 'link') checkPath(node.to);
  if (node.type !== 'symlink') return;
  const { path, target } = node;
  const inside = !target.startsWith('/') && !/^[a-z]:|\\/i.test(target) && staysInside(dirname(path), target);
  if (!inside) throw new WriteTreeError(`the symbolic link ${path} leads out of the directory: ${target}`);
}

function checkPath(path: string): void {
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..' || part.includes('\0')) {
      throw new WriteTreeError(`not a path within the directory: ${JSON.stringify(path)}`);
    }
  }
}

/**
 * Lexically: `..` only at the front, and not above the root. After a name it could climb out of another link.
 */
function staysInside(from: string, target: string): boolean {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const climbs = parts.findIndex((part) => part !== '..');
  if (climbs >= 0 && parts.indexOf('..', climbs) >= 0) return false;
  const depth = from === '.' ? 0 : from.split('/').length;
  return (climbs < 0 ? parts.length : climbs) <= depth;
}
