// The handler that fails one operation of a call, or all from that one on, and watches what follows: whether
// bytes are written again after a failed sync, whether a lock is taken, whether a removal failed, too. It sees
// the operations of node:fs and announced locks only.
import type { IoFault } from '../../results/facts/io-faults-fact.js';
import { FaultInjector } from '../tap/handlers/inject-faults.js';
import type { OperationFilter } from '../tap/handlers/stop-at-call.js';
import type { Handler, HandlerDecision, Operation, Outcome } from '../tap/patch/operation.js';
import { originalFs } from '../tap/patch/original-fs.js';
import { describeOperation } from '../tap/record/trace-recorder.js';
import { codesOf, type MetFault, removable } from './possible-faults.js';

export interface FaultPlace {
  kind: Operation['kind'];
  /** Which one of its kind, from 1. */
  nth: number;
}

/** What a call did after one of its syncs had failed. */
export type AfterSync = 'rewritten' | 'retried' | 'nothing';

export class OneFault implements Handler {
  injected = 0;
  removalsFailed = 0;
  /** Of the first operation that failed. */
  operation: string | null = null;
  afterSync: AfterSync = 'nothing';
  /** What the first operation that failed was to sync; null: it was no sync. */
  syncOf: 'file' | 'directory' | null = null;
  /** The call took a lock. */
  locked: boolean = false;
  #asked: Operation | null = null;
  #full: boolean = false;
  readonly #fault: MetFault;
  readonly #how: IoFault['how'];
  readonly #kind: Operation['kind'];
  readonly #counts: OperationFilter;
  readonly #first: FaultInjector;
  #failedSync: FailedSync | null = null;
  /** Bytes since the sync failed, by the path that the file was opened by. */
  readonly #writtenAgain = new Map<string, number>();

  /** `counts`: the operations of the call that is to meet the fault. */
  constructor(place: FaultPlace, fault: MetFault, how: IoFault['how'], counts: OperationFilter) {
    this.#fault = fault;
    this.#how = how;
    this.#kind = place.kind;
    this.#counts = counts;
    this.#first = new FaultInjector(
      fault.type === 'gone' ? { type: 'error', code: 'ENOENT' } : fault,
      place.nth,
      (operation) => operation.kind === place.kind && counts(operation),
    );
  }

  before(operation: Operation): HandlerDecision {
    const decision = this.#decide(operation);
    if (decision === undefined) return undefined;
    if (operation.kind === 'lock') this.#asked = operation;
    else this.#count(operation);
    if (this.#fault.type !== 'gone') return decision;
    const path = removable(operation);
    if (path !== null) originalFs.rmSync(path, { recursive: true, force: true });
    return undefined;
  }

  after(operation: Operation, outcome: Outcome): void {
    if (operation === this.#asked) {
      // Who announces his locks himself may not heed what is asked of him.
      if (outcome.ok && outcome.value !== 'locked') this.#count(operation);
      this.#asked = null;
    }
    if (isLocked(operation, outcome)) this.locked = true;
    if (this.#failedSync !== null && outcome.ok) this.#follow(this.#failedSync, operation, outcome.value);
  }

  /** After a failed sync. Another file's few bytes, written and synced, don't bring back those that failed. */
  #follow(failed: FailedSync, operation: Operation, value: unknown): void {
    const path = operation.openedAs ?? '';
    if (operation.kind === 'write') {
      this.#writtenAgain.set(path, (this.#writtenAgain.get(path) ?? 0) + Number(value));
    } else if (operation.kind === 'fsync' || operation.kind === 'fdatasync') {
      const again = this.#writtenAgain.get(path) ?? 0;
      if (again > 0 && again >= failed.bytes) this.afterSync = 'rewritten';
      else if (path === failed.path && this.afterSync === 'nothing') this.afterSync = 'retried';
    }
  }

  #count(operation: Operation): void {
    this.injected += 1;
    if (this.operation === null) {
      this.operation = describeOperation(operation);
      this.#failedSync = failedSyncOf(operation);
      this.syncOf = this.#failedSync?.of ?? null;
    }
    // rm looks at a file before it removes it.
    const removes =
      operation.kind === 'unlink' || operation.kind === 'rmdir' || operation.call.startsWith('rm');
    if (removes) this.removalsFailed += 1;
  }

  #decide(operation: Operation): HandlerDecision {
    const first = this.#first.before(operation);
    if (first !== undefined || this.injected === 0 || this.#how === 'once') return first;
    if (!this.#counts(operation)) return undefined;
    if (this.#how === 'then-full') return operation.kind === 'write' ? this.#fill(operation) : undefined;
    if (this.#how === 'each' && operation.kind !== this.#kind) return undefined;
    if (this.#fault.type === 'short') {
      return operation.kind === this.#kind ? { short: this.#fault.bytes } : undefined;
    }
    return this.#fault.type === 'error' && codesOf(operation).includes(this.#fault.code)
      ? { fail: this.#fault.code }
      : undefined;
  }

  /**
   * A disk that has room for half of the next write, and then for nothing. After a write that was cut in half already
   * it is full for a moment only: who tries again may succeed, with all the bytes in their places.
   */
  #fill(operation: Extract<Operation, { kind: 'write' }>): HandlerDecision {
    if (this.#fault.type === 'short') {
      const isFirst = !this.#full;
      this.#full = true;
      return isFirst ? { fail: 'ENOSPC' } : undefined;
    }
    if (this.#full) return { fail: 'ENOSPC' };
    this.#full = true;
    return operation.chunks.reduce((sum, { byteLength }) => sum + byteLength, 0) > 1
      ? 'halve'
      : { fail: 'ENOSPC' };
  }
}

export function isLocked({ kind }: Operation, outcome: Outcome): boolean {
  return kind === 'lock' && outcome.ok && outcome.value === 'locked';
}

interface FailedSync {
  of: 'file' | 'directory';
  path: string;
  /** What has to be written again; of a directory: 0. */
  bytes: number;
}

function failedSyncOf(operation: Operation): FailedSync | null {
  if (operation.kind !== 'fsync' && operation.kind !== 'fdatasync') return null;
  const stats = originalFs.fstatSync(operation.fd);
  const path = operation.openedAs ?? '';
  return stats.isDirectory() ? { of: 'directory', path, bytes: 0 } : { of: 'file', path, bytes: stats.size };
}
