// Stores every distinct block of 512 bytes once and numbers it. A hash finds candidates, then all bytes are
// compared, so equal numbers mean equal blocks.

export const blockBytes = 512;
/** The block of zeros, so that a new list of numbers is a list of zero blocks. */
export const zeroBlock = 0;

const wordsPerBlock = blockBytes / Int32Array.BYTES_PER_ELEMENT;
const blocksPerChunk = 1024;

export class BlockTable {
  readonly #chunks: Int32Array[] = [];
  /** The newest block with this hash; the ones before it are chained. */
  readonly #newest = new Map<number, number>();
  readonly #before: number[] = [];

  constructor() {
    this.numberOf(new Uint8Array(blockBytes));
  }

  /** At most one block; a shorter one is filled up with zeros. The bytes are copied. */
  numberOf(bytes: Uint8Array): number {
    const words = new Int32Array(wordsPerBlock);
    new Uint8Array(words.buffer).set(bytes);
    return this.#numberAt(words, 0);
  }

  /** Of whole blocks, one after the other. */
  numbersOf(bytes: Uint8Array): Int32Array {
    const words = wordsOf(bytes);
    const numbers = new Int32Array(bytes.length / blockBytes);
    for (let at = 0; at < numbers.length; at++) numbers[at] = this.#numberAt(words, at * wordsPerBlock);
    return numbers;
  }

  #numberAt(words: Int32Array, start: number): number {
    const hash = hashOf(words, start);
    const newest = this.#newest.get(hash) ?? -1;
    for (let block = newest; block >= 0; block = this.#before[block] ?? -1) {
      if (this.#holds(block, words, start)) return block;
    }
    const added = this.#before.push(newest) - 1;
    if (added % blocksPerChunk === 0) this.#chunks.push(new Int32Array(blocksPerChunk * wordsPerBlock));
    this.#wordsAt(added).set(words.subarray(start, start + wordsPerBlock));
    this.#newest.set(hash, added);
    return added;
  }

  /** Must not be changed. */
  bytesOf(block: number): Uint8Array {
    const words = this.#wordsAt(block);
    return new Uint8Array(words.buffer, words.byteOffset, blockBytes);
  }

  #wordsAt(block: number): Int32Array {
    const chunk = this.#chunks[Math.floor(block / blocksPerChunk)];
    if (chunk === undefined) throw new RangeError(`no block ${block}`);
    const start = (block % blocksPerChunk) * wordsPerBlock;
    return chunk.subarray(start, start + wordsPerBlock);
  }

  #holds(block: number, words: Int32Array, start: number): boolean {
    const own = this.#chunks[Math.floor(block / blocksPerChunk)];
    if (own === undefined) return false;
    const ownStart = (block % blocksPerChunk) * wordsPerBlock;
    for (let at = 0; at < wordsPerBlock; at++) if (own[ownStart + at] !== words[start + at]) return false;
    return true;
  }
}

/** The same memory if it is aligned, else a copy. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const aligned = bytes.byteOffset % Int32Array.BYTES_PER_ELEMENT === 0 ? bytes : Uint8Array.from(bytes);
  return new Int32Array(aligned.buffer, aligned.byteOffset, bytes.length / Int32Array.BYTES_PER_ELEMENT);
}

/** Two interleaved hashes, so that one multiplication need not wait for the other. */
function hashOf(words: Int32Array, start: number): number {
  let [even, odd] = [0x2545f491, 0x1b873593];
  for (let at = 0; at < wordsPerBlock; at += 2) {
    even = Math.imul(even ^ (words[start + at] ?? 0), 0x01000193) + (even >>> 15);
    odd = Math.imul(odd ^ (words[start + at + 1] ?? 0), 0x85ebca6b) + (odd >>> 13);
  }
  return Math.imul(even ^ (odd >>> 16), 0x9e3779b1) ^ odd;
}
