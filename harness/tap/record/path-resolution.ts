// Resolves a path within a watched tree as the kernel does (path_resolution(7)): component by component,
// through symbolic links, with `..` relative to the directory reached so far. Pure; a path that leaves the
// tree is `outside`.
import { isAbsolute, sep } from 'node:path';
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import { type LiveTree, nodeOf } from './tree.js';

export type ResolvedPath =
  /** Not below the watched directory. */
  | { at: 'outside' }
  /** The watched directory itself. */
  | { at: 'root' }
  /** An entry of a watched directory; `ino` is null when there is none by that name yet. */
  | { at: 'entry'; dir: number; name: string; ino: number | null }
  /** A component before the last is missing or not a directory, or there are too many symbolic links. */
  | { at: 'missing-parent' };

/** The kernel's limit of symbolic links in one path (path_resolution(7)). */
const HOPS_MAX = 40;

/**
 * `path` and `root` are absolute; `root` is a real path without symbolic links. `follow`: whether a symbolic
 * link at the end is followed.
 */
export function resolvePath(live: LiveTree, root: string, path: string, follow: boolean): ResolvedPath {
  const below = componentsBelow(root, path);
  if (below === null) return { at: 'outside' };
  const trail: { ino: number; place: ResolvedPath }[] = [{ ino: ROOT, place: { at: 'root' } }];
  const ahead = below;
  let hops = 0;

  while (ahead.length > 0) {
    const name = ahead.shift();
    const here = trail.at(-1);
    if (name === undefined || here === undefined) return { at: 'outside' };
    if (name === '.' || name === '') continue;
    if (name === '..') {
      trail.pop();
      if (trail.length === 0) return { at: 'outside' };
      continue;
    }
    const dir = nodeOf(live, here.ino);
    if (dir.type !== 'dir') return { at: 'missing-parent' };
    const ino = dir.entries.get(name) ?? null;
    const place: ResolvedPath = { at: 'entry', dir: here.ino, name, ino };
    const last = ahead.every((one) => one === '' || one === '.');
    if (ino === null) return last ? place : { at: 'missing-parent' };
    const node = nodeOf(live, ino);
    if (node.type === 'symlink' && (!last || follow)) {
      hops += 1;
      if (hops > HOPS_MAX) return { at: 'missing-parent' };
      if (isAbsolute(node.target)) {
        const again = componentsBelow(root, node.target);
        if (again === null) return { at: 'outside' };
        trail.length = 1;
        ahead.unshift(...again);
      } else {
        ahead.unshift(...split(node.target));
      }
      continue;
    }
    trail.push({ ino, place });
  }
  return trail.at(-1)?.place ?? { at: 'outside' };
}

function componentsBelow(root: string, path: string): string[] | null {
  if (path === root) return [];
  const prefix = root.endsWith(sep) ? root : root + sep;
  return path.startsWith(prefix) ? split(path.slice(prefix.length)) : null;
}

function split(path: string): string[] {
  return path.split(sep === '\\' ? /[\\/]/ : '/');
}
