// Caches texts and the documents they stand for, for a process that reads and writes the same few documents
// again and again, where YAML would be most of its work. Both directions are pure functions, so a cached
// result equals a computed one; every caller gets a copy of its own. Errors are not cached, and neither is
// data that YAML writes by other rules than plain data (dates, maps, classes).

/** Limit on the total length of the texts cached in one direction, in UTF-16 units. */
const LENGTH_MAX = 8 * 1024 * 1024;
const DEPTH_MAX = 100;

export class TextMemory {
  readonly #meanings: Recent<unknown>;
  readonly #texts: Recent<string>;

  /** Caches so many of each direction; the oldest are dropped first. */
  constructor(limit: number) {
    this.#meanings = new Recent(limit);
    this.#texts = new Recent(limit);
  }

  /** The result of `parse` for the text: plain data, or an object of a class, which must not be changed. */
  meaningOf<T>(text: string, parse: (text: string) => T): T {
    const known = this.#meanings.get(text);
    if (known !== undefined) return copyOf(known) as T;
    const meaning = parse(text);
    this.#meanings.set(text, copyOf(meaning), text.length);
    return meaning;
  }

  /** The result of `serialise` for the document. */
  textOf<T>(document: T, serialise: (document: T) => string): string {
    const key = spellingOf(document, 0);
    if (key === null) return serialise(document);
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = serialise(document);
    this.#texts.set(key, text, key.length);
    return text;
  }
}

/** The most recent entries, within the limits. */
class Recent<V> {
  readonly #limit: number;
  readonly #entries = new Map<string, { value: V; length: number }>();
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Adds an entry whose key is new. */
  set(key: string, value: V, length: number): void {
    this.#entries.set(key, { value, length });
    this.#length += length;
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.#limit && this.#length <= LENGTH_MAX) break;
      this.#entries.delete(oldest);
      this.#length -= entry.length;
    }
  }
}

/** Copies plain data; an object of a class is returned as it is. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isPlain(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    // Assigning to __proto__ would change the prototype.
    if (key === '__proto__') Object.defineProperty(copy, key, { ...OWN, value: copyOf(item) });
    else copy[key] = copyOf(item);
  }
  return copy;
}

const OWN = { configurable: true, enumerable: true, writable: true } as const;

/**
 * A key that two documents share only if they are equal, including the order of keys. null: not plain data.
 */
function spellingOf(value: unknown, depth: number): string | null {
  switch (typeof value) {
    case 'string':
      return `s${value.length}:${value}`;
    case 'number':
      return Object.is(value, -0) ? '-0 ' : `${value} `;
    case 'bigint':
      return `${value}n `;
    case 'boolean':
      return value ? 't' : 'f';
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null) return '~';
  if (depth === DEPTH_MAX) return null;
  return Array.isArray(value) ? spellingOfList(value, depth) : spellingOfMapping(value, depth);
}

function spellingOfList(list: readonly unknown[], depth: number): string | null {
  if (Object.getPrototypeOf(list) !== Array.prototype || 'toJSON' in list) return null;
  let spelling = '[';
  for (const item of list) {
    const word = spellingOf(item, depth + 1);
    if (word === null) return null;
    spelling += word;
  }
  return `${spelling}]`;
}

function spellingOfMapping(mapping: object, depth: number): string | null {
  if (!isPlain(mapping) || 'toJSON' in mapping) return null;
  let spelling = '{';
  for (const [key, item] of Object.entries(mapping)) {
    const word = spellingOf(item, depth + 1);
    if (word === null) return null;
    spelling += `${key.length}:${key}${word}`;
  }
  return `${spelling}}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
