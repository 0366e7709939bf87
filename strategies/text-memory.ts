// Texts and the documents that they stand for, remembered: for a process that reads and writes the same few
// documents again and again, where YAML would be most of its work. Both ways are pure functions, so an answer from
// memory is the answer that would be computed; what comes out is the caller's own, to change as it likes. Errors are
// not remembered, and neither is data that YAML writes by other rules than plain data (dates, maps, classes).

/** Longer ones would take more room than they save time. In UTF-16 units. */
const TEXT_LENGTH_MAX = 64 * 1024;
const DEPTH_MAX = 100;

export class TextMemory {
  readonly #limit: number;
  readonly #documents = new Map<string, unknown>();
  readonly #texts = new Map<string, string>();

  /** Keeps so many documents and so many texts; the oldest are forgotten. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What `parse` makes of the text: plain data. Throws what it throws. */
  documentOf<T>(text: string, parse: (text: string) => T): T {
    const known = this.#documents.get(text);
    if (known !== undefined) return copyOf(known) as T;
    const document = parse(text);
    this.#keep(this.#documents, text, () => copyOf(document));
    return document;
  }

  /** What `serialise` makes of the document. Throws what it throws. */
  textOf<T>(document: T, serialise: (document: T) => string): string {
    const key = spellingOf(document, 0);
    if (key === null) return serialise(document);
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = serialise(document);
    this.#keep(this.#texts, key, () => text);
    return text;
  }

  #keep<V>(map: Map<string, V>, key: string, value: () => V): void {
    if (key.length > TEXT_LENGTH_MAX) return;
    if (map.size >= this.#limit) {
      for (const oldest of map.keys()) {
        map.delete(oldest);
        break;
      }
    }
    map.set(key, value());
  }
}

/** Of plain data. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    // An assignment to this one would change the prototype.
    if (key === '__proto__') Object.defineProperty(copy, key, { ...OWN, value: copyOf(item) });
    else copy[key] = copyOf(item);
  }
  return copy;
}

const OWN = { configurable: true, enumerable: true, writable: true } as const;

/** Two documents are spelled alike only if they are alike, the order of keys included. null: not plain data. */
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
  const prototype: unknown = Object.getPrototypeOf(mapping);
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in mapping) return null;
  let spelling = '{';
  for (const [key, item] of Object.entries(mapping)) {
    const word = spellingOf(item, depth + 1);
    if (word === null) return null;
    spelling += `${key.length}:${key}${word}`;
  }
  return `${spelling}}`;
}
