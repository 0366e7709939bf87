// Dictionary compression: an entry that was sent before is sent again as its number, because nearly
// everything a client does it has done in another schedule before. Both ends agree on the numbers because the
// channel loses nothing and keeps the order; a new client has a new channel.
import type { Entry, RawAccess } from '../../client-protocol.js';

/** An entry, which gets the next number, or the number of one that was sent before. */
export type EncodedEntry = Entry | number;

/** One search has some hundreds of different entries; beyond this they are sent in full each time. */
const ENTRIES_MAX = 20_000;

export class EntryEncoder {
  /** By text, which finds all but a few. */
  readonly #sent = new Map<string, { entry: Entry; number: number }[]>();
  #count = 0;

  encode(entries: readonly Entry[]): EncodedEntry[] {
    return entries.map((entry) => {
      const text = textOf(entry);
      const sent = this.#sent.get(text);
      if (sent !== undefined) {
        for (const one of sent) if (isSame(one.entry, entry)) return one.number;
      }
      if (this.#count < ENTRIES_MAX) {
        const one = { entry, number: this.#count++ };
        if (sent === undefined) this.#sent.set(text, [one]);
        else sent.push(one);
      }
      return entry;
    });
  }
}

/** Entries of one text differ at most in their type and in what was touched. */
function textOf(entry: Entry): string {
  return entry.e === 'operation' || entry.e === 'passed' ? entry.label : JSON.stringify(entry);
}

/** Of two entries with the same text. */
function isSame(one: Entry, other: Entry): boolean {
  if (one.e !== 'operation' || other.e !== 'operation') return one.e === other.e;
  return (
    one.gated === other.gated &&
    one.accesses.length === other.accesses.length &&
    one.accesses.every((access, index) => isSameAccess(access, other.accesses[index]))
  );
}

function isSameAccess(one: RawAccess, other: RawAccess | undefined): boolean {
  return (
    other !== undefined &&
    one.mode === other.mode &&
    one.key === other.key &&
    one.made === other.made &&
    isSameResource(one.resource, other.resource)
  );
}

function isSameResource(one: RawAccess['resource'], other: RawAccess['resource']): boolean {
  if (one.type !== other.type) return false;
  if ('path' in one) return 'path' in other && one.path === other.path;
  if ('inode' in one) return 'inode' in other && one.inode === other.inode;
  return true;
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
