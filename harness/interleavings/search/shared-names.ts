// Finds fresh names that several clients make up by themselves: a client uses a name that another one was the
// first to name, though it has seen nothing that the other did with it. Which of them names it first is by
// chance then, so that it may not be called after that client. A client has seen what it did itself, and what
// whoever wrote last what it read or wrote had seen.
import type { FreshName } from '../../../results/vocabulary/fresh-name.js';
import type { Step } from '../../../results/vocabulary/schedule.js';
import { ownerOf, sharedWith, wordsOf } from '../names/fresh-names.js';
import { movesTimeOnly } from './preemption.js';

/** By client, how many of its steps. */
type Seen = readonly number[];

/** Of one resource. */
interface Left {
  write: Seen;
  /** Since the last write. */
  changes: Seen;
}

/** Of one execution. */
export class SharedNames {
  /** By client, with its own last step. */
  readonly #seen: Seen[] = [];
  readonly #left = new Map<string, Left>();
  /** Which of its client's steps is the first in which a word occurs. */
  readonly #firsts = new Map<string, number>();
  readonly #found = new Set<string>();

  append(step: Step): void {
    const { client, keys, label, accesses, kind } = step;
    // Nobody's step: who sees it has seen nobody.
    if (movesTimeOnly(kind)) {
      for (const { resource } of accesses) this.#left.set(resource, { write: [], changes: [] });
      return;
    }
    const before = this.#seen[client] ?? [];
    const texts = label.includes('<') ? [label, ...keys] : keys.filter((key) => key.includes('<'));
    const words = new Set(texts.flatMap((text) => wordsOf(text.replace(/^[a-z]+:/, ''))));
    const own = (before[client] ?? 0) + 1;
    for (const word of words) {
      const owner = ownerOf(word);
      if (owner === client && !this.#firsts.has(word)) this.#firsts.set(word, own);
      if (owner === null || owner === client) continue;
      const first = this.#firsts.get(word);
      if (first === undefined || first > (before[owner] ?? 0)) this.#found.add(word);
    }
    let seen = both(before, [...Array.from({ length: client }, () => 0), own]);
    for (const { resource, mode } of accesses) {
      const left = this.#left.get(resource);
      if (left === undefined) continue;
      seen = both(seen, left.write);
      if (mode === 'read') seen = both(seen, left.changes);
    }
    this.#seen[client] = seen;
    for (const { resource, mode } of accesses) {
      const { write = [], changes = [] } = this.#left.get(resource) ?? {};
      if (mode === 'write') this.#left.set(resource, { write: seen, changes: [] });
      else if (mode === 'change') this.#left.set(resource, { write, changes: both(changes, seen) });
    }
  }

  /** The patterns with those that turned out to be shared; the same ones if none did. */
  patterns(known: readonly FreshName[]): readonly FreshName[] {
    let patterns = known;
    for (const word of this.#found) patterns = sharedWith(patterns, word) ?? patterns;
    return patterns;
  }
}

function both(one: Seen, other: Seen): Seen {
  const length = Math.max(one.length, other.length);
  return Array.from({ length }, (_, client) => Math.max(one[client] ?? 0, other[client] ?? 0));
}
