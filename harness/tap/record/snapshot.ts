// Reads a real directory into a tree: names, modes, contents, link targets, and which names are hard links of
// one file. What a trace can't describe (sockets, pipes, devices) is listed as unsupported.
import { join } from 'node:path';
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import { originalFs } from '../patch/original-fs.js';
import type { LiveTree } from './tree.js';

export interface Snapshot {
  tree: LiveTree;
  /** `dev:ino` of every node → its number within the tree. */
  identities: Map<string, number>;
  /** Sentences. */
  unsupported: string[];
}

/** `directory` must exist; throws what the file system throws, e.g. EACCES. */
export function takeSnapshot(directory: string): Snapshot {
  const snapshot: Snapshot = { tree: new Map(), identities: new Map(), unsupported: [] };
  addNode(snapshot, directory, '.');
  return snapshot;
}

/** `dev:ino`: identifies a file while it has a name or is open; the numbers may be reused afterwards. */
export function identityOf(stats: { dev: bigint; ino: bigint }): string {
  return `${stats.dev}:${stats.ino}`;
}

function addNode(snapshot: Snapshot, path: string, shown: string): number | null {
  const { tree, identities, unsupported } = snapshot;
  const stats = originalFs.lstatSync(path, { bigint: true });
  const known = identities.get(identityOf(stats));
  if (known !== undefined) return known;
  const ino = ROOT + tree.size;
  const mode = Number(stats.mode & 0o7777n);
  if (stats.isDirectory()) {
    const entries = new Map<string, number>();
    tree.set(ino, { type: 'dir', mode, entries });
    identities.set(identityOf(stats), ino);
    for (const name of originalFs.readdirSync(path).sort()) {
      const child = addNode(snapshot, join(path, name), `${shown}/${name}`);
      if (child !== null) entries.set(name, child);
    }
    return ino;
  }
  if (stats.isSymbolicLink()) tree.set(ino, { type: 'symlink', target: originalFs.readlinkSync(path) });
  else if (stats.isFile()) tree.set(ino, { type: 'file', mode, content: originalFs.readFileSync(path) });
  else {
    unsupported.push(`${shown} is neither file, directory nor symbolic link`);
    return null;
  }
  identities.set(identityOf(stats), ino);
  return ino;
}
