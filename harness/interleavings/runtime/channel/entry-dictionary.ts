// What a client does it has nearly always done before, in another schedule. Both ends of a line keep what was told
// once, and an entry that is told again is told as its number. The ends agree because a line loses nothing and keeps
// its order; a new client has a new line.
import type { Entry } from '../../client-protocol.js';

/** On the line: an entry, which gets the next number, or the number of one that was told before. */
export type EncodedEntry = Entry | number;

/** Entries of one search are some hundreds; beyond this they are told in full each time. */
const ENTRIES_MAX = 20_000;

export class EntryEncoder {
  readonly #numbers = new Map<string, number>();

  encode(entries: readonly Entry[]): EncodedEntry[] {
    return entries.map((entry) => {
      const text = spellingOf(entry);
      const number = this.#numbers.get(text);
      if (number !== undefined) return number;
      if (this.#numbers.size < ENTRIES_MAX) this.#numbers.set(text, this.#numbers.size);
      return entry;
    });
  }
}

/** Two entries are spelled alike only if they are alike. Names hold no null byte, and a label comes last. */
function spellingOf(entry: Entry): string {
  if (entry.e !== 'operation') return JSON.stringify(entry);
  let spelling = entry.gated ? 'gated' : 'passed';
  for (const { resource, mode, key, made } of entry.accesses) {
    const what = 'path' in resource ? resource.path : 'inode' in resource ? resource.inode : '';
    spelling += `\0${resource.type}\0${what}\0${mode}\0${key}\0${made === true ? 'made' : ''}`;
  }
  return `${spelling}\0\0${entry.label}`;
}

export class EntryDecoder {
  readonly #entries: Entry[] = [];

  /** One and the same object each time that an entry is told. @throws RangeError where the ends don't agree */
  decode(encoded: readonly EncodedEntry[]): Entry[] {
    return encoded.map((one) => {
      if (typeof one !== 'number') {
        if (this.#entries.length < ENTRIES_MAX) this.#entries.push(one);
        return one;
      }
      const entry = this.#entries[one];
      if (entry === undefined) throw new RangeError(`nothing was told by the number ${one}`);
      return entry;
    });
  }
}
