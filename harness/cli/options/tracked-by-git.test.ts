import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isTrackedByGit } from './tracked-by-git.js';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'holdfast-tracked-'));
});
afterEach(() => rmSync(top, { recursive: true }));

/** An index of one entry, as index-format says: flags with the length, the name, zero bytes. */
function indexOf(name: string): Buffer {
  const flags = Buffer.alloc(2);
  flags.writeUInt16BE(name.length);
  return Buffer.concat([Buffer.from('DIRC'), Buffer.alloc(68), flags, Buffer.from(`${name}\0\0`)]);
}

it('finds a file in the index, by its whole name only', () => {
  mkdirSync(join(top, '.git'));
  writeFileSync(join(top, '.git', 'index'), indexOf('kept/judged.json'));
  expect(isTrackedByGit(join(top, 'kept', 'judged.json'))).toBe(true);
  expect(isTrackedByGit(join(top, 'judged.json'))).toBe(false);
  expect(isTrackedByGit(join(top, 'other', 'judged.json'))).toBe(false);
});

it('follows the file of a worktree to its index', () => {
  mkdirSync(join(top, 'main', 'worktrees', 'one'), { recursive: true });
  writeFileSync(join(top, 'main', 'worktrees', 'one', 'index'), indexOf('kept/judged.json'));
  mkdirSync(join(top, 'tree'));
  writeFileSync(join(top, 'tree', '.git'), 'gitdir: ../main/worktrees/one\n');
  expect(isTrackedByGit(join(top, 'tree', 'kept', 'judged.json'))).toBe(true);
});

it('without a repository, or with one that can not be read, nothing is kept', () => {
  mkdirSync(join(top, '.git'));
  expect(isTrackedByGit(join(top, 'judged.json'))).toBe(false);
});
