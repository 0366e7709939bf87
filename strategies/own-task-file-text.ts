// Reads the text that `task-file-text.ts` writes, and nothing else, an order of magnitude faster than a general
// library: a writer that meets another one's document has to read it first. What it makes of a text counts only
// if writing it gives the same text again, byte for byte. So it can be no more wrong than the writing is, which
// the library judges; any other text is the library's.
import { textOfPlainData } from './task-file-text.js';

/** Deeper data is left to the library. */
const DEPTH_MAX = 200;
const [NEWLINE, BLANK, QUOTE, MINUS, COLON, BACKSLASH] = [0x0a, 0x20, 0x22, 0x2d, 0x3a, 0x5c];

/** The data whose text this is; undefined: it was written, or changed, by others. */
export function plainDataOf(text: string): object | undefined {
  const data = new Reader(text).document();
  return data !== undefined && textOfPlainData(data) === text ? data : undefined;
}

/** `at` is where it reads on; a text of others may be misread, which shows later. */
class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): object | undefined {
    try {
      const value = this.#item(0);
      return typeof value === 'object' && value !== null ? value : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** A list, a mapping or what stands on one line; further lines of it begin with so many blanks. */
  #item(indent: number): unknown {
    if (this.#depth > DEPTH_MAX) throw new SyntaxError('nested too deeply');
    this.#depth += 1;
    const value = this.#isListed() ? this.#list(indent) : this.#mappingOrFlat(indent);
    this.#depth -= 1;
    return value;
  }

  #list(indent: number): unknown[] {
    const list: unknown[] = [];
    do {
      if (!this.#isListed()) throw new SyntaxError('no list');
      this.#at += 2;
      list.push(this.#item(indent + 2));
    } while (this.#nextLine(indent));
    return list;
  }

  #mappingOrFlat(indent: number): unknown {
    const word = this.#word();
    return this.#code() === COLON ? this.#mapping(word, indent) : meaningOf(word);
  }

  #mapping(firstWord: string, indent: number): object {
    const mapping: Record<string, unknown> = {};
    for (let word = firstWord; ; word = this.#word()) {
      if (this.#code() !== COLON) throw new SyntaxError('no key');
      this.#at += 1;
      put(mapping, keyOf(word), this.#value(indent));
      if (!this.#nextLine(indent)) return mapping;
    }
  }

  #value(indent: number): unknown {
    if (this.#code() === BLANK) {
      this.#at += 1;
      return meaningOf(this.#word());
    }
    if (!this.#nextLine(indent + 2)) throw new SyntaxError('no value');
    return this.#item(indent + 2);
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #isListed(): boolean {
    return this.#code() === MINUS && this.#text.charCodeAt(this.#at + 1) === BLANK;
  }

  /** Goes on to the next line if it begins with just so many blanks. */
  #nextLine(indent: number): boolean {
    let at = this.#at + 1;
    while (this.#text.charCodeAt(at) === BLANK) at += 1;
    if (this.#code() !== NEWLINE || at - this.#at - 1 !== indent || at === this.#text.length) return false;
    this.#at = at;
    return true;
  }

  /** Up to the end of the line, or to the colon after a key; with its quotes. */
  #word(): string {
    const start = this.#at;
    let end = start;
    if (this.#code() === QUOTE) {
      do {
        end = this.#text.indexOf('"', end + 1);
        if (end < 0) throw new SyntaxError('no end');
      } while (isEscaped(this.#text, end));
      end += 1;
    } else {
      for (; end < this.#text.length; end += 1) {
        const code = this.#text.charCodeAt(end);
        if (code === NEWLINE || (code === COLON && isBlankAt(this.#text, end + 1))) break;
      }
    }
    if (end === start) throw new SyntaxError('nothing');
    this.#at = end;
    return this.#text.slice(start, end);
  }
}

function isBlankAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === BLANK || code === NEWLINE;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

function put(mapping: Record<string, unknown>, key: string, value: unknown): void {
  // Assigning to __proto__ would change the prototype.
  if (key !== '__proto__') mapping[key] = value;
  else Object.defineProperty(mapping, key, { value, configurable: true, enumerable: true, writable: true });
}

function keyOf(word: string): string {
  return word.charCodeAt(0) === QUOTE ? (JSON.parse(word) as string) : word;
}

const WORDS = new Map<string, unknown>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['.nan', Number.NaN],
  ['.inf', Number.POSITIVE_INFINITY],
  ['-.inf', Number.NEGATIVE_INFINITY],
]);

function meaningOf(word: string): unknown {
  if (word.charCodeAt(0) === QUOTE) return JSON.parse(word);
  if (WORDS.has(word)) return WORDS.get(word);
  if (word === '[]') return [];
  if (word === '{}') return {};
  const number = /^[-\d]/.test(word) ? Number(word) : Number.NaN;
  if (Number.isNaN(number)) return word;
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(word) ? number : BigInt(word);
}
