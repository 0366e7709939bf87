// File contents as an in-order prefix of the writes: some whole operations, and the next write cut short. Of
// a cut's possible lengths the representative ones are used: one byte, half, every 512-byte boundary of the
// file, and all but one byte; between them no reader can tell "cut" from "cut a little later".
import type { LostEffect } from '../../../results/vocabulary/persistence.js';
import type { DataOp, InodeLife } from '../trace/inode-life.js';
import { blockBytes } from './block-table.js';
import type { ContentChoice, ContentChoices } from './content-choice.js';
import type { ContentHistory } from './content-history.js';
import type { ContentId, ContentStore } from './content-store.js';

/** Strictly between nothing and everything. */
export function representativeCuts(offset: number, length: number): number[] {
  const cuts = new Set<number>([1, length >> 1, length - 1]);
  for (let end = blockBytes - (offset % blockBytes); end < length; end += blockBytes) cuts.add(end);
  return [...cuts].filter((cut) => cut > 0 && cut < length).sort((a, b) => a - b);
}

/** Where the file ends at least, right after this operation. */
export function endOf(op: DataOp): number {
  return op.kind === 'write' ? op.offset + op.bytes.length : op.size;
}

/** The history that contents are made from, and the store that numbers them. */
export interface ContentSource {
  history: ContentHistory;
  store: ContentStore;
}

/** What the file holds after `count` operations. */
export function contentAfter(life: InodeLife, count: number, { history, store }: ContentSource): ContentId {
  const bytes = history.bytesAfter(life, count);
  return bytes === null ? store.intern(() => history.after(life, count)) : store.internBytes(bytes);
}

/** Only the lengths at which operation `count` may have been cut. */
export function cutContents(
  life: InodeLife,
  count: number,
  source: ContentSource,
  limit: number,
): ContentChoices {
  const op = life.data[count];
  if (op?.kind !== 'write') return { choices: [], total: 0 };
  const cuts = representativeCuts(op.offset, op.bytes.length);
  const choices = spread(cuts, limit).map((cut) => choiceOf(life, { count, cut }, count + 1, source));
  return { choices, total: cuts.length };
}

/** From `least` to `most` operations; `done` were called, the ones beyond `most` are lost for certain. */
export function prefixContents(
  life: InodeLife,
  { least, most, done }: { least: number; most: number; done: number },
  source: ContentSource,
  limit: number,
): ContentChoices {
  const stages: { count: number; cut: number }[] = [];
  for (let count = least; count <= most; count++) {
    stages.push({ count, cut: 0 });
    const next = life.data[count];
    if (count === most || next?.kind !== 'write') continue;
    for (const cut of representativeCuts(next.offset, next.bytes.length)) stages.push({ count, cut });
  }
  const seen = new Set<number>();
  const choices: ContentChoice[] = [];
  // Nothing lost comes first.
  for (const stage of spread(stages, limit).reverse()) {
    const choice = choiceOf(life, stage, done, source);
    if (seen.has(choice.content)) continue;
    seen.add(choice.content);
    choices.push(choice);
  }
  return { choices, total: stages.length > limit ? stages.length : choices.length };
}

function choiceOf(
  life: InodeLife,
  stage: { count: number; cut: number },
  done: number,
  source: ContentSource,
): ContentChoice {
  const { history, store } = source;
  const { count, cut } = stage;
  return {
    content:
      cut === 0 ? contentAfter(life, count, source) : store.intern(() => history.cut(life, count, cut)),
    lost: () => lostFrom(life, stage, done),
  };
}

function lostFrom(life: InodeLife, stage: { count: number; cut: number }, done: number): LostEffect[] {
  return life.data.slice(stage.count, done).map((op, index) => {
    const cut = index === 0 ? stage.cut : 0;
    if (op.kind === 'truncate') return { effect: op.at, extent: 'whole', detail: 'the size is the old one' };
    if (cut === 0) return { effect: op.at, extent: 'whole', detail: `none of ${op.bytes.length} bytes` };
    return { effect: op.at, extent: 'part', detail: `only the first ${cut} of ${op.bytes.length} bytes` };
  });
}

/**
 * The first, the last, and an even spread whose steps are powers of two, so that longer lists share picks.
 */
function spread<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) return [...items];
  let step = 1;
  while (items.length / step > limit - 2) step *= 2;
  return items.filter((_, index) => index % step === 0 || index === items.length - 1);
}
