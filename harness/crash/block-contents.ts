// File contents when 512-byte blocks reach the disk one by one in any order: each block touched since the last
// sync holds one of its versions, what was there before, or zeros; and the size is any that the file has had.
// All combinations if they fit the limit; else the telling ones (all old, all zeros, all new, all but one, only
// one) and seeded random ones.
import type { LostEffect } from '../../results/persistence.js';
import { blockBytes, zeroBlock } from './block-table.js';
import type { Blocks, Content } from './blocks.js';
import type { ContentChoice, ContentChoices } from './content-choice.js';
import type { InodeLife } from './inode-life.js';
import { type ContentSource, contentAfter, endOf } from './prefix-contents.js';
import type { Random } from './random.js';

/** `since`: the effect that made this version; −1 = it was there before, or zeros. `block`: its number. */
interface BlockVersion {
  since: number;
  block: number;
}
interface Touched {
  at: number;
  versions: BlockVersion[];
}
interface Size {
  since: number;
  bytes: number;
  /** The touched blocks that begin before it. */
  touched: Touched[];
  /** How many versions each of them has; all their numbers, one block after the other; where each block's begin. */
  counts: Uint32Array;
  numbers: Int32Array;
  starts: Uint32Array;
  /** Which block of the file each of them is. */
  places: Uint32Array;
}
interface Span {
  base: Content;
  /** Distinct, the newest last. `since` as for blocks. */
  sizes: Size[];
}
/** A size, and the index of a version for each touched block that begins before it. */
type Selection = { size: Size; versions: Uint32Array };

const attemptsPerPick = 4;

/** Of the data operations `from` … `to` − 1, which nobody has synced. */
export function blockContents(
  life: InodeLife,
  from: number,
  to: number,
  source: ContentSource,
  limit: number,
  random: Random,
): ContentChoices {
  if (from === to)
    return { choices: [{ content: contentAfter(life, from, source), lost: () => [] }], total: 1 };
  const { history, store } = source;
  const span = spanOf(life, from, to, history);
  const total = span.sizes.reduce((sum, { counts }) => sum + product(counts), 0);
  const selections = total <= limit ? everySelection(span) : someSelections(span, limit, random);
  const choices: ContentChoice[] = [];
  const seen = new Set<number>();
  for (const selection of selections) {
    if (choices.length >= limit) break;
    const content = store.intern(() => assembled(span, selection, store.blocks));
    if (seen.has(content)) continue;
    seen.add(content);
    choices.push({ content, lost: () => lostBy(life, from, to, span, selection) });
  }
  return { choices, total: total <= limit ? choices.length : Math.min(total, Number.MAX_VALUE) };
}

function spanOf(life: InodeLife, from: number, to: number, history: ContentSource['history']): Span {
  const base = history.after(life, from);
  const touched = new Map<number, BlockVersion[]>();
  const sizes = [{ since: -1, bytes: base.sizeBytes }];
  let content = base;
  const changed = (start: number, end: number, since: number) => {
    for (let at = Math.floor(start / blockBytes); at * blockBytes < end; at++) {
      let versions = touched.get(at);
      if (versions === undefined) {
        versions = [{ since: -1, block: zeroBlock }];
        addVersion(versions, { since: -1, block: base.blocks[at] ?? zeroBlock });
        touched.set(at, versions);
      }
      addVersion(versions, { since, block: content.blocks[at] ?? zeroBlock });
    }
  };
  for (const [index, op] of life.data.slice(from, to).entries()) {
    const { sizeBytes } = content;
    content = history.after(life, from + index + 1);
    if (op.kind === 'write') {
      if (op.bytes.length === 0) continue;
      changed(op.offset, endOf(op), op.at);
    } else if (op.size < sizeBytes) {
      // What is cut off reads as zeros should the file grow again.
      changed(op.size, sizeBytes, op.at);
    }
    const known = sizes.findIndex((other) => other.bytes === content.sizeBytes);
    if (known >= 0) sizes.splice(known, 1);
    sizes.push({ since: op.at, bytes: content.sizeBytes });
  }
  const ordered = [...touched].sort(([a], [b]) => a - b).map(([at, versions]) => ({ at, versions }));
  return { base, sizes: sizes.map((size) => ({ ...size, ...reachedBy(size.bytes, ordered) })) };
}

function reachedBy(bytes: number, all: readonly Touched[]): Omit<Size, 'since' | 'bytes'> {
  const touched = all.filter(({ at }) => at * blockBytes < bytes);
  const counts = Uint32Array.from(touched, ({ versions }) => versions.length);
  const numbers = Int32Array.from(touched.flatMap(({ versions }) => versions.map(({ block }) => block)));
  let next = 0;
  const starts = counts.map((count) => {
    next += count;
    return next - count;
  });
  return { touched, counts, numbers, starts, places: Uint32Array.from(touched, ({ at }) => at) };
}

