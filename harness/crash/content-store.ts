// Interned file contents: equal contents get equal numbers, so disk states compare by a few integers. Lists of
// blocks are kept only up to a bound; beyond it they are made again from their recipe, which is pure.
import { createHash } from 'node:crypto';
import { Blocks, type Content } from './blocks.js';

export type ContentId = number;

const keptBytesMax = 128 * 1024 * 1024;
const literalBlocksMax = 8;

export class ContentStore {
  readonly blocks = new Blocks();
  readonly #ids = new Map<string, ContentId>();
  readonly #recipes: (() => Content)[] = [];
  readonly #sizes: number[] = [];
  readonly #variants = new Map<string, number>();
  #keptBytes = 0;

  /** `recipe` must return an equal content whenever it is called; nobody may change it. */
  intern(recipe: () => Content): ContentId {
    const content = recipe();
    const key = contentKey(content);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#recipes.length;
    this.#ids.set(key, id);
    const listBytes = content.blocks.byteLength;
    const keep = this.#keptBytes + listBytes <= keptBytesMax;
    if (keep) this.#keptBytes += listBytes;
    this.#recipes.push(keep ? () => content : recipe);
    this.#sizes.push(content.sizeBytes);
    return id;
  }

  internBytes(bytes: Uint8Array): ContentId {
    const content = this.blocks.contentOf(bytes);
    return this.intern(() => content);
  }

  bytes(id: ContentId): Uint8Array {
    return this.blocks.toBytes(this.content(id));
  }

  /** Not to be changed. */
  content(id: ContentId): Content {
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

function contentKey({ sizeBytes, blocks }: Content): string {
  if (blocks.length <= literalBlocksMax) return `${sizeBytes}=${blocks.join()}`;
  return `${sizeBytes}#${createHash('sha256').update(blocks).digest('base64')}`;
}
