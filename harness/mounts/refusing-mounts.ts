// File systems that take no writes: one that is full, and one that is mounted read-only. Nothing can be kept
// there, and a verdict must say so by that reason.
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../processes/error-code.js';
import { imageNeeds, mountImage, plainExt4 } from './image-mounts.js';
import type { MountKind } from './mount-kind.js';

const image = { ...plainExt4, sizeMiB: 32 };

const fullMount: MountKind = {
  id: 'ext4-full',
  title: 'ext4, full',
  holds: 'directory',
  small: true,
  needs: imageNeeds(image),
  async make(site) {
    const path = await mountImage(site, image);
    mkdirSync(join(path, 'place'));
    fill(join(path, 'filler'));
    return { path: join(path, 'place') };
  },
};

const readOnlyMount: MountKind = {
  id: 'ext4-read-only',
  title: 'ext4, read-only',
  holds: 'directory',
  small: true,
  needs: imageNeeds(image),
  async make(site) {
    const path = await mountImage(site, image);
    mkdirSync(join(path, 'place'));
    await site.run('mount', '-o', 'remount,ro', path);
    return { path: join(path, 'place') };
  },
};

export const refusingMounts: readonly MountKind[] = [fullMount, readOnlyMount];

/** Writes until nothing fits, down to single bytes. Throws any other error. */
function fill(path: string): void {
  const fd = openSync(path, 'w');
  try {
    for (const bytes of [2 ** 20, 4096, 1]) {
      const block = Buffer.alloc(bytes, 'x');
      while (tryWrite(fd, block));
    }
  } finally {
    closeSync(fd);
  }
}

function tryWrite(fd: number, block: Buffer): boolean {
  try {
    writeSync(fd, block);
    fsyncSync(fd);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOSPC') return false;
    throw error;
  }
}
