import { expect, it, test } from 'vitest';
import { deviceKind, kindOf } from './device-kind.js';

test.each([
  ['loop3', false, 'loop device'],
  ['nvme0n1p2', false, 'nvme'],
  ['vda1', true, 'virtual disk'],
  ['dm-0', false, 'device mapper'],
  ['zram0', false, 'memory'],
  ['sda1', true, 'rotating disk'],
  ['sdb', false, 'disk'],
])('%s (rotating: %s) is a %s', (name, isRotating, kind) => {
  expect(kindOf(name, isRotating)).toBe(kind);
});

it('what is no device has no kind', () => {
  expect(deviceKind('tmpfs')).toBeNull();
  expect(deviceKind('server:/export')).toBeNull();
  expect(deviceKind('/dev/there-is-no-such-device')).toBeNull();
});
