// The cost of the tap: Node's own function against the tapped one without a handler, with a handler that does
// nothing, and while recording. `npx vitest bench harness/tap` prints the ratios, for this machine only.
import fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, bench, describe } from 'vitest';
import { makeTree } from '../directory.fixture.js';
import { TraceRecorder } from '../record/trace-recorder.js';
import { installTap } from './install.js';
import type { Handler } from './operation.js';
import { originalFs, originalPromises } from './original-fs.js';

const tap = await installTap();
const dir = makeTree();
const file = join(dir, 'file');
const fd = originalFs.openSync(file, 'r+');
const handle = await originalPromises.open(file, 'r+');
const bytes = Buffer.alloc(1024);
afterAll(async () => {
  originalFs.closeSync(fd);
  await handle.close();
  originalFs.rmSync(dir, { recursive: true });
});

const nothing: Handler = { before: () => undefined, after: () => undefined };
const during = (attach: () => () => void) => {
  let detach: () => void = () => undefined;
  return {
    setup: () => {
      detach = attach();
    },
    teardown: () => detach(),
  };
};
const listening = during(() => tap.attach(nothing));
const recording = during(() => {
  const recorder = new TraceRecorder(tap, dir);
  return () => void recorder.finish();
});

describe('fstatSync', () => {
  bench('Node', () => void originalFs.fstatSync(fd));
  bench('tapped, idle', () => void fs.fstatSync(fd));
  bench('tapped, one handler', () => void fs.fstatSync(fd), listening);
});

describe('writeSync of 1 KiB', () => {
  bench('Node', () => void originalFs.writeSync(fd, bytes, 0, 1024, 0));
  bench('tapped, idle', () => void fs.writeSync(fd, bytes, 0, 1024, 0));
  bench('tapped, one handler', () => void fs.writeSync(fd, bytes, 0, 1024, 0), listening);
});

describe('promises.stat', () => {
  bench('Node', async () => void (await originalPromises.stat(file)));
  bench('tapped, idle', async () => void (await fs.promises.stat(file)));
  bench('tapped, one handler', async () => void (await fs.promises.stat(file)), listening);
});

describe('FileHandle.write of 1 KiB', () => {
  bench('tapped, idle', async () => void (await handle.write(bytes, 0, 1024, 0)));
  bench('tapped, one handler', async () => void (await handle.write(bytes, 0, 1024, 0)), listening);
});

describe('writeFileSync of 1 KiB', () => {
  bench('Node', () => originalFs.writeFileSync(file, bytes));
  bench('tapped, idle', () => fs.writeFileSync(file, bytes));
  bench('tapped, recording', () => fs.writeFileSync(file, bytes), recording);
});
