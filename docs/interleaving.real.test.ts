// The smallest interleaving that docs/m03.md shows, forced: two real processes with real locks, each stopped
// at one file-system call and let go when the table says so. The prototype acknowledges two writes of the same
// rev and loses one; the same stops cannot make `flock` lose any.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flockAvailability } from '../strategies/locks/flock-lock.js';

/** Stops are files: whoever is stopped looks for the file that lets it go on, without turning its event loop. */
const actor = `
const fs = require('node:fs');
const path = require('node:path');
const [who, strategy, folder] = process.argv.slice(2);
const { openSync, unlinkSync } = fs;
const say = (what) => fs.closeSync(openSync(path.join(folder, what), 'w'));
const parent = process.ppid;
const waitFor = (what) => {
  while (!fs.existsSync(path.join(folder, what))) {
    if (process.ppid !== parent) process.exit(1);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  }
};
let stops = 1;
if (who === 'A') fs.unlinkSync = (name) => {
  if (String(name).endsWith('.lock') && stops-- > 0) {
    say('A is about to remove the lock file');
    waitFor('B is about to write');
  }
  return unlinkSync(name);
};
if (who === 'B') fs.openSync = (name, ...rest) => {
  if (String(name).endsWith('.tmp')) {
    say('B is about to write');
    waitFor('A is done');
  }
  return openSync(name, ...rest);
};
require('node:module').syncBuiltinESMExports();
(async () => {
  const { default: { open } } = await import(strategy);
  const store = await open(path.join(folder, 'document', 'tasks.yaml'), { lockTimeoutMs: 0 });
  const acknowledged = [];
  const write = async (id) => {
    const { tasks, ...document } = await store.read();
    await store.write({ ...document, tasks: [...tasks, { id }] }, document.rev).then(
      () => acknowledged.push(id),
      ({ code }) => acknowledged.push(code),
    );
  };
  if (who === 'A') {
    await write('first of A');
    await write('second of A');
    say('A is done');
  } else {
    waitFor('A is about to remove the lock file');
    await write('first of B');
    say('B is about to write');
    waitFor('A is done');
  }
  const { tasks } = await store.read();
  process.send({ acknowledged, kept: tasks.map(({ id }) => id) });
})();
`;

interface Told {
  acknowledged: string[];
  kept: string[];
}

let root = '';
const children: ChildProcess[] = [];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-interleaving-'));
  writeFileSync(join(root, 'actor.cjs'), actor);
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

async function interleave(strategy: string): Promise<{ A: Told; B: Told }> {
  const folder = mkdtempSync(join(root, 'case-'));
  mkdirSync(join(folder, 'document'));
  const document = 'version: 1\nrev: 1\nupdated_at: "2025-10-08T10:30:00Z"\ntasks: []\n';
  writeFileSync(join(folder, 'document', 'tasks.yaml'), document);
  const module = pathToFileURL(join(import.meta.dirname, '..', 'dist', 'strategies', `${strategy}.js`)).href;
  const run = (who: string) =>
    new Promise<Told>((resolve, reject) => {
      const child = fork(join(root, 'actor.cjs'), [who, module, folder], { execArgv: [] });
      children.push(child);
      child.once('message', (told) => resolve(told as Told)).once('error', reject);
      child.once('exit', (code) => reject(new Error(`${who} ended with ${code} and told nothing`)));
    });
  const [A, B] = await Promise.all([run('A'), run('B')]);
  return { A, B };
}

const available = flockAvailability().available;

test.runIf(available)('m03 acknowledges all three writes and keeps two', async () => {
  const { A, B } = await interleave('m03');
  expect(A.acknowledged).toEqual(['first of A', 'second of A']);
  expect(B.acknowledged).toEqual(['first of B']);
  expect(B.kept).toEqual(['first of A', 'first of B']);
});

test.runIf(available)('flock, stopped at the same calls, refuses the second writer', async () => {
  const { A, B } = await interleave('flock');
  expect(B.acknowledged).toEqual(['LOCKED']);
  expect(B.kept).toEqual(A.acknowledged);
  expect(A.acknowledged).toEqual(['first of A', 'second of A']);
});
