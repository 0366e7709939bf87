// Packs file contents for the children that recover: the disks of one recording differ in few blocks, so each
// block is sent once, and every content is a list of block numbers.
import { blockBytes } from './block-table.js';
import { type ContentId, ContentStore } from './content-store.js';

/** `blocks`: numbers of blocks of 512 bytes; of the last one only what the size reaches counts. */
export interface PackedContent {
  sizeBytes: number;
  blocks: number[];
}

export class ContentPacking {
  readonly #blocks: Uint8Array[] = [];
  /** For each store: its number of a block → ours. */
  readonly #numbers = new Map<ContentStore, Map<number, number>>();
  readonly #own = new ContentStore();

  pack(store: ContentStore, id: ContentId): PackedContent {
    const { sizeBytes, blocks } = store.content(id);
    let numbers = this.#numbers.get(store);
    if (numbers === undefined) {
      numbers = new Map();
      this.#numbers.set(store, numbers);
    }
    const packed: number[] = [];
    for (const block of blocks) {
      let number = numbers.get(block);
      if (number === undefined) {
        number = this.#blocks.push(store.blocks.bytesOf(block)) - 1;
        numbers.set(block, number);
      }
      packed.push(number);
    }
    return { sizeBytes, blocks: packed };
  }

  packBytes(bytes: Uint8Array): PackedContent {
    return this.pack(this.#own, this.#own.internBytes(bytes));
  }

  /** All blocks so far, one after the other, as base64. */
  text(): string {
    return Buffer.concat(this.#blocks).toString('base64');
  }
}

/** `table`: the result of `text`, decoded. */
export function unpacked({ sizeBytes, blocks }: PackedContent, table: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  for (const [at, block] of blocks.entries()) {
    const start = at * blockBytes;
    const length = Math.min(blockBytes, sizeBytes - start);
    bytes.set(table.subarray(block * blockBytes, block * blockBytes + length), start);
  }
  return bytes;
}
