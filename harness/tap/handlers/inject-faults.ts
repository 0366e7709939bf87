// Faults of the file system, produced on purpose: an operation fails with an errno without being done, a write
// takes only some of its bytes, or an operation takes long. Only what node:fs would show can be imitated; what
// the kernel forgets after a failed fsync can't.

import type { Handler, HandlerDecision, Operation } from '../patch/operation.js';
import type { OperationFilter } from './stop-at-call.js';

export type Fault =
  /** e.g. ENOSPC, EIO, EMFILE. */
  | { type: 'error'; code: string }
  /** At most so many bytes of a write are taken. */
  | { type: 'short'; bytes: number }
  /** The thread is held up before the operation. */
  | { type: 'delay'; ms: number };

/** `at`: which of the counted operations, from 1; null = each of them. */
export class FaultInjector implements Handler {
  /** How often the fault was put in: 0 means that nothing was tested. */
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
    if (this.#fault.type === 'short' && operation.kind !== 'write') return undefined;
    this.injected += 1;
    switch (this.#fault.type) {
      case 'error':
        return { fail: this.#fault.code };
      case 'short':
        return { short: this.#fault.bytes };
      case 'delay':
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, this.#fault.ms);
        return undefined;
    }
  }
}
