// The one place through which every operation of a thread flows: it runs the handlers around the kernel's part
// and keeps what all of them need (numbering, names of descriptors, dead runs). It knows nothing of node:fs's
// many signatures; those are turned into requests elsewhere.
// While a handler is attached every operation is carried out synchronously at the moment it is issued, also for
// callbacks and promises, whose answers alone come later: so no two operations of a thread ever overlap and the
// order of the operations is the order in the kernel. Of calls that nobody waits for, Node leaves the order to
// chance; this is one of the possible orders, the one in which they were issued.

import type {
  Handler,
  HandlerDecision,
  Operation,
  OperationAction,
  Outcome,
  Style,
  UntappedIoNotice,
} from './operation.js';
import { monotonicNs, originalFs } from './original-fs.js';
import { type KillableRun, type KillableRuns, RunKilledError } from './simulated-kill.js';
import { systemError } from './system-error.js';

/**
 * One operation about to happen: what it is, and how to do it. `bytesMax` cuts a write short. For one use: what was
 * asked for becomes the operation itself.
 */
export interface OperationRequest {
  readonly action: OperationAction;
  run(bytesMax?: number): unknown;
}

type OperationFields = {
  -readonly [Name in Exclude<keyof Operation, keyof OperationAction>]: Operation[Name];
};

export class Tap {
  readonly runs: KillableRuns;
  /** Everything out of reach that was brought into this thread since the tap was installed. */
  readonly notices: UntappedIoNotice[] = [];
  #handlers: readonly Handler[] = [];
  #asideDepth = 0;
  #seq = 0;
  readonly #openedAs = new Map<number, string>();

  constructor(runs: KillableRuns) {
    this.runs = runs;
  }

  /** True when calls may go straight to Node: nobody listens, or a handler itself is at work. */
  get idle(): boolean {
    return this.#handlers.length === 0 || this.#asideDepth > 0;
  }

