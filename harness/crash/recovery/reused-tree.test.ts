// Each disk holds exactly what was put there, files are reused from disk to disk, and a file that may still
// be open never is.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiskImage } from '../states/disk-image.js';
import { openDescriptors } from './open-descriptors.js';
import { ReusedTree } from './reused-tree.js';

let base = '';
beforeEach(() => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-reused-'));
});
afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

const imageOf = (text: string): DiskImage => [
  { path: 'kept', type: 'dir', mode: 0o755 },
  { path: 'kept/doc', type: 'file', mode: 0o640, bytes: Buffer.from(text) },
];
const textOf = (index: number): string => `${index} `.repeat(1 + ((index * 7) % 40));

/** Puts so many disks; `use` does what a strategy does to each. */
function putAll(tree: ReusedTree, count: number, use: (document: string, index: number) => void): void {
  for (let index = 0; index < count; index++) {
    const root = path.join(base, String(index));
    tree.put(imageOf(textOf(index)), root, {});
    const document = path.join(root, 'kept/doc');
    expect(fs.readFileSync(document, 'utf8')).toBe(textOf(index));
    expect(fs.statSync(document).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(path.join(root, 'kept'))).toEqual(['doc']);
    use(document, index);
  }
}

function replace(tree: ReusedTree, document: string): void {
  fs.writeFileSync(`${document}.tmp`, 'new', { mode: 0o600 });
  tree.giveWay(`${document}.tmp`, document);
  fs.renameSync(`${document}.tmp`, document);
  expect(fs.readFileSync(document, 'utf8')).toBe('new');
}

describe('a reused tree', () => {
  const nothingHeld = (): number => 0;

  it('holds what was put there, whatever was done to the last disk, and uses its files again', () => {
    const tree = new ReusedTree(path.join(base, 'aside'), nothingHeld);
    const inodes = new Set<number>();
    putAll(tree, 300, (document, index) => {
      inodes.add(fs.statSync(document).ino);
      if (index % 3 === 0) fs.writeFileSync(`${document}.lock`, 'left behind');
      if (index % 2 === 0) replace(tree, document);
    });
    expect(inodes.size).toBeLessThan(200);
    tree.remove();
    expect(fs.readdirSync(base)).toEqual([]);
  });

  /** Whether a file that was left open served another disk. */
  const usesWhatIsHeld = (held: () => number | null): boolean => {
    const tree = new ReusedTree(path.join(base, 'aside'), held);
    let fd = -1;
    let again = false;
    putAll(tree, 300, (document, index) => {
      if (index === 5) fd = fs.openSync(document, 'r+');
      else if (fd >= 0) again ||= fs.fstatSync(fd).ino === fs.statSync(document).ino;
    });
    fs.closeSync(fd);
    return again;
  };

  it.runIf(process.platform === 'linux')('uses no file again that was left open', () => {
    expect(usesWhatIsHeld(openDescriptors)).toBe(false);
  });

  it('would use one that was left open if nobody counted', () => {
    expect(usesWhatIsHeld(nothingHeld)).toBe(true);
  });

  it('makes every file anew where descriptors cannot be counted', () => {
    expect(usesWhatIsHeld(() => null)).toBe(false);
  });

  it('leaves alone what is no plain replacement', () => {
    const tree = new ReusedTree(path.join(base, 'aside'), nothingHeld);
    const root = path.join(base, 'one');
    tree.put(imageOf('old'), root, {});
    const [document, other] = [path.join(root, 'kept/doc'), path.join(root, 'other')];
    const outside = path.join(base, 'outside');
    for (const file of [other, outside]) fs.writeFileSync(file, 'x');
    fs.linkSync(document, `${document}.link`);
    tree.giveWay(other, document);
    tree.giveWay(`${document}.link`, document);
    tree.giveWay(path.join(root, 'kept/missing'), document);
    tree.giveWay(other, path.join(root, 'kept'));
    tree.giveWay(outside, outside);
    fs.writeFileSync(`${document}.tmp`, 'new');
    tree.giveWay(`${document}.tmp`, document);
    expect(fs.readFileSync(document, 'utf8')).toBe('old');
    expect(fs.existsSync(outside)).toBe(true);
  });
});
