// Finds the mounted file system of a path in the system's own listing: /proc/self/mountinfo on Linux
// (proc(5)), the output of mount(8) on macOS. Pure. Paths must be absolute and resolved, because a mount
// table knows no symbolic links.
import { unescapeOctal } from '../processes/mount-points.js';

export interface Mount {
  type: string;
  /** Where it is mounted. */
  mount: string;
  /** Comma-separated; on Linux those of the mount, then those of the file system. */
  options: string;
  /** The device, share or directory behind it. */
  source: string;
}

interface LinuxMount extends Mount {
  id: number;
  parentId: number;
}

/** null when the table doesn't cover the path (or isn't one). */
export function findLinuxMount(mountinfo: string, path: string): Mount | null {
  const mounts = mountinfo.split('\n').flatMap((line) => parseMountinfoLine(line) ?? []);
  const found = walk(mounts, path) ?? longestPrefix(mounts, path);
  if (found === null) return null;
  const { type, mount, options, source } = found;
  return { type, mount, options, source };
}

/** `36 35 98:0 /root /mnt/point rw,noatime master:1 - ext3 /dev/root rw,errors=continue` */
function parseMountinfoLine(line: string): LinuxMount | null {
  const fields = line.split(' ');
  const separator = fields.indexOf('-', 6);
  const [id, parentId, , , mount, mountOptions] = fields;
  const [type, source, superOptions] = separator < 0 ? [] : fields.slice(separator + 1);
  if (id === undefined || parentId === undefined || mount === undefined || mountOptions === undefined)
    return null;
  if (type === undefined || source === undefined) return null;
  return {
    id: Number(id),
    parentId: Number(parentId),
    type,
    mount: unescapeOctal(mount),
    options: mergeOptions(mountOptions, superOptions ?? ''),
    source: unescapeOctal(source),
  };
}

function mergeOptions(ofMount: string, ofFileSystem: string): string {
  return [...new Set([...ofMount.split(','), ...ofFileSystem.split(',')])]
    .filter((it) => it !== '')
    .join(',');
}

/**
 * Follows the tree as the kernel walks the path: at each mount, step into the child that covers the path
 * first. The longest prefix alone would also find mounts that a later mount on an ancestor has hidden.
 */
function walk(mounts: readonly LinuxMount[], path: string): LinuxMount | null {
  const ids = new Set(mounts.map((it) => it.id));
  let current = mounts.filter((it) => it.mount === '/' && !ids.has(it.parentId)).at(-1) ?? null;
  const visited = new Set<number>();
  while (current !== null && !visited.has(current.id)) {
    visited.add(current.id);
    const here: LinuxMount = current;
    const children = mounts.filter(
      (it) => it.parentId === here.id && it.id !== here.id && covers(it.mount, path),
    );
    const shortest = Math.min(...children.map((it) => it.mount.length));
    const next = children.filter((it) => it.mount.length === shortest).at(-1);
    if (next === undefined) return here;
    current = next;
  }
  return null;
}

/**
 * For tables without a root (a chroot shows only what lies below it). Of two on one path the later one hides
 * the earlier.
 */
function longestPrefix<M extends Mount>(mounts: readonly M[], path: string): M | null {
  let best: M | null = null;
  for (const it of mounts) {
    if (covers(it.mount, path) && (best === null || it.mount.length >= best.mount.length)) best = it;
  }
  return best;
}

function covers(mount: string, path: string): boolean {
  return mount === '/' || path === mount || path.startsWith(`${mount}/`);
}

/** `/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled)`; `mountPoint` as `df -P` names it. */
export function findDarwinMount(listing: string, mountPoint: string): Mount | null {
  const mounts = listing.split('\n').flatMap((line) => parseDarwinLine(line) ?? []);
  return mounts.filter((it) => it.mount === mountPoint).at(-1) ?? longestPrefix(mounts, mountPoint);
}

function parseDarwinLine(line: string): Mount | null {
  const match = /^(?<source>.+?) on (?<mount>\/.*) \((?<list>[^()]*)\)$/.exec(line.trim());
  const { source, mount, list } = match?.groups ?? {};
  if (source === undefined || mount === undefined || list === undefined) return null;
  const [type, ...options] = list.split(',').map((it) => it.trim());
  return type === undefined || type === '' ? null : { type, mount, options: options.join(','), source };
}

/**
 * The mount point in the last column of `df -P`'s second line; the other five columns hold no spaces but the
 * first.
 */
export function parseDfMountPoint(text: string): string | null {
  const line = text.trim().split('\n')[1];
  return line === undefined ? null : (/\s\d+%\s+(\/.*)$/.exec(line)?.[1] ?? null);
}
