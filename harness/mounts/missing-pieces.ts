// What this machine lacks for a kind of mount: tools, file systems of the kernel, devices and rights. Found out
// before anything is tried, each with what brings it.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { MountNeed } from './mount-kind.js';

/** What can be found out of a machine; a test has machines of its own. */
export interface MachineFacts {
  platform: NodeJS.Platform;
  /** 0 is root; null where there are no users' numbers. */
  user: number | null;
  /** Root only within a user namespace: may mount what the kernel lets everybody mount, and no device. */
  inUserNamespace: boolean;
  hasTool(tool: string): boolean;
  knowsFileSystem(type: string): boolean;
  mayUse(device: string): boolean;
}

/** Half a sentence without a full stop; null: it is there. */
export function missingPiece(need: MountNeed, machine: MachineFacts): string | null {
  if (machine.platform !== 'linux') return `mounts are made on Linux only, this is ${machine.platform}`;
  switch (need.need) {
    case 'mount':
      return machine.user === 0 ? null : 'mounting needs root, or a user namespace';
    case 'loop-device':
      if (machine.user !== 0) return 'loop devices need root';
      if (machine.inUserNamespace) return 'loop devices need root outside of a user namespace';
      return machine.mayUse('/dev/loop-control') ? null : 'there is no /dev/loop-control: modprobe loop';
    case 'fuse':
      return machine.mayUse('/dev/fuse')
        ? null
        : 'there is no /dev/fuse that this user may open: modprobe fuse';
    case 'file-system':
      return machine.knowsFileSystem(need.type)
        ? null
        : `this kernel knows no ${need.type}: modprobe ${need.type}`;
    case 'tool':
      return machine.hasTool(need.tool) ? null : `${need.tool} is missing: apt install ${need.package}`;
  }
}

/** All of them, each once. */
export function missingPieces(needs: readonly MountNeed[], machine: MachineFacts): string[] {
  return [...new Set(needs.flatMap((need) => missingPiece(need, machine) ?? []))];
}

export function thisMachine(): MachineFacts {
  return {
    platform: process.platform,
    user: process.getuid?.() ?? null,
    inUserNamespace: isUserNamespace(textOf('/proc/self/uid_map')),
    hasTool: (tool) => whereIs(tool) !== null,
    knowsFileSystem: (type) => fileSystemTypes(textOf('/proc/filesystems')).includes(type) || hasModule(type),
    mayUse,
  };
}

/** user_namespaces(7): the first namespace maps every number onto itself. */
export function isUserNamespace(uidMap: string): boolean {
  const fields = uidMap.trim().split(/\s+/);
  return uidMap.trim() !== '' && !(fields[0] === '0' && fields[1] === '0' && fields[2] === '4294967295');
}

/** proc_filesystems(5): `nodev\ttmpfs` or `\text4`. */
export function fileSystemTypes(text: string): string[] {
  return text.split('\n').flatMap((line) => line.split('\t').at(-1)?.trim() || []);
}

/** A module that mount(8) has the kernel load when it is first needed. */
function hasModule(type: string): boolean {
  const release = textOf('/proc/sys/kernel/osrelease').trim();
  const listing = textOf(`/lib/modules/${release}/modules.dep`);
  return listing.split('\n').some((line) => new RegExp(`/${type}\\.ko[^:/]*:`).test(line));
}

/** Administrators' tools often lie outside of a user's PATH, so these folders are looked at too. */
export function whereIs(tool: string, path = process.env.PATH ?? ''): string | null {
  const places = isAbsolute(tool)
    ? [tool]
    : [...path.split(delimiter), '/usr/sbin', '/sbin'].filter((it) => it !== '').map((it) => join(it, tool));
  return places.find((place) => existsSync(place)) ?? null;
}

function mayUse(device: string): boolean {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
