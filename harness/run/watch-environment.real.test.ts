// A directory that works, one that has gone, and system errors that say something of the disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryPlace } from '../processes/testing/memory-place.js';
import { EnvironmentError } from './run-contract.js';
import { environmentErrorOf, watchEnvironment } from './watch-environment.js';

const systemError = (code: string) => Object.assign(new Error(code), { code });

test.each([
  ['EROFS', 'mount it writable again'],
  ['EIO', 'dmesg'],
  ['ESTALE', 'choose another --dir'],
])('%s is told as the fault of the disk', (code, remedy) => {
  const error = environmentErrorOf(systemError(code), '/srv/state');
  expect(error).toBeInstanceOf(EnvironmentError);
  expect(error).toMatchObject({ code: code.toLowerCase(), message: expect.stringContaining(remedy) });
});

test('another error stays what it is', () => {
  const error = systemError('ENOENT');
  expect(environmentErrorOf(error, '/srv/state')).toBe(error);
});

test('a directory that works, or that a strategy has removed, is no fault of the machine', async () => {
  const dir = mkdtempSync(join(memoryPlace, 'holdfast-watched-'));
  const faults: EnvironmentError[] = [];
  const stop = watchEnvironment(dir, (error) => faults.push(error), 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  rmSync(dir, { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, 20));
  stop();
  expect(faults).toEqual([]);
});
