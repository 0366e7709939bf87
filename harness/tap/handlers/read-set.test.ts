// Which calls read a file's content, in every style, and which only look at names.
import fs from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeAll, expect, it } from 'vitest';
import { inTree } from '../directory.fixture.js';
import { installTap } from '../patch/install.js';
import type { Tap } from '../patch/tap.js';
import { ReadSet } from './read-set.js';

let tap: Tap;
beforeAll(async () => {
  tap = await installTap();
});

async function readSetOf(work: (dir: string) => unknown): Promise<string[]> {
  return await inTree(async (dir) => {
    const handler = new ReadSet();
    handler.startBelow(dir);
    const detach = tap.attach(handler);
    try {
      await work(dir);
      return handler.take();
    } finally {
      detach();
      expect(handler.take()).toEqual([]);
    }
  });
}

const appendsAndReads = (dir: string): void => {
  fs.appendFileSync(join(dir, 'file'), 'more');
  fs.readFileSync(join(dir, 'file'));
};
const reading: [string, (dir: string) => unknown, string[]][] = [
  ['readFileSync', (dir) => fs.readFileSync(join(dir, 'sub', 'inner')), ['sub/inner']],
  ['promises.readFile', (dir) => fs.promises.readFile(join(dir, 'file')), ['file']],
  ['a stream', (dir) => buffer(fs.createReadStream(join(dir, 'file'))), ['file']],
  ['statSync, for its size', (dir) => fs.statSync(join(dir, 'file')).size, ['file']],
  ['promises.lstat', (dir) => fs.promises.lstat(join(dir, 'twin')), ['twin']],
  [
    'copyFileSync, at both ends',
    (dir) => fs.copyFileSync(join(dir, 'file'), join(dir, 'new')),
    ['file', 'new'],
  ],
  [
    'renameSync, since the file may then be read by its new name',
    (dir) => fs.renameSync(join(dir, 'file'), join(dir, 'new')),
    ['file'],
  ],
  ['linkSync', (dir) => fs.linkSync(join(dir, 'file'), join(dir, 'new')), ['file']],
  ['appending and reading', appendsAndReads, ['file']],
  ['a path that is not in its simplest form', (dir) => fs.readFileSync(`${dir}/sub/../file`), ['file']],
];
const truncatesAndReads = (dir: string): void => {
  fs.writeFileSync(join(dir, 'file'), 'mine');
  fs.readFileSync(join(dir, 'file'));
};
const commits = (dir: string): void => {
  fs.writeFileSync(join(dir, 'new'), 'mine');
  fs.renameSync(join(dir, 'new'), join(dir, 'file'));
  fs.statSync(join(dir, 'file'));
};
const notReading: [string, (dir: string) => unknown][] = [
  ['existsSync', (dir) => fs.existsSync(join(dir, 'file'))],
  ['promises.access', (dir) => fs.promises.access(join(dir, 'file'))],
  ['readdirSync', (dir) => fs.readdirSync(dir)],
  ['realpathSync', (dir) => fs.realpathSync(join(dir, 'file'))],
  ['writing anew', (dir) => fs.writeFileSync(join(dir, 'file'), 'x')],
  ['unlinkSync', (dir) => fs.unlinkSync(join(dir, 'file'))],
  ['reading a file after writing it whole', truncatesAndReads],
  ['renaming a file it has created', commits],
  ['reading outside the directory', () => fs.readFileSync(new URL(import.meta.url))],
];

it.each(reading)('%s reads', async (_, work, paths) => {
  expect(await readSetOf(work)).toEqual(paths);
});
it.each(notReading)('%s reads nothing', async (_, work) => {
  expect(await readSetOf(work)).toEqual([]);
});
