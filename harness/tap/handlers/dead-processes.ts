// Shows processes as dead whose pid is still, or again, somebody's: a client whose life has ended in a
// schedule while its process waits for the next one, or a writer that died before and whose pid was reused.
// `process.kill` finds no such process, and nothing below /proc/<pid> exists, in every style of node:fs.
// Not covered: questions by native code and child processes.
import { normalize } from 'node:path';
import type { Handler, HandlerDecision, Operation, Outcome } from '../patch/operation.js';

const BELOW_PROC = /^\/proc\/(\d+)(?=\/|$)/;
/** More than any pid (proc(5): 2^22). */
const NOBODY = '/proc/4294967295';

export class DeadProcesses implements Handler {
  #pids: ReadonlySet<number>;

  constructor(pids: Iterable<number> = []) {
    this.#pids = livingAside(pids);
  }

  /** From now on these, and no others. The own process is never dead. */
  set(pids: Iterable<number>): void {
    this.#pids = livingAside(pids);
  }

  has(pid: number): boolean {
    return this.#pids.has(pid);
  }

  before(operation: Operation): HandlerDecision {
    if (this.#pids.size === 0) return undefined;
    const pid = processAskedFor(operation);
    if (pid === null || !this.#pids.has(pid)) return undefined;
    if (operation.kind === 'ask-process') return { fail: 'ESRCH' };
    return { pathInstead: normalize(pathAskedFor(operation) ?? '').replace(BELOW_PROC, NOBODY) };
  }

  after(operation: Operation, outcome: Outcome): void {
    if (this.#pids.size === 0 || operation.kind !== 'readdir' || !outcome.ok) return;
    if (!/^\/proc\/?$/.test(operation.path) || !Array.isArray(outcome.value)) return;
    const entries = outcome.value as unknown[];
    const living = entries.filter((entry) => !this.#pids.has(Number(nameOf(entry))));
    entries.splice(0, entries.length, ...living);
  }
}

/** The process whose life the strategy asks about by this operation; null: it asks about none. */
export function processAskedFor(operation: Operation): number | null {
  if (operation.kind === 'ask-process') return operation.pid;
  const path = pathAskedFor(operation);
  if (path === null || !path.startsWith('/proc')) return null;
  const pid = BELOW_PROC.exec(normalize(path))?.[1];
  return pid === undefined ? null : Number(pid);
}

function livingAside(pids: Iterable<number>): ReadonlySet<number> {
  return new Set([...pids].filter((pid) => pid !== process.pid));
}

function pathAskedFor(operation: Operation): string | null {
  switch (operation.kind) {
    case 'open':
    case 'readdir':
      return operation.path;
    case 'stat':
      return operation.target.by === 'path' ? operation.target.path : null;
    default:
      return null;
  }
}

function nameOf(entry: unknown): string {
  return typeof entry === 'object' && entry !== null && 'name' in entry ? String(entry.name) : String(entry);
}
