// Ids of inodes that mean the same in every schedule of a search: the client that made the inode, and how
// many that client had made before. The kernel reuses the number of a removed inode, so a number means a new
// inode whenever a client makes one.
import type { LocalInode, RawInode } from '../client-protocol.js';

const MET = '{met:';

export class StableInodeIds {
  readonly #names = new Map<RawInode, string>();
  readonly #made: number[] = [];
  /** By client, in the order in which it encountered them. */
  readonly #encountered: RawInode[][] = [];

  /** `initial`: inodes of the initial state, in an order that is the same in every schedule. */
  constructor(initial: readonly RawInode[]) {
    for (const [index, raw] of initial.entries()) this.#names.set(raw, `i.${index}`);
  }

  /** The inodes of a client's next numbers. */
  encountered(client: number, inodes: readonly RawInode[]): void {
    const before = this.#encountered[client];
    if (before === undefined) this.#encountered[client] = [...inodes];
    else before.push(...inodes);
  }

  /** The id of the inode that this client encountered. `made`: it has just made it. */
  name(client: number, inode: LocalInode, made: boolean): string {
    const raw = this.#encountered[client]?.[inode];
    if (raw === undefined) throw new RangeError(`client ${client} has not met an inode ${inode}`);
    const known = made ? undefined : this.#names.get(raw);
    if (known !== undefined) return known;
    // An inode that was made unobserved counts as made by the client that encounters it first.
    const count = this.#made[client] ?? 0;
    this.#made[client] = count + 1;
    const name = `${client}.${count}`;
    this.#names.set(raw, name);
    return name;
  }

  /** A label's `{met:<n>}` as `{inode:<id>}`; `?` for one that occurs only in labels. */
  label(client: number, label: string): string {
    let named = '';
    let from = 0;
    for (let at = label.indexOf(MET); at >= 0; at = label.indexOf(MET, from)) {
      const end = label.indexOf('}', at);
      const raw = this.#encountered[client]?.[Number(label.slice(at + MET.length, end))];
      const name = (raw === undefined ? undefined : this.#names.get(raw)) ?? '?';
      named += `${label.slice(from, at)}{inode:${name}}`;
      from = end + 1;
    }
    return from === 0 ? label : named + label.slice(from);
  }
}
