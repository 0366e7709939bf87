// The order in which a directory lists its names is the file system's own, and often that of a hash of them:
// names that are others each time come in another order. Any order is one that a file system may choose, so a
// listing is sorted by the names that mean the same in every schedule.
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import type { NameOf } from './contention-keys.js';

type Listed = string | Buffer | Dirent;

/** Sorts the result of readdir in place. An open directory (opendir) keeps its order. */
export function inRepeatableOrder(listed: unknown, directory: string, nameOf: NameOf): void {
  if (!Array.isArray(listed) || listed.length < 2) return;
  const entries = listed as Listed[];
  const named = new Map(entries.map((entry) => [entry, nameIn(directory, entry, nameOf)]));
  const nameOfEntry = (entry: Listed): string => named.get(entry) ?? '';
  entries.sort((one, other) => compare(nameOfEntry(one), nameOfEntry(other)));
}

function nameIn(directory: string, entry: Listed, nameOf: NameOf): string {
  const name = typeof entry === 'string' || Buffer.isBuffer(entry) ? String(entry) : String(entry.name);
  const above = typeof entry === 'object' && 'parentPath' in entry ? String(entry.parentPath) : directory;
  return nameOf(join(above, name)) ?? name;
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one !== other));
