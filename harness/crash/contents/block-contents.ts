// File contents when 512-byte blocks reach the disk one by one in any order: each block touched since the
// last sync holds one of its versions or what was there before, zeros where nothing was; and the size is any
// that the file has had. All combinations if they fit the limit; else the extreme ones (all old, all zeros,
// all new, all but one, only one) and seeded random ones.
//
// Where a file was cut off and not written since, an older size means that the cut is lost, and with it the zeros
// that it stands for: what was synced is still there. Except in the file system's block that the new end lies
// in: its rest is cleared in the page cache, and may reach the disk before the size does. Once the file is written
// again, its pages may hold anything that it held since.
import type { LostEffect } from '../../../results/vocabulary/persistence.js';
import type { Sampler } from '../sampler.js';
import type { InodeLife } from '../trace/inode-life.js';
import { blockBytes, zeroBlock } from './block-table.js';
import { type BlockVersions, blockVersions, type Touch, touchedWithin } from './block-versions.js';
import type { BlockContent, Blocks } from './blocks.js';
import type { ContentChoice, ContentChoices } from './content-choice.js';
import { type ContentSource, contentAfter, endOf } from './prefix-contents.js';

interface Size {
  since: number;
  bytes: number;
  /** Of the blocks while the file has this size. */
  versions: BlockVersions;
  /** How many of the touched blocks begin before it. */
  touched: number;
}
interface Span {
  base: BlockContent;
  /** Distinct, the newest last. `since` as for blocks. */
  sizes: Size[];
}
/** `isCut`: nothing but zeros of a cut that no write follows. */
type Change = Touch & { isCut: boolean };

/** The largest that file systems have. */
const fileSystemBlockBytes = 65_536;
/** A size, and the index of a version for each touched block that begins before it. */
type Selection = { size: Size; chosen: Uint32Array };

const attemptsPerPick = 4;

/** Of the data operations `from` … `to` − 1, none of which was synced. */
export function blockContents(
  life: InodeLife,
  from: number,
  to: number,
  source: ContentSource,
  limit: number,
  random: Sampler,
): ContentChoices {
  if (from === to)
    return { choices: [{ content: contentAfter(life, from, source), lost: () => [] }], total: 1 };
  const { history, store } = source;
  const span = spanOf(life, from, to, history);
  const total = span.sizes.reduce((sum, size) => sum + product(countsWithin(size)), 0);
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
  const ops = life.data.slice(from, to);
  const lastWrite = ops.findLastIndex((op) => op.kind === 'write' && op.bytes.length > 0);
  const changes: Change[] = [];
  const sizes = [{ since: -1, bytes: base.sizeBytes }];
  let content = base;
  for (const [index, op] of ops.entries()) {
    const before = content.sizeBytes;
    content = history.after(life, from + index + 1);
    if (op.kind === 'write' && op.bytes.length === 0) continue;
    // What is cut off reads as zeros should the file grow again.
    const [start, end] = op.kind === 'write' ? [op.offset, endOf(op)] : [op.size, before];
    const cleared = index < lastWrite || op.kind === 'write' ? end : Math.min(end, clearedUpTo(start));
    changes.push(...touched(op.at, start, cleared, content, false));
    changes.push(...touched(op.at, cleared, end, content, true));
    const known = sizes.findIndex((other) => other.bytes === content.sizeBytes);
    if (known >= 0) sizes.splice(known, 1);
    sizes.push({ since: op.at, bytes: content.sizeBytes });
  }
  return { base, sizes: withVersions(sizes, base, changes) };
}

function clearedUpTo(size: number): number {
  return Math.ceil(size / fileSystemBlockBytes) * fileSystemBlockBytes;
}

function touched(since: number, start: number, end: number, after: BlockContent, isCut: boolean): Change[] {
  if (start >= end) return [];
  const first = Math.floor(start / blockBytes);
  return [{ since, first, end: blocksOf(end), blocks: after.blocks, isCut }];
}

function withVersions(
  sizes: readonly Pick<Size, 'since' | 'bytes'>[],
  base: BlockContent,
  changes: readonly Change[],
): Size[] {
  const made = new Map<number, BlockVersions>();
  return sizes.map(({ since, bytes }) => {
    // Cuts come last, so their number tells which of them.
    const counting = changes.filter((change) => !change.isCut || change.since <= since);
    const versions = made.get(counting.length) ?? blockVersions(base.blocks, counting);
    made.set(counting.length, versions);
    return { since, bytes, versions, touched: touchedWithin(versions, blocksOf(bytes)) };
  });
}

function blocksOf(bytes: number): number {
  return Math.ceil(bytes / blockBytes);
}

function countsWithin({ versions, touched }: Size): Uint32Array {
  return versions.counts.subarray(0, touched);
}

function product(counts: Uint32Array): number {
  return counts.reduce((all, count) => all * count, 1);
}

