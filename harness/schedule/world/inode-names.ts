// Names for inodes that mean the same in every schedule of a search: who made it and how many that client had made
// before. The kernel gives a number again as soon as its last owner is gone, so a number means a new inode whenever
// somebody makes one.
import type { MetInode, RawInode } from '../protocol.js';

/** One and the same text each time. */
const texts: string[][] = [];

function nameOf(client: number, count: number): string {
  const own = (texts[client] ??= []);
  return (own[count] ??= `${client}.${count}`);
}

export class InodeNames {
  readonly #names = new Map<RawInode, string>();
  readonly #made: number[] = [];
  /** By client, in the order of its meetings. */
  readonly #met: RawInode[][] = [];

  /** `initial`: what was there before anybody began, in an order that is the same in every schedule. */
  constructor(initial: readonly RawInode[]) {
    for (const [index, raw] of initial.entries()) this.#names.set(raw, `i.${index}`);
  }

  /** What a client means by its next numbers. */
  met(client: number, inodes: readonly RawInode[]): void {
    const before = this.#met[client];
    if (before === undefined) this.#met[client] = [...inodes];
    else before.push(...inodes);
  }

  /** The inode that this client met. `made`: by bringing it into being. */
  name(client: number, inode: MetInode, made: boolean): string {
    const raw = this.#met[client]?.[inode];
    if (raw === undefined) throw new RangeError(`client ${client} has not met an inode ${inode}`);
    const known = made ? undefined : this.#names.get(raw);
    if (known !== undefined) return known;
    // Also for what came into being unseen: whoever meets it first is its maker.
    const count = this.#made[client] ?? 0;
    this.#made[client] = count + 1;
    const name = nameOf(client, count);
    this.#names.set(raw, name);
    return name;
  }

  /** An inode that stands in a label; null: nothing was said of it but in labels. */
  nameInLabel(client: number, inode: MetInode): string | null {
    const raw = this.#met[client]?.[inode];
    return (raw === undefined ? undefined : this.#names.get(raw)) ?? null;
  }
}
