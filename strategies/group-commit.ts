// Group commit, over any lock and commit: what the callers of a document ask for while one commit is under way is
// carried by the next one, all of it together. Each caller gets a rev or a conflict of its own, as if the calls
// had come one after another in the order in which they were made: a caller may expect the rev that an earlier
// one of the same commit was given. Nothing is acknowledged, and nobody is refused for what another one wrote,
// before the commit that decides it is durable; one that fails rejects all of its callers.
//
// Only the last document of a commit reaches the disk. Readers never see those before it, and a death of the
// process loses all of them or none. Callers of one thread share a commit, also through several stores of one
// path; other threads and processes are excluded by the lock. Processor time per write is what remains, and a
// single caller who waits for each answer gains nothing.
import { resolve } from 'node:path';
import { type Change, compareAndSwap, type FileStore, openFileStore, type Parts } from './file-store.js';
import { takeTaskFile } from './plain-data.js';
import { type OpenOptions, type Store, StoreError, type TaskFile } from './strategy.js';

export interface GroupStore extends Store {
  /**
   * Read, change and write in one, which no other caller comes between. `change` is called once, while the lock
   * is held; what it throws rejects this call and leaves the document alone.
   */
  update(change: (current: TaskFile | null) => TaskFile): Promise<TaskFile>;
}

/** Opens stores that share their commits: made once for each strategy. */
export function groupCommit(parts: Parts): (path: string, options: OpenOptions) => Promise<GroupStore> {
  const groups = new Map<string, Group>();
  return async (path, options) => {
    const { lockTimeoutMs } = options;
    const store = await openFileStore(parts, path, options);
    // Callers of different patience would have to wait for each other.
    const key = `${lockTimeoutMs} ${resolve(path)}`;
    const group = groups.get(key) ?? new Group(store, lockTimeoutMs, () => groups.delete(key));
    groups.set(key, group);
    return new Member(group, resolve(path));
  };
}

/** A store of one of the users. */
class Member implements GroupStore {
  readonly #group: Group;
  readonly #path: string;
  #last: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | null = null;

  constructor(group: Group, path: string) {
    group.join();
    this.#group = group;
    this.#path = path;
  }

  async read(): Promise<TaskFile | null> {
    this.#assertOpen();
    return await this.#group.store.read();
  }

  async write(next: TaskFile, expectedRev: number | null): Promise<TaskFile> {
    return await this.#add(compareAndSwap(next, expectedRev));
  }

  async update(change: (current: TaskFile | null) => TaskFile): Promise<TaskFile> {
    return await this.#add((current) => takeTaskFile(change(current.document())));
  }

  /** Refuses new calls at once and resolves when those under way have their answers. */
  close(): Promise<void> {
    this.#closing ??= this.#last.then(() => this.#group.leave());
    return this.#closing;
  }

  #add(change: Change): Promise<TaskFile> {
    this.#assertOpen();
    const answer = this.#group.add(change);
    // Answers come in the order of the calls.
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  #assertOpen(): void {
    if (this.#closing !== null) throw new StoreError('CLOSED', `${this.#path}: the store was closed`);
  }
}

interface Caller {
  change: Change;
  sinceMs: number;
  resolve(stored: TaskFile): void;
  reject(reason: unknown): void;
}

/** Those who wait for the next commit of one document, in the order of their calls. */
class Group {
  readonly store: FileStore;
  readonly #lockTimeoutMs: number;
  readonly #whenEmpty: () => void;
  #members = 0;
  readonly #waiting: Caller[] = [];
  /** Under way while anybody waits. */
  #commits: Promise<void> | null = null;

  constructor(store: FileStore, lockTimeoutMs: number, whenEmpty: () => void) {
    this.store = store;
    this.#lockTimeoutMs = lockTimeoutMs;
    this.#whenEmpty = whenEmpty;
  }

  join(): void {
    this.#members += 1;
  }

  async leave(): Promise<void> {
    this.#members -= 1;
    if (this.#members > 0) return;
    this.#whenEmpty();
    await this.store.close();
  }

  add(change: Change): Promise<TaskFile> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, sinceMs: performance.now(), resolve, reject });
      this.#commits ??= this.#commitAll();
    });
  }

  async #commitAll(): Promise<void> {
    for (;;) {
      // Whoever calls in this turn of the event loop is carried, too: as a rule all who were just answered.
      await new Promise(setImmediate);
      const [oldest] = this.#waiting;
      if (oldest === undefined) break;
      await this.#commit(oldest.sinceMs + this.#lockTimeoutMs);
    }
    this.#commits = null;
  }

  /** Never rejects: whatever happens is the answer of callers. */
  async #commit(deadlineMs: number): Promise<void> {
    const tried = this.#waiting.length;
    let carried: Caller[] = [];
    try {
      const outcomes = await this.store.writeTogether(
        () => {
          carried = this.#waiting.splice(0);
          return carried.map(({ change }) => change);
        },
        Math.max(0, deadlineMs - performance.now()),
      );
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') carried[index]?.resolve(outcome.value);
        else carried[index]?.reject(outcome.reason);
      }
    } catch (reason) {
      if (carried.length === 0) carried = this.#waiting.splice(0, this.#refusedBy(reason, tried));
      for (const { reject } of carried) reject(reason);
    }
  }

  /** How many of those who waited for the lock from the beginning get no more tries: one at least. */
  #refusedBy(reason: unknown, tried: number): number {
    if (!(reason instanceof StoreError && reason.code === 'LOCKED')) return tried;
    const nowMs = performance.now();
    const patient = this.#waiting.findIndex(({ sinceMs }) => sinceMs + this.#lockTimeoutMs > nowMs);
    return Math.max(1, patient === -1 ? tried : Math.min(patient, tried));
  }
}