/** Newest size first, and for each the newest versions first. */
function* everySelection(span: Span): Generator<Selection> {
  for (const size of span.sizes.toReversed()) {
    const newest = countsWithin(size).map((count) => count - 1);
    const chosen = newest.slice();
    for (;;) {
      yield { size, chosen: chosen.slice() };
      let at = chosen.length - 1;
      while (at >= 0 && chosen[at] === 0) {
        chosen[at] = newest[at] ?? 0;
        at--;
      }
      if (at < 0) break;
      chosen[at] = (chosen[at] ?? 0) - 1;
    }
  }
}

function* someSelections(span: Span, limit: number, random: Sampler): Generator<Selection> {
  const newestOf = (size: Size) => countsWithin(size).map((count) => count - 1);
  for (const size of span.sizes.toReversed()) {
    yield { size, chosen: newestOf(size) };
    yield { size, chosen: versionsThat(size, (number) => number === zeroBlock) };
    yield { size, chosen: versionsThat(size, (_number, since) => since < 0) };
  }
  const size = span.sizes.at(-1);
  if (size === undefined) return;
  yield* allButOneAndOnlyOne(size, newestOf(size), Math.floor(limit / 2));
  for (let i = 0; i < limit * attemptsPerPick; i++) {
    const drawn = span.sizes[random.below(span.sizes.length)] ?? size;
    yield { size: drawn, chosen: random.belowEach(countsWithin(drawn)) };
  }
}

/** The last version of each block that is one of those, or its oldest. */
function versionsThat(size: Size, are: (number: number, since: number) => boolean): Uint32Array {
  const { starts, numbers, sinces } = size.versions;
  return countsWithin(size).map((count, row) => {
    const start = starts[row] ?? 0;
    let version = count - 1;
    while (version > 0 && !are(numbers[start + version] ?? zeroBlock, sinces[start + version] ?? -1))
      version--;
    return version;
  });
}

function* allButOneAndOnlyOne(size: Size, newest: Uint32Array, most: number): Generator<Selection> {
  const step = Math.max(1, Math.ceil((2 * newest.length) / Math.max(1, most)));
  for (let i = 0; i < newest.length; i += step) {
    const allButOne = newest.slice();
    allButOne[i] = 0;
    yield { size, chosen: allButOne };
    const onlyOne = new Uint32Array(newest.length);
    onlyOne[i] = newest[i] ?? 0;
    yield { size, chosen: onlyOne };
  }
}

function assembled({ base }: Span, { size, chosen }: Selection, blocks: Blocks): BlockContent {
  const list = new Int32Array(blocksOf(size.bytes));
  list.set(base.blocks.subarray(0, list.length));
  const { places, numbers, starts } = size.versions;
  for (let row = 0; row < chosen.length; row++) {
    list[places[row] ?? 0] = numbers[(starts[row] ?? 0) + (chosen[row] ?? 0)] ?? zeroBlock;
  }
  const content = { sizeBytes: size.bytes, blocks: list };
  // A version may hold more than this size reaches.
  blocks.clearBeyondEnd(content);
  return content;
}

function lostBy(life: InodeLife, from: number, to: number, span: Span, selection: Selection): LostEffect[] {
  const lost: LostEffect[] = [];
  const { since: sizeSince } = selection.size;
  const newestSize = span.sizes.at(-1)?.since ?? -1;
  for (const op of life.data.slice(from, to)) {
    const sizeLost = sizeSince < op.at && newestSize >= op.at && op.at === earliestSizeAfter(span, sizeSince);
    if (op.kind === 'truncate') {
      if (sizeSince < op.at) lost.push({ effect: op.at, extent: 'whole', detail: 'the size is the old one' });
      continue;
    }
    const first = Math.floor(op.offset / blockBytes);
    const count = Math.ceil(endOf(op) / blockBytes) - first;
    const kept = keptOf(selection.size.versions, selection.chosen, first, first + count, op.at);
    if (kept === count && !sizeLost) continue;
    const extent = kept === 0 ? 'whole' : 'part';
    const size = sizeLost ? ', and not the new size' : '';
    lost.push({ effect: op.at, extent, detail: `${kept} of ${count} blocks of ${blockBytes} bytes${size}` });
  }
  return lost;
}

/** How many of these blocks hold what that effect put there, or a later one. */
function keptOf(
  { places, starts, sinces }: BlockVersions,
  chosen: Uint32Array,
  first: number,
  end: number,
  effect: number,
): number {
  let kept = 0;
  for (let row = 0; row < chosen.length; row++) {
    const at = places[row] ?? 0;
    if (at < first || at >= end) continue;
    if ((sinces[(starts[row] ?? 0) + (chosen[row] ?? 0)] ?? -1) >= effect) kept += 1;
  }
  return kept;
}

function earliestSizeAfter(span: Span, since: number): number {
  const later = span.sizes.map((size) => size.since).filter((at) => at > since);
  return later.length > 0 ? Math.min(...later) : -1;
}
