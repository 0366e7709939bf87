// A process that is shown as dead is dead in every way of asking, though it lives; others are what they are.
import fs from 'node:fs';
import process, { kill } from 'node:process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { installTap } from '../patch/install.js';
import type { Tap } from '../patch/tap.js';
import { DeadProcesses } from './dead-processes.js';

let tap: Tap;
beforeAll(async () => {
  tap = await installTap();
});

async function whileDead<T>(pids: number[], work: () => T | Promise<T>): Promise<T> {
  const detach = tap.attach(new DeadProcesses(pids));
  try {
    return await work();
  } finally {
    detach();
  }
}

const codeOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
    return 'lives';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
};
const there = async (found: unknown): Promise<string> => ((await found) ? 'lives' : 'none');
const parent = process.ppid;
const stat = `/proc/${parent}/stat`;

const signals: [string, () => unknown, string][] = [
  ['process.kill', () => process.kill(parent, 0), 'ESRCH'],
  ['kill, as a module exports it', () => kill(parent, 0), 'ESRCH'],
  ['process.kill by a text', () => process.kill(String(parent) as never, 0), 'ESRCH'],
];
const files: [string, () => unknown, string][] = [
  ['readFileSync', () => fs.readFileSync(stat, 'latin1'), 'ENOENT'],
  ['the callback', () => promisify(fs.readFile)(stat), 'ENOENT'],
  ['the promise', () => fs.promises.readFile(stat), 'ENOENT'],
  ['openSync', () => fs.closeSync(fs.openSync(stat, 'r')), 'ENOENT'],
  ['statSync', () => fs.statSync(`/proc/${parent}`), 'ENOENT'],
  ['lstat', () => fs.promises.lstat(`/proc/${parent}/`), 'ENOENT'],
  ['access', () => fs.promises.access(`/proc//${parent}`), 'ENOENT'],
  ['readlinkSync', () => fs.readlinkSync(`/proc/${parent}/exe`), 'ENOENT'],
  ['readdirSync', () => fs.readdirSync(`/proc/${parent}/task`), 'ENOENT'],
];
const looks: [string, () => unknown][] = [
  ['existsSync', () => fs.existsSync(`/proc/${parent}`)],
  ['exists', () => new Promise((resolve) => fs.exists(`/proc/${parent}`, resolve))],
  ['statSync without an error', () => fs.statSync(stat, { throwIfNoEntry: false })],
  ['the list of processes', () => fs.readdirSync('/proc').includes(String(parent))],
  [
    'the list with types',
    () => fs.readdirSync('/proc', { withFileTypes: true }).some(({ name }) => name === String(parent)),
  ],
];

describe('a process that lives', () => {
  it.each(signals)('is dead for %s', async (_, ask, code) => {
    expect(await whileDead([parent], () => codeOf(ask))).toBe(code);
    expect(await whileDead([process.pid, 1 << 22], () => codeOf(ask))).toBe('lives');
    expect(await codeOf(ask)).toBe('lives');
  });

  it.runIf(process.platform === 'linux').each(files)('is dead for %s', async (_, ask, code) => {
    expect(await whileDead([parent], () => codeOf(ask))).toBe(code);
    expect(await whileDead([process.pid], () => codeOf(ask))).toBe('lives');
  });

  it.runIf(process.platform === 'linux').each(looks)('is not there for %s', async (_, ask) => {
    expect(await whileDead([parent], () => there(ask()))).toBe('none');
    expect(await whileDead([process.pid], () => there(ask()))).toBe('lives');
  });
});

it('the errors are those of Node', async () => {
  const errorOf = (work: () => unknown): NodeJS.ErrnoException | null => {
    try {
      work();
      return null;
    } catch (error) {
      const { code, errno, syscall, path, message } = error as NodeJS.ErrnoException;
      return { code, errno, syscall, path, message } as NodeJS.ErrnoException;
    }
  };
  const nobody = 0x3f_ffff;
  const asked = (pid: number) => [
    () => process.kill(pid, 0),
    () => fs.readFileSync(`/proc/${pid}/stat`),
    () => fs.readdirSync(`/proc/${pid}/task`),
  ];
  const real = asked(nobody).map(errorOf);
  const shown = await whileDead([parent], () => asked(parent).map(errorOf));
  expect(JSON.parse(JSON.stringify(shown).replaceAll(String(parent), String(nobody)))).toEqual(real);
});

it('this process never looks dead to itself', async () => {
  await whileDead([process.pid], () => {
    expect(process.kill(process.pid, 0)).toBe(true);
    expect(fs.existsSync(`/proc/${process.pid}`)).toBe(process.platform === 'linux');
  });
});
