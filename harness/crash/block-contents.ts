// File contents when 512-byte blocks reach the disk one by one in any order: each block touched since the last
// sync holds one of its versions, what was there before, or zeros; and the size is any that the file has had.
// All combinations if they fit the limit; else the telling ones (all old, all zeros, all new, all but one, only
// one) and seeded random ones.
import type { LostEffect } from '../../results/persistence.js';
import type { ContentChoice, ContentChoices } from './content-choice.js';
import type { ContentStore } from './content-store.js';
import type { InodeLife } from './inode-life.js';
import { blockBytes, contentAfter, endOf } from './prefix-contents.js';
import type { Random } from './random.js';

/** `since`: the effect that made this version; −1 = it was there before, or zeros. */
interface BlockVersion {
  since: number;
  bytes: Uint8Array;
}
interface Touched {
  block: number;
  versions: BlockVersion[];
}
interface Span {
  base: Uint8Array;
  touched: Touched[];
  /** Distinct, the newest last. `since` as for blocks. */
  sizes: { since: number; bytes: number }[];
}
/** Index of a size, and of a version for each touched block that begins before that size. */
type Selection = { size: number; versions: readonly number[] };

const attemptsPerPick = 4;

/** Of the data operations `from` … `to` − 1, which nobody has synced. */
export function blockContents(
  life: InodeLife,
  from: number,
  to: number,
  store: ContentStore,
  limit: number,
  random: Random,
): ContentChoices {
  const span = spanOf(life, from, to);
  const total = span.sizes.reduce((sum, _, size) => sum + combinations(span, size), 0);
  const selections = total <= limit ? everySelection(span) : someSelections(span, limit, random);
  const choices: ContentChoice[] = [];
  const seen = new Set<number>();
  for (const selection of selections) {
    if (choices.length >= limit) break;
    const content = store.intern(() => assembled(span, selection));
    if (seen.has(content)) continue;
    seen.add(content);
    choices.push({ content, lost: () => lostBy(life, from, to, span, selection) });
  }
  return { choices, total: total <= limit ? choices.length : Math.min(total, Number.MAX_VALUE) };
}

function spanOf(life: InodeLife, from: number, to: number): Span {
  const base = contentAfter(life, from, 0);
  const touched = new Map<number, BlockVersion[]>();
  const sizes = [{ since: -1, bytes: base.length }];
  const working = new Uint8Array(Math.max(base.length, ...life.data.slice(from, to).map(endOf)));
  working.set(base);
  let size = base.length;
  const changed = (start: number, end: number, since: number) => {
    for (let block = Math.floor(start / blockBytes); block * blockBytes < end; block++) {
      let versions = touched.get(block);
      if (versions === undefined) {
        versions = [{ since: -1, bytes: new Uint8Array(blockBytes) }];
        addVersion(versions, -1, blockOf(base, block));
        touched.set(block, versions);
      }
      addVersion(versions, since, blockOf(working.subarray(0, Math.max(size, end)), block));
    }
  };
  for (const op of life.data.slice(from, to)) {
    if (op.kind === 'write') {
      if (op.bytes.length === 0) continue;
      working.set(op.bytes, op.offset);
      changed(op.offset, endOf(op), op.at);
      size = Math.max(size, endOf(op));
    } else {
      // What is cut off reads as zeros should the file grow again.
      if (op.size < size) {
        working.fill(0, op.size, size);
        changed(op.size, size, op.at);
      }
      size = op.size;
    }
    const known = sizes.findIndex((other) => other.bytes === size);
    if (known >= 0) sizes.splice(known, 1);
    sizes.push({ since: op.at, bytes: size });
  }
  const ordered = [...touched].sort(([a], [b]) => a - b).map(([block, versions]) => ({ block, versions }));
  return { base, touched: ordered, sizes };
}

function addVersion(versions: BlockVersion[], since: number, bytes: Uint8Array): void {
  const same = versions.findIndex((version) => Buffer.compare(version.bytes, bytes) === 0);
  // The newest version stands last; equal bytes of an older one are as good.
  if (same >= 0) versions.splice(same, 1);
  versions.push({ since, bytes });
}

