// Injects faults of the file system: an operation fails with an errno code without being done, a read or a write
// takes only some of its bytes, or an operation is delayed. Can imitate only what node:fs would report; not that
// the kernel may drop dirty pages after a failed fsync (fsync(2)).
import { blockThread } from '../patch/block-thread.js';
import type { Handler, HandlerDecision, Operation } from '../patch/operation.js';
import type { OperationFilter } from './stop-at-call.js';

export type Fault =
  /** e.g. ENOSPC, EIO, EMFILE. */
  | { type: 'error'; code: string }
  /** Reads and writes take at most so many bytes; other operations are left alone. */
  | { type: 'short'; bytes: number }
  /** Blocks the thread before the operation. */
  | { type: 'delay'; ms: number };

/** `at`: which of the operations that `counts` accepts, from 1; null = each of them. */
export class FaultInjector implements Handler {
  /** How often the fault was injected; 0 means that nothing was tested. */
  injected = 0;
  readonly #fault: Fault;
  readonly #at: number | null;
  readonly #counts: OperationFilter;
  #counted = 0;

  constructor(fault: Fault, at: number | null, counts: OperationFilter) {
    this.#fault = fault;
    this.#at = at;
    this.#counts = counts;
  }

  before(operation: Operation): HandlerDecision {
    if (!this.#counts(operation)) return undefined;
    this.#counted += 1;
    if (this.#at !== null && this.#counted !== this.#at) return undefined;
    if (this.#fault.type === 'short' && !transfers(operation)) return undefined;
    this.injected += 1;
    switch (this.#fault.type) {
      case 'error':
        return { fail: this.#fault.code };
      case 'short':
        return { short: this.#fault.bytes };
      case 'delay':
        blockThread(this.#fault.ms);
        return undefined;
    }
  }
}

function transfers({ kind }: Operation): boolean {
  return kind === 'write' || kind === 'read';
}
