// The order of those who wait for a lock: the directory `<lock>.queue` with one numbered file for each, there
// only while somebody waits. Numbers are given by exclusive creation. Each who waits shows now and then that
// it lives; the file of one that no longer does is removed by the one behind it. It is for fairness only: who
// loses a place, or can't get one, still gets the lock by trying for it.
import {
  closeSync,
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
  return signOfLife(queueOf(lockPath)) !== null;
}

/** Removes whatever is there: those who live take new places. */
export function clearQueue(lockPath: string): void {
  const queue = queueOf(lockPath);
  for (const number of numbersIn(queue)) quietly(() => unlinkSync(join(queue, String(number))));
  quietly(() => rmdirSync(queue));
}

/** One place in the queue. */
export class QueuePlace {
  readonly #queue: string;
  /** null: no place can be had, as in a directory that takes no more files. */
  #number: number | null;
  #shownMs = performance.now();
  #ahead: { number: number; sign: string; sinceMs: number } | null = null;

  constructor(lockPath: string) {
    this.#queue = queueOf(lockPath);
    this.#number = takeNumber(this.#queue);
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
    if (this.#number !== null && code === 'ENOENT') this.#number = takeNumber(this.#queue);
  }

  leave(): void {
    if (this.#number === null) return;
    quietly(() => unlinkSync(join(this.#queue, String(this.#number))));
    quietly(() => rmdirSync(this.#queue)); // refused while others wait
  }

  /** The nearest one ahead, and since when it has shown the same sign of life. */
  #look(number: number): { number: number; sign: string; sinceMs: number } | null {
    const known = this.#ahead;
    const knownSign = known && signOfLife(join(this.#queue, String(known.number)));
    if (known !== null && knownSign === known.sign) return known;
    const nearest = known !== null && knownSign !== null ? known.number : nearestBelow(number, this.#queue);
    const sign = nearest === null ? null : signOfLife(join(this.#queue, String(nearest)));
    this.#ahead = nearest === null ? null : { number: nearest, sign: sign ?? '', sinceMs: performance.now() };
    return this.#ahead;
  }
}

/** The number after the last one; null when none can be had. */
function takeNumber(queue: string): number | null {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const made = attempt(() => mkdirSync(queue)).code;
    if (made !== null && made !== 'EEXIST') return null;
    const number = Math.max(0, ...numbersIn(queue)) + 1;
    const { code } = attempt(() => closeSync(openSync(join(queue, String(number)), 'wx')));
    if (code === null) return number;
    if (code !== 'EEXIST' && code !== 'ENOENT') return null;
  }
  return null;
}

function nearestBelow(number: number, queue: string): number | null {
  const below = numbersIn(queue).filter((other) => other < number);
  return below.length === 0 ? null : Math.max(...below);
}

function numbersIn(queue: string): number[] {
  let names: string[] = [];
  quietly(() => {
    names = readdirSync(queue);
  });
  return names.map(Number).filter(Number.isSafeInteger);
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
