// Which faults an operation can meet: the errors that the manual pages of its system call name and that people
// report, short reads and writes, and files that somebody else has removed. Errors that only a wrong argument
// gives (EBADF …) are left out.
import type { Fault } from '../tap/handlers/inject-faults.js';
import type { Operation, OperationAction } from '../tap/patch/operation.js';
import { mutates } from '../tap/patch/operation.js';
import { originalFs } from '../tap/patch/original-fs.js';

type Kind = OperationAction['kind'];

/** For an open that makes a file. */
const creating = ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EACCES', 'EROFS', 'EIO'];
/** For one that may cut off a file that is there: on a full disk, too. */
const cutting = ['EMFILE', 'ENFILE', 'EACCES', 'EROFS', 'EIO'];
/** By a signal. Node repeats every interrupted call but read. */
export const INTERRUPTED = 'EINTR';
/** ENOLCK: no locks on this file system, or none left (flock(2), fcntl(2)). */
const locking = ['ENOLCK', 'EIO', INTERRUPTED];
/** What a mount answers that can't sync a directory: EINVAL by fsync(2), EPERM in synchronised folders. */
export const unsyncable: readonly string[] = ['EINVAL', 'EPERM'];
const opening = ['EMFILE', 'ENFILE', 'EACCES', 'EIO'];

/**
 * close is left out: it frees the descriptor whatever it answers (close(2)), and an injected error would not.
 * chmod and utimes of a file that one has just made don't fail on the file systems that are in use.
 */
const errors: Partial<Record<Kind, readonly string[]>> = {
  read: ['EIO', INTERRUPTED],
  write: ['ENOSPC', 'EDQUOT', 'EIO'],
  truncate: ['ENOSPC', 'EIO'],
  rename: ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EBUSY', 'EXDEV', 'EROFS', 'EIO'],
  link: ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EXDEV', 'EROFS', 'EIO'],
  symlink: ['ENOSPC', 'EPERM', 'EIO'],
  unlink: ['EACCES', 'EPERM', 'EBUSY', 'EROFS', 'EIO'],
  mkdir: ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EIO'],
  rmdir: ['EACCES', 'EBUSY', 'EROFS', 'EIO'],
  chown: ['EPERM'],
  fsync: ['EIO', 'ENOSPC', 'EDQUOT'],
  fdatasync: ['EIO', 'ENOSPC', 'EDQUOT'],
  stat: ['EACCES', 'EIO'],
  readdir: ['EIO', 'EMFILE', 'ENFILE'],
};

export interface PossibleFault {
  /** As facts name it. */
  name: string;
  fault: MetFault;
}

/** gone: somebody else has removed the file right before, and the system answers ENOENT by itself. */
export type MetFault = Extract<Fault, { type: 'error' | 'short' }> | { type: 'gone' };

/**
 * Empty: this operation is never failed.
 * @param made paths that the call itself has made before: temporary files, locks
 */
export function possibleFaults(operation: Operation, made: ReadonlySet<string> = new Set()): PossibleFault[] {
  const failing = codesOf(operation).map(
    (code): PossibleFault => ({ name: code, fault: { type: 'error', code } }),
  );
  return [...failing, ...goneFiles(operation, made), ...shortOnes(operation)];
}

/** The errors of an operation, by their codes. */
export function codesOf(operation: Operation): readonly string[] {
  const { kind } = operation;
  if (kind === 'lock') return operation.operation === 'try-lock' ? locking : [];
  if (kind === 'open' && mutates(operation)) return isThere(operation.path) ? cutting : creating;
  const codes = codesOfKind(kind, false);
  return syncsDirectory(operation) ? [...codes, ...unsyncable] : codes;
}

/** `creates`: of an open that can create or cut off a file. */
export function codesOfKind(kind: Kind, creates: boolean): readonly string[] {
  if (kind === 'open') return creates ? creating : opening;
  return errors[kind] ?? [];
}

function isThere(path: string): boolean {
  return originalFs.statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function syncsDirectory(operation: Operation): boolean {
  if (operation.kind !== 'fsync' && operation.kind !== 'fdatasync') return false;
  return originalFs.fstatSync(operation.fd).isDirectory();
}

/** What a store keeps from one call to the next is its data: who removes that is no fault of the system. */
function goneFiles(operation: Operation, made: ReadonlySet<string>): PossibleFault[] {
  const path = removable(operation);
  return path === null || !made.has(path) ? [] : [{ name: 'ENOENT', fault: { type: 'gone' } }];
}

/** What would have to be there, and can be removed. */
export function removable(operation: Operation): string | null {
  switch (operation.kind) {
    case 'rename':
      return operation.from;
    case 'link':
      return operation.existing;
    case 'unlink':
    case 'rmdir':
      return operation.path;
    default:
      return null;
  }
}

/** Node itself goes on after a short read of a whole file (`readFile`, streams). */
const READS = new Set(['read', 'readSync', 'readv', 'readvSync', 'FileHandle.read', 'FileHandle.readv']);

function shortOnes(operation: Operation): PossibleFault[] {
  const length = bytesOf(operation);
  const short = (name: string, bytes: number): PossibleFault => ({ name, fault: { type: 'short', bytes } });
  const all = [
    short('1 byte', 1),
    short('half', Math.floor(length / 2)),
    short('all but one byte', length - 1),
  ];
  return length < 4 ? [] : all;
}

function bytesOf(operation: Operation): number {
  if (operation.kind === 'write')
    return operation.chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (operation.kind !== 'read' || !READS.has(operation.call)) return 0;
  // A buffer may be far longer than the file.
  const { size } = originalFs.fstatSync(operation.fd);
  return Math.min(operation.length, Math.max(0, size - (operation.position ?? 0)));
}
