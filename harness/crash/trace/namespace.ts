// The names of a disk after a crash: the tree flattened to sorted paths, with inode numbers replaced by slots
// in the order of their first path, so that two disks are equal exactly if their namespaces and contents are.
// An inode without a path is not part of a disk; a directory that would contain itself is cut off, as a file
// system check would do.
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import type { InodeLife } from './inode-life.js';
import type { Entries } from './timeline.js';

export type NamespaceNode =
  | { path: string; type: 'dir'; mode: number }
  /** `slot` indexes `files`; a later node with the same slot is a hard link. */
  | { path: string; type: 'file'; slot: number }
  | { path: string; type: 'symlink'; target: string };

export interface Namespace {
  /** Equal for namespaces that look the same. */
  id: number;
  nodes: readonly NamespaceNode[];
  /** Inode numbers of the distinct files, in the order of their first path. */
  files: readonly number[];
  /** Slots of the paths in `watch`, symlinks followed; −1 = no file there. */
  watched: readonly number[];
}

const rememberedMax = 20_000;

export class Namespaces {
  readonly #known = new Map<string, Pick<Namespace, 'id' | 'nodes'>>();
  readonly #remembered = new Map<string, Namespace>();
  readonly #inodes: ReadonlyMap<number, InodeLife>;
  readonly #watch: readonly string[];

  /** `watch`: paths relative to the root, separated by `/`. */
  constructor(inodes: ReadonlyMap<number, InodeLife>, watch: readonly string[]) {
    this.#inodes = inodes;
    this.#watch = watch;
  }

  /** `key` stands for everything that the result depends on. */
  remembered(key: string, make: () => Namespace): Namespace {
    let namespace = this.#remembered.get(key);
    if (namespace === undefined) {
      namespace = make();
      if (this.#remembered.size < rememberedMax) this.#remembered.set(key, namespace);
    }
    return namespace;
  }

  flatten(entriesOf: (dir: number) => Entries, modeOf: (life: InodeLife) => number): Namespace {
    const nodes: NamespaceNode[] = [];
    const files: number[] = [];
    const slotOf = new Map<number, number>();
    const skeleton: string[] = [];
    const walk = (dir: number, prefix: string, above: readonly number[]) => {
      const entries = [...entriesOf(dir)].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [name, ino] of entries) {
        const life = this.#inodes.get(ino);
        if (life === undefined || above.includes(ino)) continue;
        const path = prefix + name;
        switch (life.type) {
          case 'file': {
            const slot = slotOf.get(ino) ?? files.push(ino) - 1;
            slotOf.set(ino, slot);
            nodes.push({ path, type: 'file', slot });
            skeleton.push(`f${slot}:${path}`);
            break;
          }
          case 'symlink':
            nodes.push({ path, type: 'symlink', target: life.target });
            skeleton.push(`l${path}\0${life.target}`);
            break;
          case 'dir': {
            const mode = modeOf(life);
            nodes.push({ path, type: 'dir', mode });
            skeleton.push(`d${mode}:${path}`);
            walk(ino, `${path}/`, [...above, ino]);
          }
        }
      }
    };
    walk(ROOT, '', [ROOT]);
    const key = skeleton.join('\0\0');
    let known = this.#known.get(key);
    if (known === undefined) {
      known = { id: this.#known.size, nodes };
      this.#known.set(key, known);
    }
    return { ...known, files, watched: this.#watch.map((path) => slotAt(nodes, path)) };
  }
}

const linksFollowedMax = 8;

/** The file a path leads to, relative symlinks followed; −1 = none within the tree. */
export function slotAt(nodes: readonly NamespaceNode[], path: string): number {
  const direct = nodes.find((node) => node.path === path);
  if (direct?.type === 'file') return direct.slot;
  if (!nodes.some((node) => node.type === 'symlink')) return -1;
  const at = new Map(nodes.map((node) => [node.path, node]));
  let wanted = path;
  for (let hops = 0; hops <= linksFollowedMax; hops++) {
    const parts = wanted.split('/');
    let next: string | null = null;
    for (let i = 1; i <= parts.length && next === null; i++) {
      const prefix = parts.slice(0, i).join('/');
      const node = at.get(prefix);
      if (node === undefined) return -1;
      if (node.type === 'file') return i === parts.length ? node.slot : -1;
      if (node.type === 'symlink') next = linked(prefix, node.target, parts.slice(i));
    }
    if (next === null) return -1;
    wanted = next;
  }
  return -1;
}

function linked(link: string, target: string, rest: readonly string[]): string | null {
  if (target.startsWith('/')) return null;
  const parts = link.split('/').slice(0, -1);
  for (const part of [...target.split('/'), ...rest]) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}
