// The machine's failures are told from a strategy's by code and place, also through a chain of causes.
import { describe, expect, test } from 'vitest';
import { EnvironmentError, environmentFault } from './environment-faults.js';

const own = ['/srv/app/.holdfast'];
const failure = (code: string, path?: string): Error => Object.assign(new Error(code), { code, path });

describe('environmentFault', () => {
  test.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'QUOTA_EXCEEDED'],
    ['EROFS', 'READ_ONLY'],
    ['EIO', 'DEVICE_FAILED'],
    ['EMFILE', 'TOO_MANY_OPEN_FILES'],
    ['ENFILE', 'SYSTEM_OUT_OF_FILES'],
  ])('%s is %s wherever it happens', (code, expected) => {
    const fault = environmentFault(failure(code, '/elsewhere/file'), own);
    expect(fault).toBeInstanceOf(EnvironmentError);
    expect(fault?.code).toBe(expected);
    expect(fault?.message).toContain('/elsewhere/file');
    expect(fault?.remedy).not.toBe('');
  });

  test.each([
    ['EACCES', '/srv/app/.holdfast', 'NO_PERMISSION'],
    ['EPERM', '/srv/app/.holdfast/run-1/cases', 'NO_PERMISSION'],
    ['EACCES', '/srv/app/.holdfast-of-somebody/x', null],
    ['EACCES', '/etc/shadow', null],
    ['EACCES', undefined, null],
    ['ENOENT', '/srv/app/.holdfast/x', null],
  ])('%s at %s is %s', (code, path, expected) => {
    expect(environmentFault(failure(code, path), own)?.code ?? null).toBe(expected);
  });

  test('a cause deep inside counts, and the whole error is kept', () => {
    const outer = new Error('IO', { cause: new Error('write failed', { cause: failure('ENOSPC') }) });
    expect(environmentFault(outer, own)?.cause).toBe(outer);
  });

  test('causes that run in a circle, and things that are no errors, are nobody’s fault', () => {
    const loop = new Error('loop');
    loop.cause = loop;
    for (const it of [loop, null, undefined, 'ENOSPC', 28, {}]) expect(environmentFault(it, own)).toBeNull();
  });
});
