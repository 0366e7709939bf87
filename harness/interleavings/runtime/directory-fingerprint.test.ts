import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { directoryFingerprint } from './directory-fingerprint.js';

let top: string;
beforeEach(() => {
  top = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-print-'));
});
afterEach(() => fs.rmSync(top, { recursive: true }));

function made(name: string, change: (at: (relative: string) => string) => void = () => {}): string {
  const directory = path.join(top, name);
  const at = (relative: string) => path.join(directory, relative);
  fs.mkdirSync(at('sub'), { recursive: true });
  fs.writeFileSync(at('a'), 'content');
  fs.writeFileSync(at('b'), 'content');
  fs.symlinkSync('a', at('to-a'));
  change(at);
  for (const one of ['sub', 'a', 'b']) if (fs.existsSync(at(one))) fs.utimesSync(at(one), 1, 1);
  fs.lutimesSync(at('to-a'), 1, 1);
  return directoryFingerprint(directory);
}

test('directories that look alike have the same print, whenever and wherever they were made', () => {
  expect(made('one')).toBe(made('other'));
});

const changes: Record<string, (at: (relative: string) => string) => void> = {
  'another content': (at) => fs.writeFileSync(at('a'), 'CONTENT'),
  'bytes that are no text': (at) => fs.writeFileSync(at('a'), Buffer.from([0xff, 0xfe, 0, 1, 2, 3, 4])),
  'a file more': (at) => fs.writeFileSync(at('.hidden'), ''),
  'a file less': (at) => fs.rmSync(at('b')),
  'a file below': (at) => fs.writeFileSync(at('sub/c'), ''),
  'another mode': (at) => fs.chmodSync(at('a'), 0o700),
  'a directory in the place of a file': (at) => {
    fs.rmSync(at('b'));
    fs.mkdirSync(at('b'));
  },
  'another target': (at) => {
    fs.rmSync(at('to-a'));
    fs.symlinkSync('b', at('to-a'));
  },
  'two names of one file': (at) => {
    fs.rmSync(at('b'));
    fs.linkSync(at('a'), at('b'));
  },
};

test.each(Object.entries(changes))('%s shows', (_, change) => {
  expect(made('changed', change)).not.toBe(made('plain'));
});

test('another time of the last change shows, but not of the directory itself', () => {
  const plain = made('plain');
  fs.utimesSync(path.join(top, 'plain'), 2, 2);
  expect(directoryFingerprint(path.join(top, 'plain'))).toBe(plain);
  fs.utimesSync(path.join(top, 'plain/sub'), 2, 2);
  expect(directoryFingerprint(path.join(top, 'plain'))).not.toBe(plain);
});
