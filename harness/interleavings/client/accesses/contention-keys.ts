// The keys of all resources that an operation may access, from its arguments alone, before it is done. They
// are therefore conservative (an open that finds nothing accesses no content). A client stops before an
// operation when one of its keys is contended. Keys name paths as they were opened, never inodes. Pure.
import { constants } from 'node:fs';
import type { Operation } from '../../../tap/patch/operation.js';

/** The name of a path within the schedule's directory, or null outside of it. */
export type NameOf = (path: string) => string | null;

/** Empty: other clients can't notice the operation. */
export function contentionKeys(operation: Operation, nameOf: NameOf): string[] {
  switch (operation.kind) {
    case 'open': {
      const creates = (operation.flags & constants.O_CREAT) !== 0;
      const path = nameOf(operation.path);
      if (path === null) return [];
      return [...namesTo(path), contentKey(path), ...(creates ? entriesAround(path) : [])];
    }
    case 'close':
      return onOpened(operation, nameOf, (path) => [lockKey(path)]);
    case 'read':
    case 'write':
    case 'truncate':
      return onOpened(operation, nameOf, (path) => [contentKey(path)]);
    case 'fsync':
    case 'fdatasync':
      return [];
    case 'stat':
      return onTarget(operation, nameOf, (path) =>
        asksForTheNameOnly(operation.call)
          ? []
          : [contentKey(path), entriesKey(path), ...(isShown(operation.call) ? [linksKey(path)] : [])],
      );
    case 'utimes':
      return onTarget(operation, nameOf, (path) => [contentKey(path), entriesKey(path)]);
    case 'chmod':
    case 'chown':
      return onTarget(operation, nameOf, (path) => [contentKey(path)]);
    case 'rename': {
      const to = nameOf(operation.to);
      const emptiness = to === null ? [] : [entriesKey(to)];
      return once([...[nameOf(operation.from), to].flatMap(changing), ...emptiness]);
    }
    case 'link':
      return once([operation.existing, operation.path].flatMap((path) => changing(nameOf(path))));
    case 'symlink':
    case 'unlink':
    case 'mkdir':
      return changing(nameOf(operation.path));
    case 'rmdir': {
      const path = nameOf(operation.path);
      return path === null ? [] : [...changing(path), entriesKey(path)];
    }
    case 'readdir': {
      const path = nameOf(operation.path);
      return path === null ? [] : [...namesTo(path), entriesKey(path)];
    }
    case 'lock': {
      // A lock without a descriptor consists of other operations (mkdir …), and those are gated.
      const path = operation.fd === null ? null : nameOf(operation.openedAs ?? operation.path);
      return path === null ? [] : [lockKey(path)];
    }
    case 'ask-process':
      return [];
  }
}

export const nameKey = keysBeginning('name:');
export const entriesKey = keysBeginning('entries:');
export const contentKey = keysBeginning('content:');
export const linksKey = keysBeginning('links:');
export const lockKey = keysBeginning('lock:');
/** Whether a client of the schedule lives. */
export const lifeKey = keysBeginning('life:');
/** Contended: somebody reads of a name's stat more than the kind of file. Nobody stops before this key. */
export const identityKey = keysBeginning('identity:');

const PATHS_REMEMBERED = 1000;

/** The same string object for a path each time, so that its hash is computed only once. */
function keysBeginning(prefix: string): (path: string) => string {
  const known = new Map<string, string>();
  return (path) => {
    let key = known.get(path);
    if (key === undefined) {
      if (known.size >= PATHS_REMEMBERED) known.clear();
      key = prefix + path;
      known.set(path, key);
    }
    return key;
  };
}

/** The directory that holds a name; null for the schedule's own directory. */
export function parentOf(path: string): string | null {
  if (path === '.') return null;
  const end = path.lastIndexOf('/');
  return end === -1 ? '.' : path.slice(0, end);
}

/** The directories on the way to a name, within the schedule's: renaming one changes what the name means. */
export function ancestorsOf(path: string): string[] {
  const ancestors: string[] = [];
  for (let at = parentOf(path); at !== null && at !== '.'; at = parentOf(at)) ancestors.push(at);
  return ancestors;
}

/**
 * exists, access and realpath show nothing of a file's content, and mkdir -p only whether it is a directory.
 */
export function asksForTheNameOnly(call: string): boolean {
  return /(?:^|\.|\/)(?:exists|access|realpath)|(?:^|\.)mkdir(?:Sync)?\/stat$/.test(call);
}

/** Of these, what tells no more than whether there is a file or a directory. */
export function asksForTheKindOnly(call: string): boolean {
  return /(?:^|\.)(?:existsSync|exists|mkdir(?:Sync)?\/stat)$/.test(call);
}

/** A stat that a function of Node makes for itself (readFile for the size) is not shown to the strategy. */
export function isShown(call: string): boolean {
  return !/\/[fl]?stat$/.test(call);
}

function once(keys: readonly string[]): string[] {
  return [...new Set(keys)];
}

function namesTo(path: string): string[] {
  return [nameKey(path), ...ancestorsOf(path).map(nameKey)];
}

function entriesAround(path: string): string[] {
  const parent = parentOf(path);
  return parent === null ? [] : [entriesKey(parent)];
}

function changing(path: string | null): string[] {
  return path === null ? [] : [...namesTo(path), ...entriesAround(path), contentKey(path), linksKey(path)];
}

function onOpened(operation: Operation, nameOf: NameOf, keys: (path: string) => string[]): string[] {
  const path = operation.openedAs === null ? null : nameOf(operation.openedAs);
  return path === null ? [] : keys(path);
}

function onTarget(
  operation: Extract<Operation, { target: object }>,
  nameOf: NameOf,
  keys: (path: string) => string[],
): string[] {
  if (operation.target.by === 'fd') return onOpened(operation, nameOf, keys);
  const path = nameOf(operation.target.path);
  return path === null ? [] : [...namesTo(path), ...keys(path)];
}
