// What kind of device is behind a mount, by its name and by what Linux says in sysfs(5): enough to tell a loop
// image or a virtual disk from a disk. Null elsewhere, and where a file system names no device.
import { readFileSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';

/** `source`: of the mount table, such as /dev/vda1. */
export function deviceKind(source: string): string | null {
  if (process.platform !== 'linux' || !source.startsWith('/dev/')) return null;
  try {
    const name = basename(realpathSync(source));
    return kindOf(name, rotates(name));
  } catch {
    return null;
  }
}

/** A partition has no queue of its own; its disk is the directory above. */
function rotates(name: string): boolean {
  for (const queue of [`/sys/class/block/${name}/queue`, `/sys/class/block/${name}/../queue`]) {
    try {
      return readFileSync(`${queue}/rotational`, 'latin1').trim() === '1';
    } catch {
      // The other place.
    }
  }
  return false;
}

export function kindOf(name: string, isRotating: boolean): string {
  const known: readonly [RegExp, string][] = [
    [/^loop/, 'loop device'],
    [/^nbd/, 'network block device'],
    [/^(z?ram|pmem)/, 'memory'],
    [/^nvme/, 'nvme'],
    [/^(vd|xvd)/, 'virtual disk'],
    [/^dm-/, 'device mapper'],
    [/^md/, 'raid'],
  ];
  const kind = known.find(([pattern]) => pattern.test(name))?.[1];
  return kind ?? (isRotating ? 'rotating disk' : 'disk');
}
