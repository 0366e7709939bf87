// Loop devices over image files of ours. A device's path comes from sysfs, by the file behind it, and is
// looked up again right before a file system is made on it: a tool that writes to a device must never get
// somebody else's.
import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { backingFile, loopDevicesOf } from '../processes/undo-list.js';
import { MountError } from './mount-error.js';
import type { MountSite } from './mount-site.js';

/** A sparse file. Throws the system error. */
export function makeImage(path: string, sizeMiB: number): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    ftruncateSync(fd, sizeMiB * 2 ** 20);
  } finally {
    closeSync(fd);
  }
}

/**
 * Attaches a free loop device to an image below the site and returns its path, `/dev/loop3`. `sectorSize` in
 * bytes; default: the system's. Rejects with MountError TOOL_FAILED or NOT_OURS.
 */
export async function attachLoop(site: MountSite, image: string, sectorSize?: number): Promise<string> {
  site.willAttach(image);
  const sectors = sectorSize === undefined ? [] : [`--sector-size=${sectorSize}`];
  await site.run('losetup', ...sectors, '--find', image);
  const [device, ...others] = loopDevicesOf(image);
  if (device === undefined || others.length > 0) {
    throw new MountError('NOT_OURS', `losetup attached ${image} to ${others.length + 1} devices, not one`);
  }
  assertOurs(device, image);
  return device;
}

/** Throws MountError NOT_OURS unless `device` is a loop device with `image` behind it. */
export function assertOurs(device: string, image: string, behind: typeof backingFile = backingFile): void {
  const name = /^\/dev\/(?<name>loop\d+)$/.exec(device)?.groups?.name;
  if (name !== undefined && behind(name) === image) return;
  throw new MountError('NOT_OURS', `${device} is no loop device of ${image}; nothing was written to it`);
}
