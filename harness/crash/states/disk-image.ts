// One disk as a list of paths with their contents: what a crash state looks like to whoever mounts it next.
// Owners, times and extended attributes are not part of it.
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import type { Tree } from '../../../results/vocabulary/trace.js';
import type { FileVariant } from '../contents/file-contents.js';
import { type Namespace, Namespaces } from '../trace/namespace.js';
import { lifeOf, modeAt, timelineOf } from '../trace/timeline.js';
import type { CrashStates } from './collect-states.js';
import type { UniqueState } from './state-collector.js';

/** `File`: the fields of a file besides its path. */
type NodeOf<File> =
  | { path: string; type: 'dir'; mode: number }
  | ({ path: string; type: 'file' } & File)
  /** A further name of the file at `to`, which comes earlier in the list. */
  | { path: string; type: 'link'; to: string }
  | { path: string; type: 'symlink'; target: string };
export type ImageNode = NodeOf<{ mode: number; bytes: Uint8Array }>;

/** Sorted so that a directory precedes what is in it. Paths are relative to the root, separated by `/`. */
export type DiskImage = readonly ImageNode[];

export function imageOfState({ store }: Pick<CrashStates, 'store'>, state: UniqueState): DiskImage {
  return nodesOfState(state, ({ mode, content }) => ({ mode, bytes: store.bytes(content) }));
}

/** The same, with other fields for files. */
export function nodesOfState<File>(
  state: UniqueState,
  fieldsOf: (file: FileVariant) => File,
): NodeOf<File>[] {
  return imageOf(state.namespace, (slot) => {
    const file = state.files[slot];
    if (file === undefined) throw new RangeError(`no content for slot ${slot}`);
    return fieldsOf(file);
  });
}

/** What names lead to; inodes without a name are left out. */
export function imageOfTree(tree: Tree): DiskImage {
  const { inodes, directories } = timelineOf({
    initial: tree,
    effects: [],
    calls: [],
    durationsNs: [],
    distrust: null,
  });
  const namespace = new Namespaces(inodes, []).flatten(
    (dir) => directories[0]?.get(dir) ?? new Map<string, number>(),
    (life) => modeAt(life, 0),
  );
  return imageOf(namespace, (slot) => {
    const life = lifeOf(inodes, namespace.files[slot] ?? -1);
    return { mode: modeAt(life, 0), bytes: life.initial };
  });
}

function imageOf<File>(namespace: Namespace, fileAt: (slot: number) => File): NodeOf<File>[] {
  const firstPath = new Map<number, string>();
  return namespace.nodes.map((node): NodeOf<File> => {
    if (node.type !== 'file') return node;
    const to = firstPath.get(node.slot);
    if (to !== undefined) return { path: node.path, type: 'link', to };
    firstPath.set(node.slot, node.path);
    return { path: node.path, type: 'file', ...fileAt(node.slot) };
  });
}

export function treeOfImage(image: DiskImage): Tree {
  const rootEntries: Record<string, number> = {};
  const inodes: Tree['inodes'] = { [String(ROOT)]: { type: 'dir', mode: 0o755, entries: rootEntries } };
  const entriesAt = new Map<string, Record<string, number>>([['', rootEntries]]);
  const inoAt = new Map<string, number>();
  let next = ROOT + 1;
  for (const node of image) {
    const slash = node.path.lastIndexOf('/');
    const parent = entriesAt.get(slash < 0 ? '' : node.path.slice(0, slash));
    if (parent === undefined) throw new Error(`${node.path} precedes its directory`);
    const ino = node.type === 'link' ? inoAt.get(node.to) : next++;
    if (ino === undefined) throw new Error(`${node.path} precedes the file it links to`);
    parent[node.path.slice(slash + 1)] = ino;
    inoAt.set(node.path, ino);
    switch (node.type) {
      case 'dir': {
        const entries: Record<string, number> = {};
        inodes[String(ino)] = { type: 'dir', mode: node.mode, entries };
        entriesAt.set(node.path, entries);
        break;
      }
      case 'file':
        inodes[String(ino)] = {
          type: 'file',
          mode: node.mode,
          content: Buffer.from(node.bytes).toString('base64'),
        };
        break;
      case 'symlink':
        inodes[String(ino)] = { type: 'symlink', target: node.target };
        break;
      case 'link':
        break;
    }
  }
  return { inodes };
}
