// Random actions of a client on a few files, and their execution, which returns what the client observed,
// with inodes by the names that they had at the start.
import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Tap } from '../../../tap/patch/tap.js';

export const NAMES = ['a', 'b', 'd', 'd/x', 'e', 'to-a', 'to-d', 'new'];
const name = fc.constantFrom(...NAMES);
const file = fc.constantFrom('a', 'b', 'd/x');

export type Action =
  | { do: 'open'; name: string; flags: string }
  | {
      do: 'stat' | 'lstat' | 'exists' | 'readdir' | 'unlink' | 'mkdir' | 'rmdir' | 'chmod' | 'mkdirs';
      name: string;
    }
  | { do: 'rename' | 'link' | 'symlink'; from: string; to: string }
  | { do: 'read' | 'write' | 'fstat' | 'ftruncate' | 'close'; file: string };

export const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    do: fc.constant('open' as const),
    name,
    flags: fc.constantFrom('r', 'r+', 'w', 'wx', 'a', 'a+'),
  }),
  fc.record({
    do: fc.constantFrom('stat', 'lstat', 'exists', 'readdir', 'unlink', 'mkdir', 'rmdir', 'chmod', 'mkdirs'),
    name,
  }),
  fc.record({ do: fc.constantFrom('rename', 'link', 'symlink'), from: name, to: name }),
  fc.record({ do: fc.constantFrom('read', 'write', 'fstat', 'ftruncate', 'close'), file }),
);

export type Looks = 'at everything' | 'not at the number of links' | 'at the kind only';

export interface ActionFolder {
  directory: string;
  /** Opened before anything happens, by client and name. */
  descriptors: Map<string, number>;
  /** What an inode was called at the start. */
  inodes: Map<string, string>;
  /** What clients read of a stat. */
  looks: Looks;
}

export function carryOut(
  one: Action,
  client: number,
  { directory, descriptors, inodes, looks }: ActionFolder,
  tap: Tap,
): string {
  const at = (relative: string) => join(directory, relative);
  const kindOf = (stats: fs.BigIntStats) =>
    [stats.isFile(), stats.isDirectory(), stats.isSymbolicLink(), stats.isFIFO()].join(' ');
  const allOf = (stats: fs.BigIntStats) =>
    [
      kindOf(stats),
      inodes.get(String(stats.ino)) ?? 'new',
      stats.mode,
      stats.isDirectory() ? '' : stats.size,
      looks === 'at everything' ? stats.nlink : '',
    ].join(' ');
  const told = looks === 'at the kind only' ? kindOf : allOf;
  const big = { bigint: true } as const;
  switch (one.do) {
    case 'open': {
      const fd = fs.openSync(at(one.name), one.flags);
      try {
        return inodes.get(String(tap.bypass(() => fs.fstatSync(fd, big)).ino)) ?? 'new';
      } finally {
        tap.bypass(() => fs.closeSync(fd));
      }
    }
    case 'stat':
      return told(fs.statSync(at(one.name), big));
    case 'lstat':
      return told(fs.lstatSync(at(one.name), big));
    case 'exists':
      return String(fs.existsSync(at(one.name)));
    case 'readdir':
      return fs.readdirSync(at(one.name)).sort().join();
    case 'unlink':
      return String(fs.unlinkSync(at(one.name)));
    case 'mkdir':
      return String(fs.mkdirSync(at(one.name)));
    case 'mkdirs':
      return fs.mkdirSync(at(one.name), { recursive: true }) === undefined ? '' : 'made';
    case 'rmdir':
      return String(fs.rmdirSync(at(one.name)));
    case 'chmod':
      return String(fs.chmodSync(at(one.name), 0o700 + client));
    case 'rename':
      return String(fs.renameSync(at(one.from), at(one.to)));
    case 'link':
      return String(fs.linkSync(at(one.from), at(one.to)));
    case 'symlink':
      return String(fs.symlinkSync(one.from, at(one.to)));
    default: {
      const fd = descriptors.get(`${client} ${one.file}`) ?? -1;
      return onDescriptor(one.do, fd, client, allOf);
    }
  }
}

function onDescriptor(
  what: 'read' | 'write' | 'fstat' | 'ftruncate' | 'close',
  fd: number,
  client: number,
  told: (stats: fs.BigIntStats) => string,
): string {
  switch (what) {
    case 'read': {
      const buffer = Buffer.alloc(20);
      return buffer.toString('utf8', 0, fs.readSync(fd, buffer, 0, 20, 0));
    }
    case 'write':
      return String(fs.writeSync(fd, `by ${client}`, 1));
    case 'fstat':
      return told(fs.fstatSync(fd, { bigint: true }));
    case 'ftruncate':
      return String(fs.ftruncateSync(fd, 2));
    case 'close':
      return '';
  }
}
