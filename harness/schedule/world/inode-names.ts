// Names for inodes that mean the same in every schedule of a search: who made it and how many that client had made
// before. The kernel gives a number again as soon as its last owner is gone, so a number means a new inode whenever
// somebody makes one.
import type { RawInode } from '../protocol.js';

const RAW = '{raw:';

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
    let named = '';
    let from = 0;
    for (let at = label.indexOf(RAW); at >= 0; at = label.indexOf(RAW, from)) {
      const end = label.indexOf('}', at);
      const name = this.#names.get(label.slice(at + RAW.length, end)) ?? '?';
      named += `${label.slice(from, at)}{inode:${name}}`;
      from = end + 1;
    }
    return from === 0 ? label : named + label.slice(from);
  }
}
