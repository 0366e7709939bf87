// Which failures of a rename are retried, by platform and code, and which are thrown. What Windows itself
// answers can't be tried here.
import { expect, it } from 'vitest';
import { maybePassing, renameOver } from './rename-over.js';

it.each([
  ['win32', 'EPERM', true],
  ['win32', 'EACCES', true],
  ['win32', 'EBUSY', true],
  ['win32', 'ENOENT', false],
  ['linux', 'EPERM', false],
  ['darwin', 'EBUSY', false],
] as const)('%s %s', (platform, code, expected) => {
  expect(maybePassing(Object.assign(new Error(code), { code }), platform)).toBe(expected);
});

it('throws what the system said', () => {
  expect(() => renameOver('/nowhere/a', '/nowhere/b')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});
