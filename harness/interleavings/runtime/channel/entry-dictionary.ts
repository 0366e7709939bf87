// Dictionary compression: an entry that was sent before is sent again as its number, because nearly
// everything a client does it has done in another schedule before. Both ends agree on the numbers because the
// channel loses nothing and keeps the order; a new client has a new channel.
import type { Entry } from '../../client-protocol.js';

/** An entry, which gets the next number, or the number of one that was sent before. */
export type EncodedEntry = Entry | number;

/** One search has some hundreds of different entries; beyond this they are sent in full each time. */
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

/** Different entries have different spellings: names hold no null byte, and the label comes last. */
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

  /** The same object each time that an entry is sent. @throws RangeError where the ends don't agree */
  decode(encoded: readonly EncodedEntry[]): Entry[] {
    return encoded.map((one) => {
      if (typeof one !== 'number') {
        if (this.#entries.length < ENTRIES_MAX) this.#entries.push(one);
        return one;
      }
      const entry = this.#entries[one];
      if (entry === undefined) throw new RangeError(`no entry has the number ${one}`);
      return entry;
    });
  }
}
