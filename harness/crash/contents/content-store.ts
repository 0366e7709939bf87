// Interned file contents: equal contents get equal numbers, so disk states compare by a few integers. Lists
// of blocks are cached up to a bound; beyond it they are made again from their recipe, which is pure.
// Contents given as bytes are compared as bytes, and split into blocks only when another content of their
// size was given as blocks.
import { createHash } from 'node:crypto';
import { type BlockContent, Blocks } from './blocks.js';

export type ContentId = number;

const keptBytesMax = 128 * 1024 * 1024;
const literalBlocksMax = 8;

export class ContentStore {
  readonly blocks = new Blocks();
  readonly #ids = new Map<string, ContentId>();
  readonly #recipes: (() => BlockContent)[] = [];
  readonly #sizes: number[] = [];
  readonly #variants = new Map<string, number>();
  /** By size: the contents given as bytes. */
  readonly #whole = new Map<number, { id: ContentId; bytes: Uint8Array }[]>();
  /** Sizes of which there are contents that were not given as bytes; then all of that size are in `#ids`. */
  readonly #sizesInBlocks = new Set<number>();
  #keptBytes = 0;

  /** `recipe` must return an equal content whenever it is called, and that content must not be changed. */
  intern(recipe: () => BlockContent): ContentId {
    const content = recipe();
    if (!this.#sizesInBlocks.has(content.sizeBytes)) this.#takeApart(content.sizeBytes);
    return this.#internBlocks(content, recipe);
  }

  /** The bytes must not be changed. */
  internBytes(bytes: Uint8Array): ContentId {
    const { length } = bytes;
    const whole = this.#whole.get(length) ?? [];
    const same = whole.find((known) => Buffer.compare(known.bytes, bytes) === 0);
    if (same !== undefined) return same.id;
    let made: BlockContent | null = null;
    const recipe = (): BlockContent => {
      made ??= this.blocks.contentOf(bytes);
      return made;
    };
    const id = this.#sizesInBlocks.has(length)
      ? this.#internBlocks(recipe(), recipe)
      : this.#add(recipe, length);
    this.#whole.set(length, [...whole, { id, bytes }]);
    return id;
  }

  #takeApart(sizeBytes: number): void {
    this.#sizesInBlocks.add(sizeBytes);
    for (const { id } of this.#whole.get(sizeBytes) ?? []) this.#ids.set(contentKey(this.content(id)), id);
  }

  #internBlocks(content: BlockContent, recipe: () => BlockContent): ContentId {
    const key = contentKey(content);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const listBytes = content.blocks.byteLength;
    const keep = this.#keptBytes + listBytes <= keptBytesMax;
    if (keep) this.#keptBytes += listBytes;
    const id = this.#add(keep ? () => content : recipe, content.sizeBytes);
    this.#ids.set(key, id);
    return id;
  }

  #add(recipe: () => BlockContent, sizeBytes: number): ContentId {
    this.#sizes.push(sizeBytes);
    return this.#recipes.push(recipe) - 1;
  }

  bytes(id: ContentId): Uint8Array {
    return this.blocks.toBytes(this.content(id));
  }

  /** Must not be changed. */
  content(id: ContentId): BlockContent {
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

function contentKey({ sizeBytes, blocks }: BlockContent): string {
  if (blocks.length <= literalBlocksMax) return `${sizeBytes}=${blocks.join()}`;
  return `${sizeBytes}#${createHash('sha256').update(blocks).digest('base64')}`;
}
