// Broken in one way: each rev is a file of its own, linked to its number, and there is no lock. A writer that
// finds a higher number afterwards takes its link back and reports a conflict; but by then the other may have
// read it, and have built on it.
import { linkSync, readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDurableDirectory, syncDirectory } from '../../commits/directory-sync.js';
import { followLinks } from '../../document-file.js';
import { takeTaskFile } from '../../plain-data.js';
import { type Store, StoreError, type Strategy, type TaskFile } from '../../strategy.js';
import { fillDurably, unlessAbsent } from '../durable-file.js';
import type { FallsBy } from '../falls-by.js';
import { documentOfJson, successor } from '../record-store.js';

export const fallsBy: FallsBy = ['interleavings/exact-conflicts'];

const KEPT = 2;
const TRIES_MAX = 1000;
const NUMBERED = /^\d{16}$/;
const nameOf = (rev: number) => String(rev).padStart(16, '0');

class Generations implements Store {
  readonly #directory: string;
  #turn: Promise<unknown> = Promise.resolve();
  #closing: Promise<unknown> | null = null;

  constructor(directory: string) {
    this.#directory = directory;
  }

  read(): Promise<TaskFile | null> {
    return this.#queued(() => this.#newest());
  }

  async write(next: TaskFile, expectedRev: number | null): Promise<TaskFile> {
    const wanted = takeTaskFile(next);
    return await this.#queued(() => {
      makeDurableDirectory(this.#directory);
      for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
        const stored = successor(wanted, this.#newest()?.rev ?? 0, expectedRev);
        if (this.#publish(stored)) return stored;
      }
      throw new StoreError('LOCKED', `${this.#directory}: other writers were faster`);
    });
  }

  async close(): Promise<void> {
    this.#closing ??= this.#turn;
    await this.#closing;
  }

  #queued<T>(action: () => T): Promise<T> {
    if (this.#closing !== null) return Promise.reject(new StoreError('CLOSED', 'the store was closed'));
    const turn = this.#turn.then(action);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #numbers(): string[] {
    return (unlessAbsent(() => readdirSync(this.#directory)) ?? [])
      .filter((name) => NUMBERED.test(name))
      .sort();
  }

  #newest(): TaskFile | null {
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      const newest = this.#numbers().at(-1);
      if (newest === undefined) return null;
      // Absent: it was removed because newer ones have come.
      const text = unlessAbsent(() => readFileSync(join(this.#directory, newest), 'utf8'));
      if (text !== null) return documentOfJson(text);
    }
    throw new StoreError('IO', `${this.#directory} changes faster than it can be read`);
  }

  /** Whether this rev is now the newest. */
  #publish(stored: TaskFile): boolean {
    const temporary = join(this.#directory, `new-${process.hrtime.bigint()}-${Math.random()}`);
    const name = join(this.#directory, nameOf(stored.rev));
    try {
      fillDurably(temporary, JSON.stringify(stored), 'wx');
      linkSync(temporary, name);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      // EEXIST: somebody has this number. ENOENT: a faster writer has cleaned up.
      if (code === 'EEXIST' || code === 'ENOENT') return false;
      throw new StoreError('IO', `${name} could not be written`, { cause: error });
    } finally {
      unlessAbsent(() => unlinkSync(temporary));
    }
    const numbers = this.#numbers();
    if (numbers.at(-1) !== nameOf(stored.rev)) {
      unlessAbsent(() => unlinkSync(name));
      return false;
    }
    syncDirectory(this.#directory);
    this.#cleanUp(numbers);
    return true;
  }

  /** Old generations, and what writers have left that died; one that lives begins anew. */
  #cleanUp(numbers: readonly string[]): void {
    const left = readdirSync(this.#directory).filter((name) => name.startsWith('new-'));
    for (const name of [...numbers.slice(0, -KEPT), ...left]) {
      unlessAbsent(() => unlinkSync(join(this.#directory, name)));
    }
  }
}

const strategy: Strategy = {
  id: 'takes-its-link-back',
  title: 'Takes back what others have read',
  async open(path) {
    return await Promise.resolve(new Generations(`${followLinks(resolve(path)).path}.d`));
  },
};

export default strategy;
