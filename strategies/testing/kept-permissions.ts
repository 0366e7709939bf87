// Gives a temporary file the owner and the mode of the file that it replaces, before it holds any data.
import { fchmodSync, fchownSync, fstatSync, type Stats } from 'node:fs';

/** To create it with: never more open than the old file; for a new one the umask decides. */
export function modeFor(previous: Stats | null): number {
  return previous === null ? 0o666 : previous.mode & 0o777;
}

export function keepOwnerAndMode(fd: number, previous: Stats | null): void {
  if (previous === null) return;
  const { uid, gid } = fstatSync(fd);
  if (uid !== previous.uid || gid !== previous.gid) fchownSync(fd, previous.uid, previous.gid);
  fchmodSync(fd, previous.mode & 0o7777);
}