/** Padded with zeros to a whole block. */
function blockOf(bytes: Uint8Array, block: number): Uint8Array {
  const padded = new Uint8Array(blockBytes);
  padded.set(bytes.subarray(block * blockBytes, (block + 1) * blockBytes));
  return padded;
}

function within(span: Span, size: number): Touched[] {
  const end = span.sizes[size]?.bytes ?? 0;
  return span.touched.filter(({ block }) => block * blockBytes < end);
}

function combinations(span: Span, size: number): number {
  return within(span, size).reduce((product, { versions }) => product * versions.length, 1);
}

/** Newest size first, and for each the newest versions first. */
function* everySelection(span: Span): Generator<Selection> {
  for (let size = span.sizes.length - 1; size >= 0; size--) {
    const blocks = within(span, size);
    const versions = blocks.map((block) => block.versions.length - 1);
    for (;;) {
      yield { size, versions: [...versions] };
      let at = versions.length - 1;
      while (at >= 0 && versions[at] === 0) {
        versions[at] = (blocks[at]?.versions.length ?? 1) - 1;
        at--;
      }
      if (at < 0) break;
      versions[at] = (versions[at] ?? 0) - 1;
    }
  }
}

function* someSelections(span: Span, limit: number, random: Random): Generator<Selection> {
  for (let size = span.sizes.length - 1; size >= 0; size--) {
    const blocks = within(span, size);
    const newest = blocks.map(({ versions }) => versions.length - 1);
    const zeros = blocks.map(({ versions }) =>
      versions.findIndex(({ bytes }) => bytes.every((b) => b === 0)),
    );
    const old = blocks.map(({ versions }) =>
      Math.max(
        0,
        versions.findLastIndex(({ since }) => since < 0),
      ),
    );
    yield { size, versions: newest };
    yield { size, versions: zeros.map((version) => Math.max(0, version)) };
    yield { size, versions: old };
  }
  const structuredMax = Math.floor(limit / 2);
  const last = span.sizes.length - 1;
  const blocks = within(span, last);
  const newest = blocks.map(({ versions }) => versions.length - 1);
  const step = Math.max(1, Math.ceil((2 * blocks.length) / Math.max(1, structuredMax)));
  for (let i = 0; i < blocks.length; i += step) {
    yield { size: last, versions: newest.map((version, at) => (at === i ? 0 : version)) };
    yield { size: last, versions: newest.map((version, at) => (at === i ? version : 0)) };
  }
  for (let i = 0; i < limit * attemptsPerPick; i++) {
    const size = random.below(span.sizes.length);
    yield { size, versions: within(span, size).map(({ versions }) => random.below(versions.length)) };
  }
}

function assembled(span: Span, selection: Selection): Uint8Array {
  const bytes = new Uint8Array(span.sizes[selection.size]?.bytes ?? 0);
  bytes.set(span.base.subarray(0, bytes.length));
  within(span, selection.size).forEach(({ block, versions }, index) => {
    const version = versions[selection.versions[index] ?? 0];
    const start = block * blockBytes;
    if (version !== undefined) bytes.set(version.bytes.subarray(0, bytes.length - start), start);
  });
  return bytes;
}

function lostBy(life: InodeLife, from: number, to: number, span: Span, selection: Selection): LostEffect[] {
  const lost: LostEffect[] = [];
  const sizeSince = span.sizes[selection.size]?.since ?? -1;
  const blocks = within(span, selection.size);
  const newestSize = span.sizes.at(-1)?.since ?? -1;
  for (const op of life.data.slice(from, to)) {
    const sizeLost = sizeSince < op.at && newestSize >= op.at && op.at === earliestSizeAfter(span, sizeSince);
    if (op.kind === 'truncate') {
      if (sizeSince < op.at) lost.push({ effect: op.at, extent: 'whole', detail: 'the size is the old one' });
      continue;
    }
    const first = Math.floor(op.offset / blockBytes);
    const count = Math.ceil(endOf(op) / blockBytes) - first;
    const kept = blocks.filter(({ block, versions }, index) => {
      const version = versions[selection.versions[index] ?? 0];
      return block >= first && block < first + count && (version?.since ?? -1) >= op.at;
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
