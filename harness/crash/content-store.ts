// Interned file contents: equal bytes get equal numbers, so disk states compare by a few integers. Bytes are
// kept only up to a bound; beyond it they are made again from their recipe, which is pure.
import { createHash } from 'node:crypto';

export type ContentId = number;

const keptBytesMax = 128 * 1024 * 1024;
const literalBytesMax = 48;

export class ContentStore {
  readonly #ids = new Map<string, ContentId>();
  readonly #recipes: (() => Uint8Array)[] = [];
  readonly #sizes: number[] = [];
  readonly #variants = new Map<string, number>();
  #keptBytes = 0;

  /** `recipe` must return the same bytes whenever it is called; nobody may change them. */
  intern(recipe: () => Uint8Array): ContentId {
    const bytes = recipe();
    const key = contentKey(bytes);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#recipes.length;
    this.#ids.set(key, id);
    const keep = this.#keptBytes + bytes.length <= keptBytesMax;
    if (keep) this.#keptBytes += bytes.length;
    this.#recipes.push(keep ? () => bytes : recipe);
    this.#sizes.push(bytes.length);
    return id;
  }

  bytes(id: ContentId): Uint8Array {
    const recipe = this.#recipes[id];
    if (recipe === undefined) throw new RangeError(`no content ${id}`);
    return recipe();
  }

  sizeBytes(id: ContentId): number {
    return this.#sizes[id] ?? 0;
  }

  /** A number for the pair of content and mode. */
  variant(content: ContentId, mode: number): number {
    const key = `${content}/${mode}`;
    const known = this.#variants.get(key);
    if (known !== undefined) return known;
    const id = this.#variants.size;
    this.#variants.set(key, id);
    return id;
  }
}

function contentKey(bytes: Uint8Array): string {
  if (bytes.length <= literalBytesMax) return `=${Buffer.from(bytes).toString('latin1')}`;
  return `#${createHash('sha256').update(bytes).digest('base64')}`;
}
