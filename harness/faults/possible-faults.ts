// Which faults an operation can meet: the errors that the manual pages of its system call name and that people
// report, and short writes. Errors that only a wrong argument gives (EBADF …) are left out.
import type { Fault } from '../tap/handlers/inject-faults.js';
import type { Operation, OperationAction } from '../tap/patch/operation.js';
import { mutates } from '../tap/patch/operation.js';
import { originalFs } from '../tap/patch/original-fs.js';

type Kind = OperationAction['kind'];

/** For an open that can create or cut off a file; others meet only what `opening` says. */
const creating = ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EACCES', 'EROFS', 'EIO'];
/** ENOLCK: no locks on this file system, or none left (flock(2), fcntl(2)). */
const locking = ['ENOLCK', 'EIO'];
/** What a mount answers that can't sync a directory: EINVAL by fsync(2), EPERM in synchronised folders. */
export const unsyncable: readonly string[] = ['EINVAL', 'EPERM'];
const opening = ['EMFILE', 'ENFILE', 'EACCES', 'EIO'];

/**
 * close is left out: it frees the descriptor whatever it answers (close(2)), and an injected error would not.
 * chmod and utimes of a file that one has just made don't fail on the file systems that are in use.
 */
const errors: Partial<Record<Kind, readonly string[]>> = {
  read: ['EIO'],
  write: ['ENOSPC', 'EDQUOT', 'EIO'],
  truncate: ['ENOSPC', 'EIO'],
  rename: ['ENOSPC', 'EACCES', 'EPERM', 'EBUSY', 'EXDEV', 'EIO'],
  link: ['ENOSPC', 'EPERM', 'EXDEV', 'EIO'],
  symlink: ['ENOSPC', 'EPERM', 'EIO'],
  unlink: ['EACCES', 'EPERM', 'EBUSY', 'EIO'],
  mkdir: ['ENOSPC', 'EACCES', 'EROFS', 'EIO'],
  rmdir: ['EACCES', 'EBUSY', 'EIO'],
  chown: ['EPERM'],
  fsync: ['EIO', 'ENOSPC', 'EDQUOT'],
  fdatasync: ['EIO', 'ENOSPC', 'EDQUOT'],
  stat: ['EACCES', 'EIO'],
  readdir: ['EIO', 'EMFILE'],
};

export interface PossibleFault {
  /** As facts name it. */
  name: string;
  fault: Extract<Fault, { type: 'error' | 'short' }>;
}

/** Empty: this operation is never failed. */
export function possibleFaults(operation: Operation): PossibleFault[] {
  const failing = codesOf(operation).map(
    (code): PossibleFault => ({ name: code, fault: { type: 'error', code } }),
  );
  return [...failing, ...shortWrites(operation)];
}

/** The errors of an operation, by their codes. */
export function codesOf(operation: Operation): readonly string[] {
  const { kind } = operation;
  if (kind === 'lock') return operation.operation === 'try-lock' ? locking : [];
  const codes = codesOfKind(kind, mutates(operation));
  return syncsDirectory(operation) ? [...codes, ...unsyncable] : codes;
}

/** `creates`: of an open that can create or cut off a file. */
export function codesOfKind(kind: Kind, creates: boolean): readonly string[] {
  if (kind === 'open') return creates ? creating : opening;
  return errors[kind] ?? [];
}

function syncsDirectory(operation: Operation): boolean {
  if (operation.kind !== 'fsync' && operation.kind !== 'fdatasync') return false;
  return originalFs.fstatSync(operation.fd).isDirectory();
}

function shortWrites(operation: Operation): PossibleFault[] {
  if (operation.kind !== 'write') return [];
  const length = operation.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const short = (name: string, bytes: number): PossibleFault => ({ name, fault: { type: 'short', bytes } });
  const all = [
    short('1 byte', 1),
    short('half', Math.floor(length / 2)),
    short('all but one byte', length - 1),
  ];
  return length < 4 ? [] : all;
}
