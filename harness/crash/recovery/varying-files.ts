// The files whose content can differ between the disks of a recording: those that were written to, truncated
// or given another mode. Only for these does it matter whether recovery reads them, by whatever name: a symbolic
// link that leads to one is as good.
import type { CrashStates } from '../states/collect-states.js';
import { type Namespace, slotAt } from '../trace/namespace.js';

export class VaryingFiles {
  /** The document's own path left out. */
  readonly paths: ReadonlySet<string>;
  readonly #documentPath: string;
  readonly #varies: ReadonlySet<number>;
  /** Namespaces in which a path may lead to a file under another name. */
  readonly #linked: readonly Namespace[];
  readonly #known = new Map<string, boolean>();

  constructor({ states, timeline, documentPath }: Pick<CrashStates, 'states' | 'timeline' | 'documentPath'>) {
    this.#documentPath = documentPath;
    const varies = new Set<number>();
    for (const { ino, data, modes } of timeline.inodes.values()) {
      if (data.length > 0 || modes.length > 1) varies.add(ino);
    }
    this.#varies = varies;
    const namespaces = [...new Set(states.map((state) => state.namespace))];
    this.#linked = namespaces.filter(({ nodes }) => nodes.some(({ type }) => type === 'symlink'));
    const paths = new Set<string>();
    for (const { nodes, files } of namespaces) {
      for (const node of nodes) {
        if (node.type !== 'file' || node.path === documentPath) continue;
        if (varies.has(files[node.slot] ?? -1)) paths.add(node.path);
      }
    }
    this.paths = paths;
  }

  /** Whether who reads this path may read one of them, other than by the document's own path. */
  has(path: string): boolean {
    if (path === this.#documentPath) return false;
    if (this.paths.has(path)) return true;
    let found = this.#known.get(path);
    if (found === undefined) {
      found = this.#linked.some(({ nodes, files }) => this.#varies.has(files[slotAt(nodes, path)] ?? -1));
      this.#known.set(path, found);
    }
    return found;
  }
}
