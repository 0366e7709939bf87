// Replays a recording and takes the content of the document's file each time a write was acknowledged. For a
// strategy that keeps the whole document in one file, exactly these bytes are documents and all others are
// torn. Whether a strategy is of that kind is found out elsewhere, by letting it read those bytes alone.
import type { DocumentIdentity } from '../../../results/vocabulary/persistence.js';
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { apply, type LiveTree, toLive } from '../../tap/record/tree.js';
import type { KnownDocument } from '../verdict/document-oracle.js';

/** Throws ReplayError if the trace contradicts itself. */
export function knownDocuments(
  trace: Trace,
  documentPath: string,
  initial: DocumentIdentity | null,
): KnownDocument[] {
  const live = toLive(trace.initial);
  const known: KnownDocument[] = [];
  const look = (identity: DocumentIdentity): void => {
    for (const { path, content } of filesOf(live)) {
      if (path === documentPath) known.push({ content, identity });
    }
  };
  if (initial !== null) look(initial);
  for (const effect of trace.effects) {
    if (effect.op === 'mark' && effect.mark === 'acked') look({ rev: effect.rev, token: effect.token });
    apply(live, effect);
  }
  return known;
}

function* filesOf(
  live: LiveTree,
  dir: number = ROOT,
  prefix = '',
): Generator<{ path: string; content: Uint8Array }> {
  const node = live.get(dir);
  if (node?.type !== 'dir') return;
  for (const [name, ino] of node.entries) {
    const child = live.get(ino);
    if (child?.type === 'file') yield { path: prefix + name, content: Buffer.from(child.content) };
    if (child?.type === 'dir') yield* filesOf(live, ino, `${prefix}${name}/`);
  }
}
