// Collects the accesses of one operation: each names a resource and the key by which clients stop before it.
// Accesses outside of the schedule's directory are left out; using a name also reads the directories on the
// way to it. The kind of a name (nothing, a file, a directory …) is a resource of its own: it stays when one
// file replaces another, and whoever changes it changes the name, too. Which accesses an operation has is
// decided in access-tracker.ts.
import type { LocalInode, RawAccess } from '../../client-protocol.js';
import {
  ancestorsOf,
  contentKey,
  entriesKey,
  linksKey,
  lockKey,
  type NameOf,
  nameKey,
  parentOf,
} from './contention-keys.js';
import type { OpenFile } from './open-files.js';

/**
 * `name` and `changedName` take any path, the others one relative to the schedule's directory, null outside
 * of it. `openedAs`: the path of the key, where a symbolic link leads to another one.
 */
export class Accesses {
  readonly list: RawAccess[] = [];
  readonly nameOf: NameOf;

  constructor(nameOf: NameOf) {
    this.nameOf = nameOf;
  }

  name(path: string, mode: 'read' | 'write', openedAs: string = path): void {
    const name = this.nameOf(path);
    if (name === null) return;
    this.#add({
      resource: { type: 'name', path: name },
      mode,
      key: nameKey(this.nameOf(openedAs) ?? name),
    });
    this.#readAncestors(name);
  }

  /** Of a name no more was read than what kind of file it stands for, if any; links are not followed. */
  kind(path: string): void {
    const name = this.nameOf(path);
    if (name === null) return;
    this.#add({ resource: { type: 'kind', path: name }, mode: 'read', key: nameKey(name) });
    this.#readAncestors(name);
  }

  /** A name that was made, removed or replaced by one of another kind; only read when that failed. */
  changedName(path: string, done: boolean, openedAs: string = path): void {
    this.replacedName(path, done, openedAs);
    const name = this.nameOf(path);
    if (!done || name === null) return;
    const key = nameKey(this.nameOf(openedAs) ?? name);
    this.#add({ resource: { type: 'kind', path: name }, mode: 'write', key });
  }

  /** A name that stands for another file of the same kind. */
  replacedName(path: string, done: boolean, openedAs: string = path): void {
    this.name(path, done ? 'write' : 'read', openedAs);
    const name = this.nameOf(path);
    if (done && name !== null) this.entries(parentOf(name), 'change');
  }

  entries(path: string | null, mode: 'read' | 'change', openedAs: string | null = path): void {
    if (path === null) return;
    this.#add({ resource: { type: 'entries', path }, mode, key: entriesKey(openedAs ?? path) });
  }

  inode(inode: LocalInode, mode: 'read' | 'write', openedAs: string | null): void {
    if (openedAs === null) return;
    this.#add({ resource: { type: 'inode', inode }, mode, key: contentKey(openedAs) });
  }

  links(inode: LocalInode, mode: 'read' | 'write', openedAs: string | null): void {
    if (openedAs === null) return;
    this.#add({ resource: { type: 'links', inode }, mode, key: linksKey(openedAs) });
  }

  made(inode: LocalInode, openedAs: string | null): void {
    if (openedAs === null) return;
    this.#add({
      resource: { type: 'inode', inode },
      mode: 'write',
      key: contentKey(openedAs),
      made: true,
    });
  }

  lock(file: OpenFile, mode: 'read' | 'write'): void {
    this.#add({ resource: { type: 'lock', inode: file.inode }, mode, key: lockKey(file.path) });
  }

  #readAncestors(name: string): void {
    for (const ancestor of ancestorsOf(name)) {
      this.#add({ resource: { type: 'name', path: ancestor }, mode: 'read', key: nameKey(ancestor) });
    }
  }

  /** Once, although a rename within one directory changes its entries twice. */
  #add(access: RawAccess): void {
    const twice = this.list.some(
      ({ resource, mode }) =>
        mode === access.mode &&
        resource.type === 'entries' &&
        access.resource.type === 'entries' &&
        resource.path === access.resource.path,
    );
    if (!twice) this.list.push(access);
  }
}
