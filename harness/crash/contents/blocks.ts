// File contents as lists of numbered 512-byte blocks, each distinct block stored once: two contents are equal
// exactly if their sizes and numbers are, and a disk state that differs from another in one block costs a
// copy of numbers, not of bytes. Beyond a content's size its last block holds zeros.
import { BlockTable, blockBytes, zeroBlock } from './block-table.js';

/** `blocks`: as many as the size needs. */
export interface BlockContent {
  readonly sizeBytes: number;
  readonly blocks: Int32Array;
}

export class Blocks {
  readonly #table = new BlockTable();

  contentOf(bytes: Uint8Array): BlockContent {
    return this.written({ sizeBytes: 0, blocks: new Int32Array() }, 0, bytes);
  }

  /** Of one block. Must not be changed. */
  bytesOf(block: number): Uint8Array {
    return this.#table.bytesOf(block);
  }

  toBytes({ sizeBytes, blocks }: BlockContent): Uint8Array {
    const bytes = new Uint8Array(sizeBytes);
    for (const [at, block] of blocks.entries()) {
      const start = at * blockBytes;
      bytes.set(this.#table.bytesOf(block).subarray(0, sizeBytes - start), start);
    }
    return bytes;
  }

  /** A gap before `offset` is filled with zeros. */
  written(content: BlockContent, offset: number, bytes: Uint8Array): BlockContent {
    if (bytes.length === 0) return content;
    const end = offset + bytes.length;
    const next = extended(content, Math.max(content.sizeBytes, end));
    const first = Math.ceil(offset / blockBytes);
    const last = Math.floor(end / blockBytes);
    if (last > first) {
      const whole = bytes.subarray(first * blockBytes - offset, last * blockBytes - offset);
      next.blocks.set(this.#table.numbersOf(whole), first);
    }
    for (const at of new Set([Math.floor(offset / blockBytes), last])) {
      const start = at * blockBytes;
      const [from, to] = [Math.max(offset, start), Math.min(end, start + blockBytes)];
      // Blocks between these two are overwritten whole.
      if (to - from >= blockBytes || to <= from) continue;
      const piece = bytes.subarray(from - offset, to - offset);
      next.blocks[at] = this.#patched(next.blocks[at] ?? zeroBlock, from - start, piece);
    }
    return next;
  }

  resized(content: BlockContent, sizeBytes: number): BlockContent {
    const next = extended(content, sizeBytes);
    if (sizeBytes < content.sizeBytes) this.clearBeyondEnd(next);
    return next;
  }

  /** Clears the last block beyond the size, for lists whose blocks may hold more. */
  clearBeyondEnd({ sizeBytes, blocks }: BlockContent): void {
    const used = sizeBytes % blockBytes;
    const last = blocks.length - 1;
    if (used === 0 || last < 0) return;
    blocks[last] = this.#table.numberOf(this.#table.bytesOf(blocks[last] ?? zeroBlock).subarray(0, used));
  }

  /**
   * A write that was cut at byte `end` of the file; `before` and `after`: the contents without it and with
   * all of it.
   */
  cut(before: BlockContent, after: BlockContent, end: number): BlockContent {
    const next = extended(before, Math.max(before.sizeBytes, end));
    const whole = Math.floor(end / blockBytes);
    next.blocks.set(after.blocks.subarray(0, whole));
    if (end % blockBytes > 0) {
      const piece = this.#table.bytesOf(after.blocks[whole] ?? zeroBlock).subarray(0, end % blockBytes);
      next.blocks[whole] = this.#patched(next.blocks[whole] ?? zeroBlock, 0, piece);
    }
    return next;
  }

  #patched(block: number, offset: number, piece: Uint8Array): number {
    const bytes = Uint8Array.from(this.#table.bytesOf(block));
    bytes.set(piece, offset);
    return this.#table.numberOf(bytes);
  }
}

/** A copy of so many bytes; a caller that cuts within a block must clear its rest. */
function extended(content: BlockContent, sizeBytes: number): BlockContent {
  const blocks = new Int32Array(Math.ceil(sizeBytes / blockBytes));
  blocks.set(content.blocks.subarray(0, blocks.length));
  return { sizeBytes, blocks };
}
