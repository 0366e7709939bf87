// Puts one disk after another into a directory that moves from place to place: making and removing directories
// costs more than what lies in them, so they are kept, and every file is made anew. Each disk has a path of its own,
// because strategies may remember paths. Old files are only put aside and removed much later: the kernel may just
// have begun to write them out, and removing one waits for that.
import { mkdirSync, readdirSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import type { DiskImage } from '../crash/disk-image.js';
import { checkImage, fillTree, writeTree } from '../crash/write-tree.js';

const PUT_ASIDE_MAX = 512;

export class ReusedTree {
  readonly #aside: string;
  #at: string | null = null;
  #putAside = 0;

  /** `aside` must not exist, its parent must, on the file system of the disks. */
  constructor(aside: string) {
    this.#aside = aside;
    mkdirSync(aside);
  }

  /** `root` must not exist, its parent must. Throws like `writeTree`. */
  put(image: DiskImage, root: string, options: { agedMs?: number }): void {
    checkImage(image);
    const reused = this.#at !== null && this.#move(this.#at, root, image);
    this.#at = root;
    if (reused) fillTree(image, root, options);
    else writeTree(image, root, options);
  }

  remove(): void {
    for (const place of [this.#at, this.#aside]) {
      if (place !== null) rmSync(place, { recursive: true, force: true });
    }
    this.#at = null;
  }

  /** False: nothing could be kept, and there is nothing at `root`. */
  #move(previous: string, root: string, image: DiskImage): boolean {
    const wanted = new Set(image.flatMap(({ type, path: at }) => (type === 'dir' ? [at] : [])));
    try {
      renameSync(previous, root);
      this.#keepOnly(root, '', wanted);
      return true;
    } catch {
      // Whatever a strategy did to the last disk: the next one needs nothing of it.
      for (const left of [previous, root]) rmSync(left, { recursive: true, force: true });
      return false;
    }
  }

  #keepOnly(root: string, below: string, wanted: ReadonlySet<string>): void {
    for (const entry of readdirSync(path.join(root, below), { withFileTypes: true })) {
      const at = below === '' ? entry.name : `${below}/${entry.name}`;
      const full = path.join(root, at);
      if (!entry.isDirectory()) this.#putAway(full);
      else if (wanted.has(at)) this.#keepOnly(root, at, wanted);
      else rmSync(full, { recursive: true });
    }
  }

  #putAway(file: string): void {
    const number = this.#putAside++;
    renameSync(file, path.join(this.#aside, String(number)));
    if (number >= PUT_ASIDE_MAX) unlinkSync(path.join(this.#aside, String(number - PUT_ASIDE_MAX)));
  }
}
