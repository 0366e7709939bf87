// Operations for people: `try-lock flock tasks.yaml.lock: busy`, `rename tasks.yaml.tmp → tasks.yaml`. Where
// the inode of a name matters, the client's number follows as `{met:<n>}`, which the scheduler replaces by
// its stable id.
import type { Operation, Outcome, Target } from '../../../tap/patch/operation.js';
import { codeOf } from '../../../tap/patch/system-error.js';
import type { LocalInode } from '../../client-protocol.js';
import type { Touched } from './access-tracker.js';

/** The name of a path in the schedule's directory, and of any other text: see SchedulePaths. */
export type TextOf = (text: string) => string;

/** Of an operation that is about to be done. */
export function pendingLabel(operation: Operation, textOf: TextOf): string {
  return phrase(operation, textOf, null);
}

/** Of a finished operation: with its inodes, and with its result unless that is obvious. */
export function doneLabel(
  operation: Operation,
  outcome: Outcome,
  touched: Touched | null,
  textOf: TextOf,
): string {
  const text = phrase(operation, textOf, touched);
  if (!outcome.ok) return `${text}: ${codeOf(outcome.error) ?? 'failed'}`;
  if (operation.kind === 'lock') return `${text}: ${String(outcome.value)}`;
  return text;
}

function phrase(operation: Operation, named: TextOf, touched: Touched | null): string {
  const openedAs = operation.openedAs === null ? '?' : named(operation.openedAs);
  const inode = met(touched?.inode);
  switch (operation.kind) {
    case 'open':
      return `${touched?.made ? 'create' : 'open'} ${named(operation.path)}${inode}`;
    case 'close':
    case 'fsync':
    case 'fdatasync':
    case 'truncate':
    case 'read':
      return `${operation.kind} ${openedAs}${operation.kind === 'close' ? inode : ''}`;
    case 'write':
      return `write ${operation.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)} bytes to ${openedAs}`;
    case 'rename':
      return `rename ${named(operation.from)}${inode} → ${named(operation.to)}${met(touched?.replaced)}`;
    case 'link':
      return `link ${named(operation.existing)}${inode} → ${named(operation.path)}`;
    case 'symlink':
      return `symlink ${named(operation.path)} → ${named(operation.target)}`;
    case 'unlink':
    case 'mkdir':
    case 'rmdir':
      return `${operation.kind} ${named(operation.path)}${inode}`;
    case 'readdir':
      return `list ${named(operation.path)}`;
    case 'chmod':
    case 'chown':
    case 'utimes':
    case 'stat':
      return `${operation.kind} ${target(operation.target, openedAs, named)}${inode}`;
    case 'lock':
      return `${operation.operation} ${operation.mechanism} ${named(operation.path)}${inode}`;
    case 'ask-process':
      return 'ask for a process';
  }
}

function target(of: Target, openedAs: string, named: TextOf): string {
  return of.by === 'fd' ? openedAs : named(of.path);
}

function met(inode: LocalInode | null | undefined): string {
  return inode === null || inode === undefined ? '' : ` {met:${inode}}`;
}
