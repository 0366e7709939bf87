// Whether a recording proves that the document is only ever replaced as a whole: whatever file the name of the
// document leads to is never changed while it has that name. Only then can the bytes of one file stand for the
// document: a journal that grows, or a slot that is written again, means more than its bytes, and what part of
// them counts is known to the strategy alone.

import { ROOT } from '../../../results/vocabulary/root-inode.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { InodeTree } from '../trace/inode-tree.js';

/** Throws CrashTraceError if the trace contradicts itself. */
export function replacedWhole(trace: Trace, documentPath: string): boolean {
  const tree = InodeTree.from(trace.initial);
  const parts = documentPath.split('/');
  const isFileOrNothing = (): boolean => {
    const ino = inodeAt(tree, parts);
    return ino === null || tree.get(ino)?.type === 'file';
  };
  return (
    isFileOrNothing() &&
    trace.effects.every((effect, index) => {
      const changes = effect.op === 'write' || effect.op === 'truncate';
      if (changes && effect.ino === inodeAt(tree, parts)) return false;
      tree.apply(effect, index);
      return isFileOrNothing();
    })
  );
}

function inodeAt(tree: InodeTree, parts: readonly string[]): number | null {
  let at = ROOT;
  for (const name of parts) {
    const node = tree.get(at);
    const next = node?.type === 'dir' ? node.entries.get(name) : undefined;
    if (next === undefined) return null;
    at = next;
  }
  return at;
}