function addVersion(versions: BlockVersion[], version: BlockVersion): void {
  const same = versions.findIndex(({ block }) => block === version.block);
  // The newest version stands last; an equal block of an older one is as good.
  if (same >= 0) versions.splice(same, 1);
  versions.push(version);
}

function product(counts: Uint32Array): number {
  return counts.reduce((all, count) => all * count, 1);
}

/** Newest size first, and for each the newest versions first. */
function* everySelection(span: Span): Generator<Selection> {
  for (const size of span.sizes.toReversed()) {
    const newest = size.counts.map((count) => count - 1);
    const versions = newest.slice();
    for (;;) {
      yield { size, versions: versions.slice() };
      let at = versions.length - 1;
      while (at >= 0 && versions[at] === 0) {
        versions[at] = newest[at] ?? 0;
        at--;
      }
      if (at < 0) break;
      versions[at] = (versions[at] ?? 0) - 1;
    }
  }
}

function* someSelections(span: Span, limit: number, random: Random): Generator<Selection> {
  for (const size of span.sizes.toReversed()) {
    const { touched, counts } = size;
    const zeros = touched.map(({ versions }) => versions.findIndex(({ block }) => block === zeroBlock));
    const old = touched.map(({ versions }) => versions.findLastIndex(({ since }) => since < 0));
    yield { size, versions: counts.map((count) => count - 1) };
    yield { size, versions: Uint32Array.from(zeros, (version) => Math.max(0, version)) };
    yield { size, versions: Uint32Array.from(old, (version) => Math.max(0, version)) };
  }
  const size = span.sizes.at(-1);
  if (size === undefined) return;
  yield* allButOneAndOnlyOne(size, Math.floor(limit / 2));
  for (let i = 0; i < limit * attemptsPerPick; i++) {
    const chosen = span.sizes[random.below(span.sizes.length)] ?? size;
    yield { size: chosen, versions: random.belowEach(chosen.counts) };
  }
}

function* allButOneAndOnlyOne(size: Size, most: number): Generator<Selection> {
  const newest = size.counts.map((count) => count - 1);
  const step = Math.max(1, Math.ceil((2 * newest.length) / Math.max(1, most)));
  for (let i = 0; i < newest.length; i += step) {
    const allButOne = newest.slice();
    allButOne[i] = 0;
    yield { size, versions: allButOne };
    const onlyOne = new Uint32Array(newest.length);
    onlyOne[i] = newest[i] ?? 0;
    yield { size, versions: onlyOne };
  }
}

function assembled({ base }: Span, { size, versions }: Selection, blocks: Blocks): Content {
  const list = new Int32Array(Math.ceil(size.bytes / blockBytes));
  list.set(base.blocks.subarray(0, list.length));
  const { places, numbers, starts } = size;
  for (let index = 0; index < places.length; index++) {
    const number = numbers[(starts[index] ?? 0) + (versions[index] ?? 0)];
    list[places[index] ?? 0] = number ?? zeroBlock;
  }
  const content = { sizeBytes: size.bytes, blocks: list };
  // A version may hold more than this size reaches.
  blocks.clearBeyondEnd(content);
  return content;
}

function lostBy(life: InodeLife, from: number, to: number, span: Span, selection: Selection): LostEffect[] {
  const lost: LostEffect[] = [];
  const { since: sizeSince, touched } = selection.size;
  const newestSize = span.sizes.at(-1)?.since ?? -1;
  for (const op of life.data.slice(from, to)) {
    const sizeLost = sizeSince < op.at && newestSize >= op.at && op.at === earliestSizeAfter(span, sizeSince);
    if (op.kind === 'truncate') {
      if (sizeSince < op.at) lost.push({ effect: op.at, extent: 'whole', detail: 'the size is the old one' });
      continue;
    }
    const first = Math.floor(op.offset / blockBytes);
    const count = Math.ceil(endOf(op) / blockBytes) - first;
    const kept = touched.filter(({ at, versions }, index) => {
      if (at < first || at >= first + count) return false;
      return (versions[selection.versions[index] ?? 0]?.since ?? -1) >= op.at;
    }).length;
    if (kept === count && !sizeLost) continue;
    const extent = kept === 0 ? 'whole' : 'part';
    const size = sizeLost ? ', and not the new size' : '';
    lost.push({ effect: op.at, extent, detail: `${kept} of ${count} blocks of ${blockBytes} bytes${size}` });
  }
  return lost;
}

function earliestSizeAfter(span: Span, since: number): number {
  const later = span.sizes.map((size) => size.since).filter((at) => at > since);
  return later.length > 0 ? Math.min(...later) : -1;
}
