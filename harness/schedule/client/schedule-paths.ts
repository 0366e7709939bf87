// What a path is called in a search: relative to the schedule's directory, which is another one each time, and
// with the numbers of the process and the thread replaced, which are others each time. In a process `P<client>`
// stands for its pid; threads share theirs, so there it is `P` for all, and `T<client>` stands for a thread's own
// number where it follows the pid. Numbers that a strategy derives from these (hashes) can't be recognised.
import { resolve, sep } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { native } from '../../tap/native.js';

export interface Identity {
  client: number;
  pid: number;
  /** null: the client is a process. */
  threadId: number | null;
}

export function identityOfThisThread(client: number): Identity {
  return { client, pid: process.pid, threadId: isMainThread ? null : threadId };
}

export class SchedulePaths {
  readonly #roots: readonly string[];
  readonly #identity: Identity;
  readonly #known = new Map<string, string | null>();

  constructor(directory: string, identity: Identity) {
    const plain = resolve(directory);
    this.#roots = [...new Set([plain, native.realpathSync.native(plain)])];
    this.#identity = identity;
  }

  /** `.` for the directory itself; null for what is outside of it. Symbolic links on the way aren't looked at. */
  nameOf(path: string): string | null {
    let name = this.#known.get(path);
    if (name === undefined) {
      name = this.#find(resolve(path));
      this.#known.set(path, name);
    }
    return name;
  }

  #find(path: string): string | null {
    for (const root of this.#roots) {
      if (path === root) return '.';
      if (path.startsWith(root + sep)) {
        const below = path.slice(root.length + 1);
        return repeatableName(sep === '/' ? below : below.split(sep).join('/'), this.#identity);
      }
    }
    return null;
  }
}

/** A name as it would be in every other run of the same client. */
export function repeatableName(name: string, { client, pid, threadId: thread }: Identity): string {
  if (thread === null) return name.replace(standalone(pid), `P${client}`);
  if (!standalone(pid).test(name)) return name;
  const [before = '', ...after] = name.split(standalone(pid));
  return [before, ...after.map((part) => part.replace(standalone(thread), `T${client}`))].join('P');
}

function standalone(number: number): RegExp {
  return new RegExp(`(?<!\\d)${number}(?!\\d)`, 'g');
}
