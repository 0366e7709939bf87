// The files in a schedule's directory when it begins, made anew for each schedule: with few system calls, and
// with times of the schedule's clock. The inode numbers that the kernel assigned are returned.
import {
  closeSync,
  fchmodSync,
  fstatSync,
  futimesSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ROOT, type Tree } from '../../../results/vocabulary/trace.js';
import type { RawInode } from '../client-protocol.js';

type Item =
  | { type: 'dir'; path: string; mode: number }
  | { type: 'file'; path: string; mode: number; bytes: Buffer }
  | { type: 'symlink'; path: string; target: string }
  | { type: 'link'; path: string; to: string };

/** Parents before what is in them; the directory itself is left out. */
export type InitialFiles = readonly Item[];

const NAME_UNSAFE = /^\.{0,2}$|[/\0]/;

/** Throws for a tree whose names lead out of it: capsules come from anywhere. */
export function initialFiles(tree: Tree): InitialFiles {
  const items: Item[] = [];
  const first = new Map<number, string>();
  const visit = (number: number, path: string): void => {
    const node = tree.inodes[String(number)];
    const known = first.get(number);
    if (node === undefined || (known !== undefined && node.type === 'dir'))
      throw new Error(`no tree: ${path}`);
    if (known !== undefined) {
      items.push({ type: 'link', path, to: known });
      return;
    }
    first.set(number, path);
    if (node.type === 'file') {
      items.push({ type: 'file', path, mode: node.mode, bytes: Buffer.from(node.content, 'base64') });
    } else if (node.type === 'symlink') {
      if (node.target.startsWith('/') || node.target.split('/').includes('..')) {
        throw new Error(`the symbolic link ${path} may lead out of the directory: ${node.target}`);
      }
      items.push({ type: 'symlink', path, target: node.target });
    } else {
      if (number !== ROOT) items.push({ type: 'dir', path, mode: node.mode });
      for (const [name, child] of Object.entries(node.entries).sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (NAME_UNSAFE.test(name)) throw new Error(`not a name: ${JSON.stringify(name)}`);
        visit(child, path === '' ? name : `${path}/${name}`);
      }
    }
  };
  visit(ROOT, '');
  return items;
}

/**
 * Makes `directory` and everything in it, last changed at `atMs`; the inodes in order, the directory's own
 * first.
 */
export function putFiles(files: InitialFiles, directory: string, atMs: number): RawInode[] {
  mkdirSync(directory);
  const inodes = files.flatMap((item) =>
    item.type === 'link' ? link(item, directory) : [put(item, directory, atMs)],
  );
  for (const item of [...files].reverse()) {
    if (item.type === 'dir') utimesSync(join(directory, item.path), atMs / 1000, atMs / 1000);
  }
  utimesSync(directory, atMs / 1000, atMs / 1000);
  return [identity(lstatSync(directory, { bigint: true })), ...inodes];
}

function put(item: Exclude<Item, { type: 'link' }>, directory: string, atMs: number): RawInode {
  const path = `${directory}/${item.path}`;
  switch (item.type) {
    case 'dir':
      mkdirSync(path, item.mode);
      break;
    case 'symlink':
      symlinkSync(item.target, path);
      lutimesSync(path, atMs / 1000, atMs / 1000);
      break;
    case 'file': {
      const fd = openSync(path, 'wx', item.mode);
      if (item.bytes.length > 0) writeFileSync(fd, item.bytes);
      futimesSync(fd, atMs / 1000, atMs / 1000);
      const stats = fstatSync(fd, { bigint: true });
      // The umask may have removed bits.
      if (Number(stats.mode & 0o7777n) !== item.mode) fchmodSync(fd, item.mode);
      closeSync(fd);
      return identity(stats);
    }
  }
  return identity(lstatSync(path, { bigint: true }));
}

function link(item: Extract<Item, { type: 'link' }>, directory: string): [] {
  linkSync(join(directory, item.to), join(directory, item.path));
  return [];
}

function identity(stats: { dev: bigint; ino: bigint }): RawInode {
  return `${stats.dev}:${stats.ino}`;
}

/**
 * Removes a directory and its content; several times as fast as rmSync. A directory that another process
 * still fills stays: it is swept with everything around it.
 */
export function removeFiles(directory: string): void {
  try {
    removeQuickly(directory);
  } catch {
    rmSync(directory, { recursive: true, force: true, maxRetries: 2 });
  }
}

function removeQuickly(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory()) removeQuickly(path);
    else unlinkSync(path);
  }
  rmdirSync(directory);
}
