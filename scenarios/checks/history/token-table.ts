// Which write a token belongs to: a hash table on typed arrays, since one million strings in a Map take longer
// and more memory than all the rest of the checker.
import { lendIntegers } from './column-pool.js';

const LOAD = 2;
/** FNV-1a. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

export class TokenTable {
  readonly #tokenOf: (write: number) => string;
  readonly #mask: number;
  readonly #hashes: Int32Array;
  /** The number of the write, plus one; 0: empty. */
  readonly #writes: Int32Array;

  /** For up to so many tokens. `tokenOf` gives the token of a write that was added. */
  constructor(most: number, tokenOf: (write: number) => string) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(LOAD, most * LOAD)));
    this.#tokenOf = tokenOf;
    this.#mask = size - 1;
    this.#hashes = lendIntegers(size);
    this.#writes = lendIntegers(size).fill(0, 0, size);
  }

  /** false: another write has this token. */
  add(token: string, write: number): boolean {
    const hash = hashOf(token);
    const at = this.#slotOf(token, hash);
    if (this.#writes[at] !== 0) return false;
    this.#hashes[at] = hash;
    this.#writes[at] = write + 1;
    return true;
  }

  /** null: no write has this token. */
  find(token: string): number | null {
    const write = this.#writes[this.#slotOf(token, hashOf(token))] ?? 0;
    return write === 0 ? null : write - 1;
  }

  /** Of this token, or the empty one where it would stand. */
  #slotOf(token: string, hash: number): number {
    const [hashes, writes, mask] = [this.#hashes, this.#writes, this.#mask];
    // Similar tokens differ in the low bits of the hash, which the upper ones are mixed into.
    let at = (hash ^ (hash >>> 15)) & mask;
    for (; ; at = (at + 1) & mask) {
      const write = writes[at] ?? 0;
      if (write === 0 || (hashes[at] === hash && this.#tokenOf(write - 1) === token)) return at;
    }
  }
}

function hashOf(token: string): number {
  let hash = OFFSET;
  for (let i = 0; i < token.length; i++) hash = Math.imul(hash ^ token.charCodeAt(i), PRIME);
  return hash | 0;
}
