// File contents as lists of 512-byte blocks, each block kept once and known by a number: two contents are equal
// exactly if their sizes and their numbers are, and a disk state that differs from another in one block costs a
// copy of numbers, not of bytes. What lies beyond a content's size is zeros, in its last block too.

export const blockBytes = 512;

/** `blocks`: as many as the size needs. */
export interface Content {
  readonly sizeBytes: number;
  readonly blocks: Int32Array;
}

/** The number of the block of zeros. */
export const zeroBlock = 0;

export class Blocks {
  readonly #numbers = new Map<string, number>();
  readonly #bytes: Buffer[] = [];

  constructor() {
    this.numberOf(new Uint8Array(blockBytes));
  }

  /** At most one block; a shorter one is filled up with zeros. */
  numberOf(bytes: Uint8Array): number {
    const block = Buffer.alloc(blockBytes);
    block.set(bytes);
    const key = block.toString('latin1');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#bytes.push(block) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  bytesOf(block: number): Uint8Array {
    const bytes = this.#bytes[block];
    if (bytes === undefined) throw new RangeError(`no block ${block}`);
    return bytes;
  }

  contentOf(bytes: Uint8Array): Content {
    return this.written({ sizeBytes: 0, blocks: new Int32Array() }, 0, bytes);
  }

  toBytes({ sizeBytes, blocks }: Content): Uint8Array {
    const bytes = new Uint8Array(sizeBytes);
    for (const [at, block] of blocks.entries()) {
      const start = at * blockBytes;
      bytes.set(this.bytesOf(block).subarray(0, sizeBytes - start), start);
    }
    return bytes;
  }

  /** A gap before `offset` is filled with zeros. */
  written(content: Content, offset: number, bytes: Uint8Array): Content {
    if (bytes.length === 0) return content;
    const end = offset + bytes.length;
    const next = extended(content, Math.max(content.sizeBytes, end));
    for (let at = Math.floor(offset / blockBytes); at * blockBytes < end; at++) {
      const start = at * blockBytes;
      const from = Math.max(offset, start);
      const piece = bytes.subarray(from - offset, Math.min(end, start + blockBytes) - offset);
      next.blocks[at] =
        piece.length === blockBytes
          ? this.numberOf(piece)
          : this.#patched(next.blocks[at] ?? zeroBlock, from - start, piece);
    }
    return next;
  }

  resized(content: Content, sizeBytes: number): Content {
    const next = extended(content, sizeBytes);
    const last = next.blocks.length - 1;
    const used = sizeBytes - last * blockBytes;
    const block = next.blocks[last];
    if (sizeBytes < content.sizeBytes && used < blockBytes && block !== undefined) {
      next.blocks[last] = this.numberOf(this.bytesOf(block).subarray(0, used));
    }
    return next;
  }

  /** A write that came as far as byte `end` of the file and no further: between `before` and `after` it. */
  cut(before: Content, after: Content, end: number): Content {
    const next = extended(before, Math.max(before.sizeBytes, end));
    const whole = Math.floor(end / blockBytes);
    next.blocks.set(after.blocks.subarray(0, whole));
    if (end % blockBytes > 0) {
      const piece = this.bytesOf(after.blocks[whole] ?? zeroBlock).subarray(0, end % blockBytes);
      next.blocks[whole] = this.#patched(next.blocks[whole] ?? zeroBlock, 0, piece);
    }
    return next;
  }

  #patched(block: number, offset: number, piece: Uint8Array): number {
    const bytes = Uint8Array.from(this.bytesOf(block));
    bytes.set(piece, offset);
    return this.numberOf(bytes);
  }
}

/** A copy of so many bytes; whoever cuts within a block must clear its rest. */
function extended(content: Content, sizeBytes: number): Content {
  const blocks = new Int32Array(Math.ceil(sizeBytes / blockBytes)).fill(zeroBlock);
  blocks.set(content.blocks.subarray(0, blocks.length));
  return { sizeBytes, blocks };
}
