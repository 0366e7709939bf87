// Looks up, past the tap, which inode a name in the schedule's directory has now, by the number that the
// inode got when it was first encountered in this script. No other client runs meanwhile, so a look just
// before or after an operation shows what the operation found, and stays true until names change or other
// clients have run.
import { Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { originalFs } from '../../../tap/patch/original-fs.js';
import type { LocalInode, RawInode } from '../../client-protocol.js';

export interface CachedInode {
  inode: LocalInode;
  type: 'file' | 'directory' | 'link' | 'other';
}

/** As many symbolic links as Linux follows. */
const LINKS_MAX = 40;
const PLAIN = { throwIfNoEntry: false } as const;
const BIG = { bigint: true, throwIfNoEntry: false } as const;

/** Of one script. */
export class InodeCache {
  readonly #numbers = new Map<RawInode, LocalInode>();
  #news: RawInode[] = [];
  /** By path, as far as it is surely still true. */
  readonly #there = new Map<string, CachedInode | null>();

  /** Encountered since the last report. */
  takeNews(): RawInode[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** Names may have changed: by an operation of this client, or because others have run. */
  forget(): void {
    this.#there.clear();
  }

  /** The inode of the name itself, links not followed; null: there is none, or it can't be looked up. */
  look(path: string): CachedInode | null {
    let there = this.#there.get(path);
    if (there === undefined) {
      there = this.#lookAgain(path);
      this.#there.set(path, there);
    }
    return there;
  }

  /** Takes the result of an operation that follows no link; only results of lstat count. */
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

  /** The names through which symbolic links lead from `path`, and the inode at the end. */
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

/** As doubles, larger numbers of different files can be equal; smaller numbers are several times as fast. */
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
