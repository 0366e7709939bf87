// The order of those who wait for a lock: the directory `<lock>.queue` with one numbered file for each, there
// only while somebody waits. Numbers are given by exclusive creation. Each who waits shows now and then that
// it lives; the file of one that no longer does is removed by the one behind it. It is for fairness only: who
// loses a place, or can't get one, still gets the lock by trying for it.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';

/** Somebody who has shown no sign of life for so long, by the clock of the one behind, is taken for dead. */
const STALE_MS = 500;
/** So often at most somebody who waits shows one: those behind are woken by it for a moment. */
const SIGN_MS = 100;
/** Each round lost means that another waiter came or the last one left in between. */
const ROUNDS_MAX = 100;

/** Whether somebody waits for this lock. */
export function isAwaited(lockPath: string): boolean {
  return existsSync(queueOf(lockPath));
}

/** Removes whatever is there: those who live take new places. */
export function clearQueue(lockPath: string): void {
  const queue = queueOf(lockPath);
  for (const number of numbersIn(queue) ?? []) quietly(() => unlinkSync(join(queue, String(number))));
  quietly(() => rmdirSync(queue));
}

/** One place in the queue. */
export class QueuePlace {
  readonly #queue: string;
  /** null: no place can be had, as in a directory that takes no more files. */
  #number: number | null;
  #shownMs = performance.now();
  #ahead: Neighbour | null = null;

  constructor(lockPath: string) {
    this.#queue = queueOf(lockPath);
    this.#number = this.#take();
  }

  /** The file of the one ahead, which is removed when it leaves; null: this one is first. */
  ahead(): string | null {
    if (this.#number === null) return null;
    for (;;) {
      const ahead = this.#look(this.#number);
      if (ahead === null) return null;
      const path = join(this.#queue, String(ahead.number));
      if (performance.now() - ahead.sinceMs < STALE_MS) return path;
      this.#ahead = null;
      if (!quietly(() => unlinkSync(path))) return null;
    }
  }

  /** Shows that this one still waits; takes a new place when others have taken it for dead. */
  show(): void {
    if (performance.now() - this.#shownMs < SIGN_MS) return;
    this.#shownMs = performance.now();
    const now = new Date();
    const { code } = attempt(() => utimesSync(join(this.#queue, String(this.#number)), now, now));
    if (this.#number !== null && code === 'ENOENT') this.#number = this.#take();
  }

  leave(): void {
    if (this.#number === null) return;
    quietly(() => unlinkSync(join(this.#queue, String(this.#number))));
    // Refused while others wait; to be refused costs more than to look for the next one.
    if (existsSync(join(this.#queue, String(this.#number + 1)))) return;
    quietly(() => rmdirSync(this.#queue));
  }

  /** The number after the last one, who is then ahead; null when none can be had. */
  #take(): number | null {
    this.#ahead = null;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const last = lastIn(this.#queue);
      if (last === null) {
        const made = attempt(() => mkdirSync(this.#queue)).code;
        if (made !== null && made !== 'EEXIST') return null;
      }
      const number = (last ?? 0) + 1;
      const { code } = attempt(() => closeSync(openSync(join(this.#queue, String(number)), 'wx')));
      if (code === null) {
        if (number > 1) this.#ahead = { number: number - 1, sign: '', sinceMs: performance.now() };
        return number;
      }
      if (code !== 'EEXIST' && code !== 'ENOENT') return null;
    }
    return null;
  }

  /** The nearest one ahead, and since when it has shown the same sign of life. */
  #look(number: number): Neighbour | null {
    const known = this.#ahead;
    const knownSign = known && signOfLife(join(this.#queue, String(known.number)));
    if (known !== null && knownSign === known.sign) return known;
    const nearest = known !== null && knownSign !== null ? known.number : lastIn(this.#queue, number);
    // 0: there is nobody.
    const sign =
      nearest === known?.number ? knownSign : nearest && signOfLife(join(this.#queue, String(nearest)));
    this.#ahead = nearest ? { number: nearest, sign: sign || '', sinceMs: performance.now() } : null;
    return this.#ahead;
  }
}

interface Neighbour {
  number: number;
  /** Of life; empty: none was seen yet. */
  sign: string;
  sinceMs: number;
}

/** The highest number, or that below another one; 0: nobody waits; null: there is no queue. */
function lastIn(queue: string, below = Number.POSITIVE_INFINITY): number | null {
  const numbers = numbersIn(queue);
  return numbers === null
    ? null
    : numbers.reduce((last, one) => (one < below ? Math.max(last, one) : last), 0);
}

/** null: there is no queue. */
function numbersIn(queue: string): number[] | null {
  // To be told that there is none costs more than to look for it.
  if (!existsSync(queue)) return null;
  try {
    return readdirSync(queue).map(Number).filter(Number.isSafeInteger);
  } catch {
    return null;
  }
}

/** Changes whenever the file is touched; null: there is none, or none that can be seen. */
function signOfLife(path: string): string | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
    return stats === undefined ? null : `${stats.ino} ${stats.mtimeNs}`;
  } catch {
    return null;
  }
}

function queueOf(lockPath: string): string {
  return `${lockPath}.queue`;
}

/** The code of the system's error; null: it worked. */
function attempt(action: () => void): { code: string | null } {
  try {
    action();
    return { code: null };
  } catch (error) {
    return { code: error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN' };
  }
}

function quietly(action: () => void): boolean {
  return attempt(action).code === null;
}