  /** Adds a handler behind those that are there; the returned function takes it away again. */
  attach(handler: Handler): () => void {
    this.#handlers = [...this.#handlers, handler];
    return () => {
      this.#handlers = this.#handlers.filter((one) => one !== handler);
      if (this.#handlers.length === 0) this.#openedAs.clear();
    };
  }

  /** Runs something synchronous of the harness: its file operations are nobody's. */
  bypass<T>(action: () => T): T {
    this.#asideDepth += 1;
    try {
      return action();
    } finally {
      this.#asideDepth -= 1;
    }
  }

  notice(notice: UntappedIoNotice): void {
    if (this.#asideDepth > 0) return;
    this.notices.push(notice);
    for (const handler of this.#handlers) handler.notice?.(notice);
  }

  /** Throws what the operation throws, or a RunKilledError when its run is dead before or after it. */
  perform(call: string, style: Style, request: OperationRequest): unknown {
    const life = this.runs.getStore();
    this.#asideDepth += 1;
    try {
      const operation = this.#begin(call, style, request.action, life);
      const outcome = execute(request, operation, this.#before(operation));
      if (outcome.ok) this.#followDescriptors(operation, outcome.value, life);
      this.#end(operation, outcome, life);
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    } finally {
      this.#asideDepth -= 1;
    }
  }

  /**
   * For operations that are not calls of node:fs and that happen between two announcements. No decision can
   * change them. The returned function announces the end; both may throw a RunKilledError.
   */
  announce(call: string, action: OperationAction): (outcome: Outcome) => void {
    const life = this.runs.getStore();
    const operation = this.bypass(() => {
      const begun = this.#begin(call, 'channel', action, life);
      this.#before(begun);
      return begun;
    });
    return (outcome) => this.bypass(() => this.#end(operation, outcome, life));
  }

  #begin(call: string, style: Style, action: OperationAction, life: KillableRun | undefined): Operation {
    if (life?.killed) throw new RunKilledError();
    // Not a copy: making one of objects of so many shapes takes longer than all the rest of this.
    const operation = action as OperationAction & OperationFields;
    operation.seq = this.#seq++;
    operation.call = call;
    operation.style = style;
    operation.openedAs = this.#nameOf(action);
    return operation;
  }

  #before(operation: Operation): HandlerDecision {
    let decision: HandlerDecision;
    for (const handler of this.#handlers) {
      const wanted = handler.before?.(operation);
      decision ??= wanted;
    }
    return decision;
  }

  #end(operation: Operation, outcome: Outcome, life: KillableRun | undefined): void {
    for (const handler of this.#handlers) handler.after?.(operation, outcome);
    if (life?.killed) throw new RunKilledError();
  }

  #followDescriptors(operation: Operation, value: unknown, life: KillableRun | undefined): void {
    if (operation.kind === 'open' && typeof value === 'number') {
      this.#openedAs.set(value, operation.path);
      life?.descriptors.set(value, null);
    } else if (operation.kind === 'close') {
      this.#openedAs.delete(operation.fd);
      life?.descriptors.delete(operation.fd);
    }
  }

  #nameOf(action: OperationAction): string | null {
    const fd = descriptorOf(action);
    return fd === null ? null : this.pathOf(fd);
  }

  /** The path that a descriptor was opened by, as far as that is known. */
  pathOf(fd: number): string | null {
    const known = this.#openedAs.get(fd) ?? pathFromProc(fd);
    if (known !== null) this.#openedAs.set(fd, known);
    return known;
  }
}

/** The descriptor that an action works on, or null. */
export function descriptorOf(action: OperationAction): number | null {
  if ('target' in action && typeof action.target === 'object')
    return action.target.by === 'fd' ? action.target.fd : null;
  return 'fd' in action ? action.fd : null;
}

/** A descriptor that was opened before anybody listened still has a name in Linux's /proc. */
function pathFromProc(fd: number): string | null {
  if (process.platform !== 'linux') return null;
  try {
    return originalFs.readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return null;
  }
}

function execute(request: OperationRequest, operation: Operation, decision: HandlerDecision): Outcome {
  const startNs = monotonicNs();
  const durationNs = () => Number(monotonicNs() - startNs);
  try {
    if (typeof decision === 'object' && 'fail' in decision) throw injected(operation, decision.fail);
    if (skipsSync(operation, decision)) return { ok: true, value: undefined, durationNs: durationNs() };
    const value = openReplacement(operation, decision) ?? request.run(bytesMaxOf(operation, decision));
    return { ok: true, value, durationNs: durationNs() };
  } catch (error) {
    return { ok: false, error, durationNs: durationNs() };
  }
}

function skipsSync({ kind }: Operation, decision: HandlerDecision): boolean {
  return decision === 'skip-sync' && (kind === 'fsync' || kind === 'fdatasync');
}

/** The descriptor of the other file, or null: nothing is to be opened in the place of something else. */
function openReplacement(operation: Operation, decision: HandlerDecision): number | null {
  if (operation.kind !== 'open' || typeof decision !== 'object' || !('openInstead' in decision)) return null;
  return originalFs.openSync(decision.openInstead, operation.flags, operation.mode);
}

function bytesMaxOf(operation: Operation, decision: HandlerDecision): number | undefined {
  if (decision === undefined || operation.kind !== 'write') return undefined;
  const length = operation.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  if (decision === 'halve') return Math.floor(length / 2);
  return typeof decision === 'object' && 'short' in decision ? Math.min(decision.short, length) : undefined;
}

function injected(operation: Operation, code: string): Error {
  const syscall = SYSCALLS[operation.kind] ?? operation.kind;
  switch (operation.kind) {
    case 'rename':
      return systemError(code, { syscall, path: operation.from, dest: operation.to });
    case 'link':
      return systemError(code, { syscall, path: operation.existing, dest: operation.path });
    case 'symlink':
      return systemError(code, { syscall, path: operation.target, dest: operation.path });
    default:
      return systemError(code, { syscall, path: 'path' in operation ? operation.path : undefined });
  }
}

/** Where Node's name of the system call differs from the kind. */
const SYSCALLS: Partial<Record<Operation['kind'], string>> = { truncate: 'ftruncate', readdir: 'scandir' };
