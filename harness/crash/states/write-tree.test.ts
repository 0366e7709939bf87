// Images are written to a real disk, read back, and refused where they would lead out of their directory.
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { imageKey } from '../testing/image-key.js';
import { type DiskImage, imageOfTree, treeOfImage } from './disk-image.js';
import { WriteTreeError, writeTree } from './write-tree.js';

const made: string[] = [];
function freshDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-tree-'));
  made.push(dir);
  return dir;
}
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const image: DiskImage = [
  { path: 'a', type: 'dir', mode: 0o700 },
  { path: 'a/doc', type: 'file', mode: 0o600, bytes: Buffer.from('hello') },
  { path: 'a/same', type: 'link', to: 'a/doc' },
  { path: 'a/short', type: 'symlink', target: '../b' },
  { path: 'b', type: 'file', mode: 0o644, bytes: Buffer.alloc(0) },
];

it('is there as described', () => {
  const dir = freshDir();
  writeTree(image, join(dir, 'fresh'), { agedMs: 3_600_000 });
  const at = (path: string) => join(dir, 'fresh', path);
  expect(readFileSync(at('a/doc'), 'utf8')).toBe('hello');
  expect(statSync(at('a/same')).ino).toBe(statSync(at('a/doc')).ino);
  expect(readlinkSync(at('a/short'))).toBe('../b');
  expect(statSync(at('b')).size).toBe(0);
  expect(Date.now() - statSync(at('a')).mtimeMs).toBeGreaterThan(3_000_000);
});

it.skipIf(process.platform === 'win32')('keeps modes', () => {
  const dir = freshDir();
  writeTree(image, dir);
  expect(statSync(join(dir, 'a')).mode & 0o777).toBe(0o700);
  expect(statSync(join(dir, 'a/doc')).mode & 0o777).toBe(0o600);
});

it('goes to a tree and back', () => {
  expect(imageKey(imageOfTree(treeOfImage(image)))).toBe(imageKey(image));
});

describe('refuses', () => {
  const hostile: [string, DiskImage][] = [
    ['a path upwards', [{ path: '../x', type: 'file', mode: 0o644, bytes: Buffer.alloc(1) }]],
    ['an absolute path', [{ path: '/x', type: 'file', mode: 0o644, bytes: Buffer.alloc(1) }]],
    ['a link upwards', [{ path: 'x', type: 'symlink', target: '../x' }]],
    ['a link that climbs out of a name', [{ path: 'x', type: 'symlink', target: 'a/../../x' }]],
    ['an absolute link', [{ path: 'x', type: 'symlink', target: '/etc/passwd' }]],
    ['a hard link upwards', [{ path: 'x', type: 'link', to: '../x' }]],
  ];
  for (const [name, nodes] of hostile) {
    it(name, () => {
      const dir = freshDir();
      expect(() => writeTree(nodes, dir)).toThrow(WriteTreeError);
    });
  }
});
