// Trees put into real directories: contents, modes, times, links, inodes; and trees that must be refused.
import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Tree } from '../../../results/vocabulary/trace.js';
import { takeSnapshot } from '../../tap/record/snapshot.js';
import { toTree } from '../../tap/record/tree.js';
import { initialFiles, putFiles, removeFiles } from './initial-files.js';
import { inDirectory } from './testing/on-runtime.js';

const atMs = Date.UTC(2030, 0, 1);
const content = Buffer.from('some text\n').toString('base64');
const tree: Tree = {
  inodes: {
    0: { type: 'dir', mode: 0o755, entries: { file: 1, lock: 2, link: 4, twin: 1 } },
    1: { type: 'file', mode: 0o600, content },
    2: { type: 'dir', mode: 0o700, entries: { owner: 3 } },
    3: { type: 'file', mode: 0o666, content: '' },
    4: { type: 'symlink', target: 'file' },
  },
};

it('makes the same tree again and again, with its times', async () => {
  await inDirectory(async (directory) => {
    const files = initialFiles(tree);
    for (const name of ['one', 'two']) {
      const root = join(directory, name);
      const inodes = putFiles(files, root, atMs);
      // The directory itself and four; a second name is no second inode.
      expect(new Set(inodes).size).toBe(5);
      const put = toTree(takeSnapshot(root).tree);
      expect(initialFiles(put)).toEqual(files);
      for (const path of ['', 'file', 'lock', 'lock/owner', 'link']) {
        expect(fs.lstatSync(join(root, path)).mtimeMs).toBe(atMs);
      }
      const { dev, ino } = fs.lstatSync(root, { bigint: true });
      expect(inodes[0]).toBe(`${dev}:${ino}`);
      removeFiles(root);
      expect(fs.readdirSync(directory)).toEqual([]);
    }
  });
});

it.each<[string, Tree['inodes']]>([
  [
    'a name that climbs',
    { 0: { type: 'dir', mode: 0o755, entries: { '..': 1 } }, 1: { type: 'file', mode: 0o600, content } },
  ],
  [
    'a name with a slash',
    { 0: { type: 'dir', mode: 0o755, entries: { 'a/b': 1 } }, 1: { type: 'file', mode: 0o600, content } },
  ],
  [
    'a link that leads out',
    { 0: { type: 'dir', mode: 0o755, entries: { a: 1 } }, 1: { type: 'symlink', target: '../x' } },
  ],
  [
    'an absolute link',
    { 0: { type: 'dir', mode: 0o755, entries: { a: 1 } }, 1: { type: 'symlink', target: '/etc' } },
  ],
  ['a directory in itself', { 0: { type: 'dir', mode: 0o755, entries: { a: 0 } } }],
  ['a missing inode', { 0: { type: 'dir', mode: 0o755, entries: { a: 1 } } }],
])('refuses %s', (_, inodes) => {
  expect(() => initialFiles({ inodes })).toThrow();
});
