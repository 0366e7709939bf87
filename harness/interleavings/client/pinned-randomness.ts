// Replaces this thread's random sources, Math.random and those of node:crypto and the Web Crypto API, by one
// that starts from a seed with every script: temporary names and jitter are the same in every run. Keys and
// signatures are left alone, and so is everything outside of a script.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { type Random, seededRandom } from '../../random.js';
import type { AnyFunction } from '../../tap/patch/original-fs.js';
import { originalSetImmediate } from '../../tap/patch/original-fs.js';

export class PinnedRandomness {
  #random: Random | null = null;

  begin(seed: number): void {
    this.#random = seededRandom(seed);
  }

  end(): void {
    this.#random = null;
  }

  /** null: not pinned. */
  get random(): Random | null {
    return this.#random;
  }
}

/** Once a thread; it can't be undone. */
export function installPinnedRandomness(pinned: PinnedRandomness): void {
  replace(Math, 'random', pinned, (random) => () => fraction(random));
  const bytes = (random: Random) => answering((size) => fill(random, Buffer.alloc(Number(size))), 1);
  replace(crypto, 'randomBytes', pinned, bytes);
  replace(crypto, 'pseudoRandomBytes', pinned, bytes);
  replace(crypto, 'randomInt', pinned, (random) => (...args) => {
    const callback = args.find((arg) => typeof arg === 'function') as AnyFunction | undefined;
    const [first, second] = args.filter((arg) => typeof arg !== 'function').map(Number);
    const [min, max] = second === undefined ? [0, first ?? 0] : [first ?? 0, second];
    return answer(callback, min + Math.floor(fraction(random) * (max - min)));
  });
  replace(
    crypto,
    'randomFillSync',
    pinned,
    (random) => (view, offset, size) => fillRange(random, view, offset, size),
  );
  replace(crypto, 'randomFill', pinned, (random) => (...args) => {
    const callback = args.at(-1) as AnyFunction;
    const [view, offset, size] = args.slice(0, -1);
    return answer(callback, fillRange(random, view, offset, size));
  });
  replace(crypto, 'randomUUID', pinned, (random) => () => uuid(random));
  const web = crypto.webcrypto;
  // crypto.getRandomValues is a getter of this one.
  replace(web, 'getRandomValues', pinned, (random) => (view) => fillRange(random, view));
  replace(web, 'randomUUID', pinned, (random) => () => uuid(random));
  syncBuiltinESMExports();
}

function replace(
  holder: object,
  name: string,
  pinned: PinnedRandomness,
  version: (random: Random) => AnyFunction,
): void {
  const original = Reflect.get(holder, name) as AnyFunction;
  const value = function (this: unknown, ...args: unknown[]): unknown {
    return pinned.random === null ? Reflect.apply(original, this, args) : version(pinned.random)(...args);
  };
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
}

function answering(make: (first: unknown) => unknown, callbackAt: number): AnyFunction {
  return (...args) => answer(args[callbackAt] as AnyFunction | undefined, make(args[0]));
}

function answer(callback: AnyFunction | undefined, value: unknown): unknown {
  if (typeof callback !== 'function') return value;
  originalSetImmediate(() => callback(null, value));
  return undefined;
}

const WORD_MAX = 2 ** 32 - 1;

/** As fine as Math.random: 53 bits. */
function fraction(random: Random): number {
  return (random.integer(0, 2 ** 26 - 1) * 2 ** 27 + random.integer(0, 2 ** 27 - 1)) / 2 ** 53;
}

function fill(random: Random, bytes: Uint8Array): Uint8Array {
  for (let at = 0; at < bytes.length; at += 4) {
    const word = random.integer(0, WORD_MAX);
    for (let byte = 0; byte < 4 && at + byte < bytes.length; byte += 1)
      bytes[at + byte] = word >>> (8 * byte);
  }
  return bytes;
}

/** `offset` and `size` are elements of a typed array, bytes of a buffer. */
function fillRange(random: Random, view: unknown, offset: unknown = 0, size?: unknown): unknown {
  if (!ArrayBuffer.isView(view) && !(view instanceof ArrayBuffer)) return view;
  const whole = ArrayBuffer.isView(view)
    ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    : new Uint8Array(view);
  const width = Number(Reflect.get(view, 'BYTES_PER_ELEMENT') ?? 1);
  const from = Number(offset) * width;
  fill(random, whole.subarray(from, size === undefined ? undefined : from + Number(size) * width));
  return view;
}

function uuid(random: Random): string {
  const bytes = fill(random, new Uint8Array(16));
  const hex = [...bytes]
    .map((byte, index) => (index === 6 ? 0x40 | (byte & 0x0f) : index === 8 ? 0x80 | (byte & 0x3f) : byte))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
