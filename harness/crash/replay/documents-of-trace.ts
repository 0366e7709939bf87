// Finds the bytes of each document in the recording alone: the content of its file when each write was
// acknowledged. That needs no parser and no strategy, so a capsule can be judged where the strategy is
// missing. It doesn't know the document of a write that was never acknowledged, and takes it for torn.
import type { DocumentIdentity } from '../../../results/vocabulary/persistence.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { InodeTree } from '../trace/inode-tree.js';
import { Namespaces } from '../trace/namespace.js';
import { namespaceAt } from '../trace/namespace-at.js';
import { type Timeline, timelineOf } from '../trace/timeline.js';
import { type Identify, identifyByBytes } from '../verdict/document-oracle.js';

/** Stands for the document before the first write, whatever that was; no attempt carries it. */
export const initialDocument: DocumentIdentity = { rev: -1, token: null };

export interface TracedDocuments {
  identify: Identify;
  /** null: there was none. */
  initial: DocumentIdentity | null;
}

/** Throws CrashTraceError if the trace contradicts itself. */
export function documentsOf(trace: Trace, documentPath: string): TracedDocuments {
  const timeline = timelineOf(trace);
  const moments = stableMoments(trace);
  const points = [0, ...moments.flatMap((moment) => moment.points)];
  const contents = documentAt(trace, timeline, documentPath, points);
  const known: { content: Uint8Array; identity: DocumentIdentity }[] = [];
  const before = contents.get(0) ?? null;
  if (before !== null) known.push({ content: before, identity: initialDocument });
  for (const moment of moments) {
    // A write that is acknowledged early shows its bytes only later.
    const content = moment.points
      .map((point) => contents.get(point) ?? null)
      .find((bytes) => bytes !== null && !known.some((one) => equal(one.content, bytes)));
    const { rev, token } = moment;
    if (content !== undefined && content !== null) known.push({ content, identity: { rev, token } });
  }
  return { identify: identifyByBytes(known), initial: before === null ? null : initialDocument };
}

/** For each acknowledged write the crash points at which its document should stand, the best first. */
function stableMoments(trace: Trace): { rev: number; token: string; points: number[] }[] {
  const marks = trace.effects.flatMap((effect, at) => (effect.op === 'mark' ? [{ ...effect, at }] : []));
  return marks.flatMap(({ mark, rev, token, at }, index) => {
    if (mark !== 'acked') return [];
    const next = marks.slice(index + 1).find((later) => later.mark === 'attempt');
    return [{ rev, token, points: [at, next?.at ?? trace.effects.length] }];
  });
}

/** What an application would have read at each of these crash points. */
function documentAt(
  trace: Trace,
  timeline: Timeline,
  documentPath: string,
  points: readonly number[],
): ReadonlyMap<number, Uint8Array | null> {
  const tree = InodeTree.from(trace.initial);
  const namespaces = new Namespaces(timeline.inodes, [documentPath]);
  const found = new Map<number, Uint8Array | null>();
  let applied = 0;
  for (const point of [...points].sort((a, b) => a - b)) {
    for (; applied < point; applied++) {
      const effect = trace.effects[applied];
      if (effect !== undefined) tree.apply(effect, applied);
    }
    const namespace = namespaceAt(namespaces, timeline, point);
    const file = tree.get(namespace.files[namespace.watched[0] ?? -1] ?? -1);
    found.set(point, file?.type === 'file' ? file.bytes : null);
  }
  return found;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
