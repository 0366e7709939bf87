// What a path is called in a search: relative to the schedule's directory, which is another one each time, and
// with the numbers of the process and the thread replaced, which are others each time. In a process `P<client>`
// stands for its pid; threads share theirs, so there it is `P` for all, and `T<client>` stands for a thread's own
// number where it follows the pid. Numbers that a strategy derives from these (hashes) can't be recognised.
import { basename, dirname, join, resolve, sep } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { originalFs } from '../../../tap/patch/original-fs.js';

export interface ClientIdentity {
  client: number;
  pid: number;
  /** null: the client is a process. */
  threadId: number | null;
}

export function identityOfThisThread(client: number): ClientIdentity {
  return { client, pid: process.pid, threadId: isMainThread ? null : threadId };
}

export class SchedulePaths {
  readonly #roots: readonly string[];
  readonly #identity: ClientIdentity;
  readonly #known = new Map<string, string | null>();

  constructor(directory: string, identity: ClientIdentity) {
    const plain = resolve(directory);
    const real = realPathOf(plain);
    this.#roots = real === plain ? [plain] : [plain, real];
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

/** Schedules come by the thousand, and the directory that theirs are made in stays what it is. */
const realParents = new Map<string, string>();

function realPathOf(directory: string): string {
  if (originalFs.lstatSync(directory).isSymbolicLink()) return originalFs.realpathSync.native(directory);
  const parent = dirname(directory);
  const known = realParents.get(parent) ?? originalFs.realpathSync.native(parent);
  realParents.set(parent, known);
  return join(known, basename(directory));
}

/** A name as it would be in every other run of the same client. */
export function repeatableName(name: string, { client, pid, threadId: thread }: ClientIdentity): string {
  if (!name.includes(String(pid))) return name;
  if (thread === null) return name.replace(standalone(pid), `P${client}`);
  if (!standalone(pid).test(name)) return name;
  const [before = '', ...after] = name.split(standalone(pid));
  return [before, ...after.map((part) => part.replace(standalone(thread), `T${client}`))].join('P');
}

function standalone(number: number): RegExp {
  return new RegExp(`(?<!\\d)${number}(?!\\d)`, 'g');
}
