// Which system calls of a log are failed, and what a log of a failed one shows.
import { describe, expect, test } from 'vitest';
import { parseStraceLog } from '../tap/strace/strace-log.js';
import { callFaults, metFault } from './system-call-faults.js';

const hex = (text: string) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const file = (fd: number, path: string) => `${fd}<${hex(path)}>`;
const DIR = '/srv/state';
const db = file(19, `${DIR}/db`);
const pipe = file(5, 'anon_inode:[eventfd]');
const calls = (...lines: string[]) => parseStraceLog(`${lines.join('\n')}\n`);
const injected = (call: string, code: string) => `${call} = -1 ${code} (told) (INJECTED) <0.000001>`;
const ok = (call: string, result = 0) => `${call} = ${result} <0.000001>`;

describe('what is failed', () => {
  const undisturbed = calls(
    ok(`7 write(${pipe}, "\\x01", 8)`, 8),
    ok(`7 pwrite64(${db}, "\\x61", 1, 0)`, 1),
    ok(`7 write(${db}, "\\x61", 1)`, 1),
    ok(`7 fsync(${db})`),
    ok(`8 fsync(${file(20, '/elsewhere')})`),
    ok(`9 fsync(${db})`),
  );
  const faults = callFaults(undisturbed, DIR, new Set([7, 8]));

  test('calls in the directory, of threads that can be failed, each with its errors', () => {
    const told = faults.map(({ name, nthInThread, code, how }) => `${name} ${nthInThread} ${code} ${how}`);
    // Who repeats an interrupted call would do so for ever.
    expect(told.filter((one) => one.startsWith('pwrite64'))).toEqual([
      ...['ENOSPC', 'EDQUOT', 'EIO'].flatMap((code) => [
        `pwrite64 1 ${code} once`,
        `pwrite64 1 ${code} lasting`,
      ]),
      'pwrite64 1 EINTR once',
    ]);
    expect(new Set(faults.map(({ tid, name }) => `${tid} ${name}`))).toEqual(
      new Set(['7 pwrite64', '7 write', '7 fsync']),
    );
  });

  test('a write by which threads may wake each other fails only where it is', () => {
    const writes = faults.filter(({ name }) => name === 'write');
    expect(new Set(writes.map(({ how, nthInThread, nth }) => `${how} ${nthInThread} ${nth}`))).toEqual(
      new Set(['once 2 2']),
    );
  });
});

describe('what was met', () => {
  test.each([
    ['nothing', [ok(`7 fsync(${db})`)], { injected: 0, removalsFailed: 0, sync: null }],
    [
      'a sync, and nothing after it',
      [injected(`7 fsync(${db})`, 'EIO')],
      { injected: 1, removalsFailed: 0, sync: { of: 'file', next: 'nothing' } },
    ],
    [
      'a sync that is tried again',
      [injected(`7 fsync(${db})`, 'EIO'), ok(`7 fsync(${db})`)],
      { injected: 1, removalsFailed: 0, sync: { of: 'file', next: 'retried' } },
    ],
    [
      'a sync after which bytes are written again',
      [injected(`7 fsync(${db})`, 'EIO'), ok(`7 pwrite64(${db}, "\\x61", 1, 0)`, 1), ok(`7 fsync(${db})`)],
      { injected: 1, removalsFailed: 0, sync: { of: 'file', next: 'rewritten' } },
    ],
    [
      'a sync of the directory',
      [injected(`7 fsync(${file(21, DIR)})`, 'EIO')],
      { injected: 1, removalsFailed: 0, sync: { of: 'directory', next: 'nothing' } },
    ],
    [
      'a removal',
      [injected(`7 unlink("${hex(`${DIR}/db-journal`)}")`, 'EACCES')],
      { injected: 1, removalsFailed: 1, sync: null },
    ],
  ])('%s', (_, lines, expected) => {
    expect(metFault(calls(...lines), DIR)).toEqual(expected);
  });

  test('a call of somebody else: nothing is known', () => {
    expect(metFault(calls(injected(`7 write(${pipe}, "\\x01", 8)`, 'EIO')), DIR)).toBeNull();
    expect(metFault(calls(injected(`7 fsync(${file(9, `${DIR}-too/db`)})`, 'EIO')), DIR)).toBeNull();
  });
});
