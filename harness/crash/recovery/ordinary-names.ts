// What ordinary writes of a strategy leave beside the document, by kind and number: a lock file that is kept, a
// journal, the last two generations. Names that are fresh each time (a number that counts, a random part) are of
// one kind; how many of a kind there are at a time is part of the design, and one more is litter. A kind of
// which every write leaves one more has no number here: whether it piles up is asked where writes are many.

/** So many writes are listed at most; what still grows then has no number. */
export const ORDINARY_WRITES_MAX = 16;
/** Counts that have not grown for so many writes don't grow. */
const SETTLED_WRITES = 4;

/** A name that is random in whole or in part, as far as it was seen. */
interface FreshNames {
  prefix: string;
  suffix: string;
  lengthMin: number;
  lengthMax: number;
}

export class OrdinaryNames {
  /** Names that never vary, as they are. */
  readonly #fixed = new Set<string>();
  readonly #fresh: FreshNames[] = [];
  /** By kind; absent: an ordinary write leaves none. */
  readonly #counts = new Map<string, number>();
  /** Of the kinds that are counted: after how many writes there are as many as there ever are. 0: none is. */
  readonly settledAfter: number;

  /** `places`: for each place with a document of its own, the names beside it after each of its writes. */
  constructor(places: readonly (readonly (readonly string[])[])[]) {
    const all = new Set(places.flat(2));
    const random = [...all].filter(isRandom);
    for (const names of byFolder(random)) this.#fresh.push(freshNames(names));
    for (const name of all) if (!this.#varies(name)) this.#fixed.add(name);
    let settledAfter = 0;
    for (const kind of new Set(
      [...all].filter((name) => this.#varies(name)).map((name) => this.#kindOf(name)),
    )) {
      const most = Math.max(...places.map((listings) => this.#mostOf(kind, listings)));
      this.#counts.set(kind, most);
      if (most === Number.POSITIVE_INFINITY) continue;
      for (const listings of places) {
        const first = listings.findIndex((names) => this.#countOf(kind, names) === most);
        settledAfter = Math.max(settledAfter, first + 1);
      }
    }
    this.settledAfter = settledAfter;
  }

  /** Those of the names that are of no kind that ordinary writes leave, and those that are too many of one. */
  surplus(names: readonly string[]): string[] {
    const counted = new Map<string, string[]>();
    const found: string[] = [];
    for (const name of names) {
      if (this.#fixed.has(name)) continue;
      const kind = this.#kindOf(name);
      const same = counted.get(kind);
      if (same === undefined) counted.set(kind, [name]);
      else same.push(name);
    }
    for (const [kind, same] of counted) {
      const allowed = this.#counts.get(kind) ?? 0;
      if (same.length > allowed) found.push(...same.sort(byNumber).slice(allowed));
    }
    return found.sort(byNumber);
  }

  /** Infinity: with every write there are more. */
  #mostOf(kind: string, listings: readonly (readonly string[])[]): number {
    const counts = listings.map((names) => this.#countOf(kind, names));
    const most = Math.max(0, ...counts);
    const earlier = Math.max(0, ...counts.slice(0, -SETTLED_WRITES));
    return listings.length > SETTLED_WRITES && most > earlier ? Number.POSITIVE_INFINITY : most;
  }

  #countOf(kind: string, names: readonly string[]): number {
    return names.filter((name) => !this.#fixed.has(name) && this.#kindOf(name) === kind).length;
  }

  #varies(name: string): boolean {
    return /\d/.test(name) || this.#fresh.some((fresh) => isOne(fresh, name));
  }

  #kindOf(name: string): string {
    const at = this.#fresh.findIndex((fresh) => isOne(fresh, name));
    return at >= 0 ? `fresh ${at}` : name.replaceAll(/\d+/g, '#');
  }
}

/** Letters and digits in one word, other than a word with a number after it: no number that counts. */
function isRandom(name: string): boolean {
  return name.split(/[^A-Za-z0-9_]+/).some((word) => /\d/.test(word) && !/^[A-Za-z_]*\d+$/.test(word));
}

/** A random part may itself hold a dash or a dot, and a folder may have a random name. */
function byFolder(names: readonly string[]): string[][] {
  const folders = new Map<string, string[]>();
  for (const name of names) {
    const depth = String(name.split('/').length);
    folders.set(depth, [...(folders.get(depth) ?? []), name]);
  }
  return [...folders.values()];
}

function freshNames(names: readonly string[]): FreshNames {
  const [first = ''] = names;
  const shortest = Math.min(...names.map((name) => name.length));
  let start = 0;
  while (start < shortest && names.every((name) => name[start] === first[start])) start++;
  let end = 0;
  while (end < shortest - start && names.every((name) => name.at(-1 - end) === first.at(-1 - end))) end++;
  const lengths = names.map((name) => name.length);
  // Random numbers in base 36 have not always the same length.
  const slack = Math.max(...lengths) > shortest ? 2 : 0;
  return {
    prefix: first.slice(0, start),
    suffix: end === 0 ? '' : first.slice(-end),
    lengthMin: shortest - slack,
    lengthMax: Math.max(...lengths) + slack,
  };
}

function isOne({ prefix, suffix, lengthMin, lengthMax }: FreshNames, name: string): boolean {
  return (
    name.length >= lengthMin && name.length <= lengthMax && name.startsWith(prefix) && name.endsWith(suffix)
  );
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
