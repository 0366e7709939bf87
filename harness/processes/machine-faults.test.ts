// What is said of a machine that fails, by the code of the system error.
import { expect, test } from 'vitest';
import { CANNOT_START, machineFault, StartFailure } from './machine-faults.js';

test.each(['EROFS', 'ENOSPC', 'EMFILE', 'EAGAIN', 'ENOMEM'])('%s has a meaning and a remedy', (code) => {
  expect(machineFault(code)?.meaning).toMatch(/^[a-z]/);
  expect(machineFault(code)?.remedy).toMatch(/^[a-z].*[^.]$/);
});

test.each(['ENOENT', 'toString', null])('%s says nothing of the machine', (code) => {
  expect(machineFault(code)).toBeNull();
});

test('what was not started says why, and what to do', () => {
  const cause = Object.assign(new Error('no'), { code: 'EAGAIN' });
  const failure = new StartFailure('a thread was not started', { cause });
  expect(failure.code).toBe(CANNOT_START);
  expect(failure.message).toMatch(/^a thread was not started: .*\(EAGAIN\); .*ulimit -u/);
});
