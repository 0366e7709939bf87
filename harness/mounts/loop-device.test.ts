// A device that is not ours is never handed to a tool that writes to it.
import { expect, test } from 'vitest';
import { assertOurs } from './loop-device.js';

const behind = (name: string) => ({ loop0: '/run/image', loop1: '/run/image (deleted)' })[name] ?? null;

test.each<[string, boolean]>([
  ['/dev/loop0', true],
  ['/dev/loop1', false],
  ['/dev/loop2', false],
  ['/dev/sda', false],
  ['/dev/loop0p1', false],
  ['/dev/loop-control', false],
  ['/tmp/dev/loop0', false],
  ['', false],
])('%s', (device, isOurs) => {
  const look = () => assertOurs(device, '/run/image', behind);
  if (isOurs) expect(look).not.toThrow();
  else expect(look).toThrow('nothing was written');
});
