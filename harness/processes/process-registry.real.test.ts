// Records of processes: their names are read back exactly, and only the very process that was recorded is
// killed: not one that merely has its pid.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive } from './process-liveness.js';
import {
  killRecorded,
  parseRecordName,
  recordName,
  recordProcess,
  waitUntilGone,
} from './process-registry.js';
import { processStartTime, startTimeOfNewborn } from './process-start-time.js';

let directory = '';
let child: ChildProcess;
let pid = 0;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-pids-'));
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  pid = child.pid ?? 0;
});
afterEach(() => {
  child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

test('a record that can’t be removed ends nobody', () => {
  const strikeOff = recordProcess(directory, pid);
  const [name = ''] = readdirSync(directory);
  rmSync(join(directory, name));
  // In its place stands what rm refuses to remove.
  mkdirSync(join(directory, name));
  expect(strikeOff).not.toThrow();
  expect(readdirSync(directory)).toEqual([name]);
});

test('names are read back, and only such names', () => {
  const unit = fc.constantFrom('boot-ticks' as const, 'epoch-ms' as const);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.nat({ max: 2 ** 45 }), unit, (it, value, of) => {
      const record = { pid: it, startedAt: { unit: of, value } };
      expect(parseRecordName(recordName(record))).toEqual(record);
    }),
  );
  for (const name of ['', '12', '12.', '12.3', '12.3x', '-12.3t', '12.3t.bak', '.swp']) {
    expect(parseRecordName(name)).toBeNull();
  }
});

test('a record is made, and struck off', () => {
  const strikeOff = recordProcess(directory, pid);
  expect(readdirSync(directory).map((name) => parseRecordName(name)?.pid)).toEqual([pid]);
  strikeOff();
  strikeOff();
  expect(readdirSync(directory)).toEqual([]);
});

test.runIf(process.platform === 'linux')('a process that is gone already leaves no record', () => {
  recordProcess(directory, 2 ** 30)();
  expect(readdirSync(directory)).toEqual([]);
});

test('a recorded process is killed, even a stopped one', async () => {
  recordProcess(directory, pid);
  if (process.platform !== 'win32') child.kill('SIGSTOP');
  expect(killRecorded(directory)).toEqual({ killed: [pid], unsure: [] });
  expect(await waitUntilGone([pid], 5_000)).toEqual([]);
});

test('a process that merely has the pid of a recorded one lives on', () => {
  const actual = processStartTime(pid) ?? startTimeOfNewborn(pid);
  if (actual === null) throw new Error('no start time');
  const earlier = { ...actual, value: actual.value - 100_000 };
  writeFileSync(join(directory, recordName({ pid, startedAt: earlier })), '');
  writeFileSync(join(directory, `${pid}.notes`), 'not a record');
  expect(killRecorded(directory)).toEqual({ killed: [], unsure: [] });
  expect(isAlive(pid)).toBe(true);
});

test('a registry that is not there has nobody to kill', () => {
  expect(killRecorded(join(directory, 'absent'))).toEqual({ killed: [], unsure: [] });
});
