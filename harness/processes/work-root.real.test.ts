// A root that somebody else makes and removes all the time: whoever wants it gets it. The race with another
// process is a matter of chance, so a pass of that test is no proof; the others force what it waits for.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inWorkRoot, removeWorkRootIfOurs } from './work-root.js';

/** The race alone: a fault shows itself in some of thousands of uses, the forced ones below in the first. */
const USES = 400;

let scratch: string;
beforeEach(() => {
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-work-root-'));
});
afterEach(() => {
  fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
});

const blinking = (root: string): string => `
  const fs = require('node:fs');
  process.stdout.write('begins');
  for (;;) {
    try { fs.mkdirSync(${JSON.stringify(root)}); } catch {}
    try { fs.rmdirSync(${JSON.stringify(root)}); } catch {}
  }`;

test('one that has gone when it is used is made again', () => {
  let attempts = 0;
  inWorkRoot(path.join(scratch, 'root'), (root) => {
    attempts += 1;
    if (attempts < 4) fs.rmSync(root.path, { recursive: true });
    fs.mkdirSync(path.join(root.path, 'run'));
  });
  expect(attempts).toBe(4);
});

test('one that goes each time is given up after a thousand attempts', () => {
  let attempts = 0;
  const vanishes = (): never => {
    attempts += 1;
    throw Object.assign(new Error('gone'), { code: 'ENOENT' });
  };
  expect(() => inWorkRoot(path.join(scratch, 'root'), vanishes)).toThrowError(
    expect.objectContaining({ code: 'DIR_NOT_WRITABLE' }),
  );
  expect(attempts).toBe(1000);
});

test('one that comes and goes is used all the same', async () => {
  const root = path.join(scratch, 'root');
  const child = spawn(process.execPath, ['-e', blinking(root)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = once(child, 'exit');
  try {
    await once(child.stdout, 'data');
    let used = 0;
    for (let i = 0; i < USES; i += 1) {
      inWorkRoot(root, (ready) => {
        used += 1;
        removeWorkRootIfOurs(ready);
      });
    }
    expect(used).toBe(USES);
    // Otherwise nobody came between.
    expect(child.exitCode ?? child.signalCode).toBeNull();
  } finally {
    child.kill('SIGKILL');
    await gone;
  }
});

test('a link that leads nowhere is in the way, and is left alone', () => {
  const link = path.join(scratch, 'link');
  fs.symlinkSync(path.join(scratch, 'nowhere'), link, 'junction');
  expect(() => inWorkRoot(link, () => null)).toThrowError(expect.objectContaining({ code: 'DIR_IS_A_FILE' }));
  expect(fs.readdirSync(scratch)).toEqual(['link']);
});
