// What the lab can mount: one value for each kind of file system. Its parts are told before anything is tried,
// so that a list can say what is missing here and which package brings it.
import type { MountSite } from './mount-site.js';

export type MountNeed =
  /** A program; `package`: that of Debian which has it. */
  | { need: 'tool'; tool: string; package: string }
  /** A file system that the kernel knows, as in /proc/filesystems. */
  | { need: 'file-system'; type: string }
  /** A loop device, which takes root. */
  | { need: 'loop-device' }
  /** The right to mount at all: root, or a namespace of its own. */
  | { need: 'mount' }
  /** /dev/fuse, readable and writable. */
  | { need: 'fuse' };

export interface MountedPlace {
  /** Absolute: a directory in the mount, or, of a kind that is about one file, that file. */
  path: string;
}

export interface MountKind {
  /** kebab-case, unique: what `--only` selects. */
  id: string;
  /** Half a line: `ext4, data=journal`. */
  title: string;
  /** For what strategies can be run in: a directory; for which only a document's own path can be tried: file. */
  holds: 'directory' | 'file';
  /** One of the few that differ most, which `--small` takes. */
  small: boolean;
  needs: readonly MountNeed[];
  /** Rejects with MountError, or the system error; what was made until then is undone by the site. */
  make(site: MountSite): Promise<MountedPlace>;
}
