// Looks at the schedule's directory past the tap: which inode a name stands for right now, by the number that it got
// when it was first met in this script. Nobody else runs while a client does, so what is seen just before or just
// after an operation is what the operation met, and stays so until names change or others have run.
import { Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { originalFs } from '../../../tap/patch/original-fs.js';
import type { LocalInode, RawInode } from '../../client-protocol.js';

export interface CachedInode {
  inode: LocalInode;
  type: 'file' | 'directory' | 'link' | 'other';
}

/** As many as Linux follows. */
const LINKS_MAX = 40;
const PLAIN = { throwIfNoEntry: false } as const;
const BIG = { bigint: true, throwIfNoEntry: false } as const;

/** What one script has met. */
export class InodeCache {
  readonly #numbers = new Map<RawInode, LocalInode>();
  #news: RawInode[] = [];
  /** By path, what is surely there still. */
  readonly #there = new Map<string, CachedInode | null>();

  /** What was met since the last time. */
  takeNews(): RawInode[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** Names may have come to stand for something else: by an operation of this client, or because others have run. */
  forget(): void {
    this.#there.clear();
  }

  /** What the name itself stands for, links not followed; null: nothing, or nothing that can be looked at. */
  look(path: string): CachedInode | null {
    let there = this.#there.get(path);
    if (there === undefined) {
      there = this.#lookAgain(path);
      this.#there.set(path, there);
    }
    return there;
  }

  /** An operation that follows no link has just answered this; only lstat's answers tell anything. */
  shown(path: string, answer: unknown): void {
    if (!(answer instanceof Stats) || !isExact(answer)) return;
    this.#there.set(path, this.#seen(answer));
  }

  lookAtDescriptor(fd: number): CachedInode | null {
    try {
      const stats = originalFs.fstatSync(fd);
      return this.#seen(isExact(stats) ? stats : originalFs.fstatSync(fd, BIG));
    } catch {
      return null;
    }
  }

  /** The names through which symbolic links lead on from `path`, and what is there in the end. */
  follow(path: string, first: CachedInode | null): { through: string[]; end: CachedInode | null } {
    const through: string[] = [];
    let [at, end] = [path, first];
    while (end?.type === 'link' && through.length < LINKS_MAX) {
      at = resolve(dirname(at), targetOf(at));
      through.push(at);
      end = this.look(at);
    }
    return { through, end };
  }

  /** Whether a directory on the way to `name`, within the schedule's, is a symbolic link. */
  passesLink(path: string, name: string | null): boolean {
    if (name === null || !name.includes('/')) return false;
    const depth = name.split('/').length - 1;
    let at = resolve(path);
    for (let above = 0; above < depth; above += 1) {
      at = dirname(at);
      if (this.look(at)?.type === 'link') return true;
    }
    return false;
  }

  #lookAgain(path: string): CachedInode | null {
    try {
      const stats = originalFs.lstatSync(path, PLAIN);
      if (stats === undefined) return null;
      const exact = isExact(stats) ? stats : originalFs.lstatSync(path, BIG);
      return exact === undefined ? null : this.#seen(exact);
    } catch {
      return null;
    }
  }

  #seen(stats: Identified): CachedInode {
    const inode = this.#numberOf(`${stats.dev}:${stats.ino}`);
    if (stats.isFile()) return { inode, type: 'file' };
    if (stats.isDirectory()) return { inode, type: 'directory' };
    return { inode, type: stats.isSymbolicLink() ? 'link' : 'other' };
  }

  #numberOf(raw: RawInode): LocalInode {
    const known = this.#numbers.get(raw);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(raw, number);
    this.#news.push(raw);
    return number;
  }
}

function targetOf(path: string): string {
  try {
    return originalFs.readlinkSync(path);
  } catch {
    return path;
  }
}

/** As doubles, bigger numbers of different files can look equal; smaller ones come several times as fast. */
function isExact({ dev, ino }: Stats): boolean {
  return Number.isSafeInteger(dev) && Number.isSafeInteger(ino);
}

interface Identified {
  dev: number | bigint;
  ino: number | bigint;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}
