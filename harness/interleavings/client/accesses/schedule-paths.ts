// The name of a path in a search, the same in every schedule: relative to the schedule's directory, and with
// process and thread ids replaced. In a process `P<client>` replaces the pid. Threads share one pid, which
// becomes `P` for all, and `T<client>` replaces a thread's own id where it follows the pid. Values derived
// from these (hashes) are not recognised.
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

  /** `.` for the directory itself; null outside of it. Symbolic links on the way are not resolved. */
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

/** Cached: schedules come by the thousand, and the parent of their directories stays the same. */
const realParents = new Map<string, string>();

function realPathOf(directory: string): string {
  if (originalFs.lstatSync(directory).isSymbolicLink()) return originalFs.realpathSync.native(directory);
  const parent = dirname(directory);
  const known = realParents.get(parent) ?? originalFs.realpathSync.native(parent);
  realParents.set(parent, known);
  return join(known, basename(directory));
}

/** The name that is the same in every run of this client. */
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
