// Which files of the disks of a recording differ in content from one disk to another at all, by path: those that were
// written to, cut off or given another mode. Only of these does it matter whether recovery looks at them.
import type { CrashStates } from '../states/collect-states.js';

export function varyingFiles({ states, timeline, documentPath }: CrashStates): Set<string> {
  const varies = new Set<number>();
  for (const { ino, data, modes } of timeline.inodes.values()) {
    if (data.length > 0 || modes.length > 1) varies.add(ino);
  }
  const found = new Set<string>();
  for (const namespace of new Set(states.map((state) => state.namespace))) {
    for (const node of namespace.nodes) {
      if (node.type !== 'file' || node.path === documentPath) continue;
      if (varies.has(namespace.files[node.slot] ?? -1)) found.add(node.path);
    }
  }
  return found;
}
