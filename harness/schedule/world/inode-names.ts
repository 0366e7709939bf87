// Names for inodes that mean the same in every schedule of a search: who made it and how many that client had made
// before. The kernel gives a number again as soon as its last owner is gone, so a number means a new inode whenever
// somebody makes one.
import type { RawInode } from '../protocol.js';

export class InodeNames {
  readonly #names = new Map<RawInode, string>();
  readonly #made: number[] = [];

  /** `initial`: what was there before anybody began, in an order that is the same in every schedule. */
  constructor(initial: readonly RawInode[]) {
    for (const [index, raw] of initial.entries()) this.#names.set(raw, `i.${index}`);
  }

  /** The inode that this client met. `made`: by bringing it into being. */
  name(client: number, raw: RawInode, made: boolean): string {
    const known = made ? undefined : this.#names.get(raw);
    if (known !== undefined) return known;
    // Also for what came into being unseen: whoever meets it first is its maker.
    const count = this.#made[client] ?? 0;
    this.#made[client] = count + 1;
    const name = `${client}.${count}`;
    this.#names.set(raw, name);
    return name;
  }

  /** A label's `{raw:<dev>:<ino>}` as `{inode:<id>}`; `?` for one that nobody has met. */
  label(label: string): string {
    if (!label.includes('{raw:')) return label;
    return label.replace(/\{raw:([^}]*)\}/g, (_, raw: string) => `{inode:${this.#names.get(raw) ?? '?'}}`);
  }
}
