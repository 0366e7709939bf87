// The content of a file after each of its data operations: each is made from the one before, and a bounded
// number is cached. Pure: a content that was dropped and made again is the same.

import type { DataOp, InodeLife } from '../trace/inode-life.js';
import type { BlockContent, Blocks } from './blocks.js';

const keptBytesMax = 64 * 1024 * 1024;

export class ContentHistory {
  readonly blocks: Blocks;
  readonly #kept = new Map<InodeLife, Map<number, BlockContent>>();
  readonly #last = new Map<InodeLife, { count: number; content: BlockContent }>();
  #keptBytes = 0;

  constructor(blocks: Blocks) {
    this.blocks = blocks;
  }

  /** After the first `count` data operations. */
  after(life: InodeLife, count: number): BlockContent {
    const kept = this.#keptOf(life);
    const known = kept.get(count);
    if (known !== undefined) return known;
    let { from, content } = this.#nearest(life, kept, count);
    for (const op of life.data.slice(from, count)) {
      content = this.#applied(content, op);
      from += 1;
      this.#keep(kept, from, content);
    }
    this.#last.set(life, { count, content });
    return content;
  }

  /** The same as bytes, where they are those of a single operation; else null. Must not be changed. */
  bytesAfter(life: InodeLife, count: number): Uint8Array | null {
    const last = life.data[count - 1];
    if (last === undefined) return count === 0 ? life.initial : null;
    if (last.kind !== 'write' || last.offset > 0 || last.bytes.length < sizeAfter(life, count - 1))
      return null;
    return last.bytes;
  }

  /** After the first `count` data operations, and `cut` bytes of the next, which is a write. */
  cut(life: InodeLife, count: number, cut: number): BlockContent {
    const next = life.data[count];
    if (cut === 0 || next?.kind !== 'write') return this.after(life, count);
    return this.blocks.cut(this.after(life, count), this.after(life, count + 1), next.offset + cut);
  }

  #keptOf(life: InodeLife): Map<number, BlockContent> {
    const known = this.#kept.get(life);
    if (known !== undefined) return known;
    const kept = new Map([[0, this.blocks.contentOf(life.initial)]]);
    this.#kept.set(life, kept);
    return kept;
  }

  #nearest(
    life: InodeLife,
    kept: ReadonlyMap<number, BlockContent>,
    count: number,
  ): { from: number; content: BlockContent } {
    const last = this.#last.get(life);
    for (let from = Math.min(count, kept.size - 1); from >= 0; from--) {
      if (last !== undefined && last.count <= count && last.count > from) {
        return { from: last.count, content: last.content };
      }
      const content = kept.get(from);
      if (content !== undefined) return { from, content };
    }
    return { from: 0, content: this.blocks.contentOf(life.initial) };
  }

  #keep(kept: Map<number, BlockContent>, count: number, content: BlockContent): void {
    const listBytes = content.blocks.byteLength;
    // Without gaps, so that the size of the map is the number of operations it covers.
    if (kept.size !== count || this.#keptBytes + listBytes > keptBytesMax) return;
    this.#keptBytes += listBytes;
    kept.set(count, content);
  }

  #applied(content: BlockContent, op: DataOp): BlockContent {
    return op.kind === 'write'
      ? this.blocks.written(content, op.offset, op.bytes)
      : this.blocks.resized(content, op.size);
  }
}

function sizeAfter(life: InodeLife, count: number): number {
  let size = life.initial.length;
  for (const op of life.data.slice(0, count)) {
    if (op.kind === 'truncate') size = op.size;
    else if (op.bytes.length > 0) size = Math.max(size, op.offset + op.bytes.length);
  }
  return size;
}
