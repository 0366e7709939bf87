import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fromTimeToCome, withProcessId } from './left-locks.js';

let directory: string;
const at = (...names: string[]) => path.join(directory, ...names);
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'holdfast-left-'));
  writeFileSync(at('tasks.yaml'), 'rev: 4711\n');
});
afterEach(() => rmSync(directory, { recursive: true }));

it('gives a process id to somebody else: in texts, targets of links and names', () => {
  writeFileSync(at('lock'), 'pid 4711, not 47110 or a4711\n');
  symlinkSync('4711:99:boot', at('link'));
  mkdirSync(at('locks'));
  writeFileSync(at('locks', 'of-4711'), '');
  expect(withProcessId(directory, 'tasks.yaml', 4711, 12)).toBe(true);
  expect(readFileSync(at('lock'), 'utf8')).toBe('pid 12, not 47110 or a4711\n');
  expect(readlinkSync(at('link'))).toBe('12:99:boot');
  expect(readdirSync(at('locks'))).toEqual(['of-12']);
  expect(readFileSync(at('tasks.yaml'), 'utf8')).toBe('rev: 4711\n');
});

it('says when the process id is nowhere', () => {
  writeFileSync(at('lock'), 'token 47110\n');
  expect(withProcessId(directory, 'tasks.yaml', 4711, 12)).toBe(false);
});

it('dates what is left ahead: files, links, directories and times in texts', () => {
  writeFileSync(at('lock'), 'since 1764242000000\n');
  symlinkSync('nowhere', at('link'));
  mkdirSync(at('lock.d'));
  const documentMs = lstatSync(at('tasks.yaml')).mtimeMs;
  expect(fromTimeToCome(directory, 'tasks.yaml')).toBe(true);
  for (const name of ['lock', 'link', 'lock.d']) {
    expect(lstatSync(at(name)).mtimeMs).toBeGreaterThan(Date.now() + 3_000_000);
  }
  expect(readFileSync(at('lock'), 'utf8')).toBe('since 1764245600000\n');
  expect(lstatSync(at('tasks.yaml')).mtimeMs).toBe(documentMs);
});

it('says when nothing was left', () => {
  expect(fromTimeToCome(directory, 'tasks.yaml')).toBe(false);
});
