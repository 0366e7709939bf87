// Puts one disk after another into one directory tree, which is renamed for each: making and removing
// directories and files costs more than filling them. Directories are kept, and a file is reused from an
// earlier disk if no descriptor can be open on it, which could write to it or keep it locked. Each disk has
// its own path, because strategies may cache by path. Old files rest for a while first: the kernel may be
// writing them out, and a change waits for that.
//
// What it cannot show: that a file was replaced, to a strategy that still has it open. Such a file keeps a
// hidden name and a link count of 1, where a really replaced one has 0, so a check of fstat's nlink does not
// notice.
import {
  closeSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { DiskImage } from '../states/disk-image.js';
import { checkImage, fillTree, writeTree } from '../states/write-tree.js';

const PUT_ASIDE_MAX = 512;
/** This many rest before the oldest is used again. */
const RESTING = 64;

export class ReusedTree {
  readonly #aside: string;
  readonly #held: () => number | null;
  readonly #heldAtFirst: number | null;
  #at: string | null = null;
  #putAside = 0;
  /** Numbers of files that may be used again, the oldest first. */
  readonly #spare: number[] = [];
  /** Those that were replaced since the last disk. */
  #gaveWay: number[] = [];

  /**
   * `aside` must not exist, its parent must, on the file system of the disks. `held`: the number of open
   * descriptors, now that the strategy has none; null: it can't be known, and every file is made anew.
   */
  constructor(aside: string, held: () => number | null) {
    this.#aside = aside;
    this.#held = held;
    mkdirSync(aside);
    this.#heldAtFirst = held();
  }

  /** `root` must not exist, its parent must. Throws like `writeTree`. */
  put(image: DiskImage, root: string, options: { agedMs?: number }): void {
    checkImage(image);
    const reused = this.#at !== null && this.#move(this.#at, root, image);
    this.#at = root;
    if (!reused) writeTree(image, root, options);
    else fillTree(image, root, { ...options, makeFile: (file, bytes) => this.#reuse(file, bytes) });
  }

  /**
   * Called before a rename within one directory of the disk. A file that it would replace is put aside: no
   * other process can see that it is gone for a moment, and the kernel need not write out the new file
   * because it replaces one (ext4's auto_da_alloc), nor free the old one.
   */
  giveWay(from: string, to: string): void {
    if (this.#at === null || this.#heldAtFirst === null || !to.startsWith(this.#at + path.sep)) return;
    if (path.dirname(from) !== path.dirname(to)) return;
    const [source, target] = [from, to].map((file) => lstatSync(file, { throwIfNoEntry: false }));
    if (source?.isFile() !== true || target?.isFile() !== true || source.ino === target.ino) return;
    if (target.nlink === 1) this.#gaveWay.push(this.#rename(to));
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
      const held = this.#held();
      const free = held !== null && held === this.#heldAtFirst;
      if (free) this.#spare.push(...this.#gaveWay);
      this.#gaveWay = [];
      this.#keepOnly(root, '', wanted, free);
      return true;
    } catch {
      // Whatever a strategy did to the last disk, nothing of it is needed.
      for (const left of [previous, root]) rmSync(left, { recursive: true, force: true });
      return false;
    }
  }

  #keepOnly(root: string, below: string, wanted: ReadonlySet<string>, free: boolean): void {
    for (const entry of readdirSync(path.join(root, below), { withFileTypes: true })) {
      const at = below === '' ? entry.name : `${below}/${entry.name}`;
      const full = path.join(root, at);
      if (!entry.isDirectory()) this.#putAway(full, free && entry.isFile() && lstatSync(full).nlink === 1);
      else if (wanted.has(at)) this.#keepOnly(root, at, wanted, free);
      else rmSync(full, { recursive: true });
    }
  }

  #putAway(file: string, mayBeUsed: boolean): void {
    const number = this.#rename(file);
    if (mayBeUsed) this.#spare.push(number);
    const old = this.#spare.length > PUT_ASIDE_MAX ? this.#spare.shift() : undefined;
    if (old !== undefined) rmSync(this.#nameOf(old));
  }

  #rename(file: string): number {
    const number = this.#putAside++;
    renameSync(file, this.#nameOf(number));
    return number;
  }

  /** False: none may be used. */
  #reuse(file: string, bytes: Uint8Array): boolean {
    if (this.#spare.length <= RESTING) return false;
    const number = this.#spare.shift();
    if (number === undefined) return false;
    const old = this.#nameOf(number);
    const fd = openSync(old, 'r+');
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, done);
      ftruncateSync(fd, bytes.length);
    } finally {
      closeSync(fd);
    }
    renameSync(old, file);
    return true;
  }

  #nameOf(number: number): string {
    return path.join(this.#aside, String(number));
  }
}
