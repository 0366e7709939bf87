// Whose run directory it is, and whether its owner lives: only a pid of the same machine, boot and namespace
// means anything.
import { describe, expect, test } from 'vitest';
import type { RunOwner } from '../../results/facts/run-record.js';
import { fateOf, ownerState, parseOwner, thisOwner } from './run-owner.js';

const here: RunOwner = {
  pid: 10,
  startTime: { unit: 'boot-ticks', value: 100 },
  host: 'a',
  bootId: 'boot-1',
  pidNamespace: 'pid:[1]',
};
const owner: RunOwner = { ...here, pid: 20 };

describe('ownerState', () => {
  test.each([
    ['yes', owner, 'alive'],
    ['no', owner, 'dead'],
    ['unknown', owner, 'alive'],
    ['no', { ...owner, host: 'b' }, 'elsewhere'],
    ['yes', { ...owner, bootId: 'boot-0' }, 'dead-before-boot'],
    ['no', { ...owner, pidNamespace: 'pid:[2]' }, 'elsewhere'],
    ['no', { ...owner, host: 'b', bootId: 'boot-0' }, 'elsewhere'],
  ] as const)('running: %s, %o → %s', (running, it, expected) => {
    expect(ownerState(it, here, () => running)).toBe(expected);
  });

  test('this process owns what it made', () => {
    expect(ownerState(thisOwner(), thisOwner())).toBe('alive');
  });
});

test('a record is read back; a torn one is nobody’s', () => {
  const text = JSON.stringify(owner);
  expect(parseOwner(text)).toEqual(owner);
  for (let cut = 0; cut < text.length; cut++) expect(parseOwner(text.slice(0, cut))).toBeNull();
  expect(parseOwner('{"pid":-1}')).toBeNull();
});

test('a run that says running was killed when its owner is gone from here, and only then', () => {
  const own = thisOwner();
  const gone = { ...own, startTime: own.startTime === null ? null : { ...own.startTime, value: 1 } };
  expect(fateOf({ status: 'running', owner: own })).toBe('running');
  expect(fateOf({ status: 'running', owner: gone })).toBe(own.startTime === null ? 'running' : 'killed');
  expect(fateOf({ status: 'running', owner: { ...own, bootId: 'an earlier one' } })).toBe('killed');
  expect(fateOf({ status: 'running', owner: { ...gone, host: 'elsewhere' } })).toBe('running');
  expect(fateOf({ status: 'running' })).toBe('running');
  expect(fateOf({ status: 'interrupted', owner: gone })).toBe('interrupted');
});
