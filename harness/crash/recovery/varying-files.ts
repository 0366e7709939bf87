// The files whose content can differ between the disks of a recording, by path: those that were written to,
// truncated or given another mode. Only for these does it matter whether recovery reads them.
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
