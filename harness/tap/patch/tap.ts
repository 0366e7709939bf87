// Runs every tapped file operation of this thread between its handlers: `before` each one, then the system
// call, then `after`. Numbers the operations, knows the path that each descriptor was opened by, and refuses
// the calls of killed runs. While a handler is attached, every operation runs synchronously when it is issued,
// for callbacks and promises too; only the answer comes later. So no two operations of a thread overlap. Node
// leaves the order of calls that are not awaited to chance; this is one possible order, that of their issue.
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
import { isRunKilledError, type KillableRun, type KillableRuns, RunKilledError } from './simulated-kill.js';
import { systemError } from './system-error.js';

/**
 * One operation about to run. `bytesMax` cuts a read or a write short, `runRest` writes what comes after so many
 * bytes; `runAt` does the same at another path, where it is about a path. For one use only: `action` becomes the
 * operation.
 */
export interface OperationRequest {
  readonly action: OperationAction;
  run(bytesMax?: number): unknown;
  runRest?(bytesBefore: number): unknown;
  runAt?(path: string): unknown;
}

type OperationFields = {
  -readonly [Name in Exclude<keyof Operation, keyof OperationAction>]: Operation[Name];
};

export class Tap {
  readonly runs: KillableRuns;
  /** All I/O that the tap can't see, as far as it was noticed since the tap was installed. */
  readonly notices: UntappedIoNotice[] = [];
  #handlers: readonly Handler[] = [];
  #bypassDepth = 0;
  #seq = 0;
  readonly #openedPaths = new Map<number, string>();

  constructor(runs: KillableRuns) {
    this.runs = runs;
  }

  /** True when calls may go straight to Node: no handler is attached, or the call comes from a handler. */
  get idle(): boolean {
    return this.#handlers.length === 0 || this.#bypassDepth > 0;
  }

  /** Adds a handler after the ones already attached. Returns a function that detaches it. */
  attach(handler: Handler): () => void {
    this.#handlers = [...this.#handlers, handler];
    return () => {
      this.#handlers = this.#handlers.filter((one) => one !== handler);
      if (this.#handlers.length === 0) this.#openedPaths.clear();
    };
  }

  /** Runs synchronous code of the harness whose file operations no handler sees. */
  bypass<T>(action: () => T): T {
    this.#bypassDepth += 1;
    try {
      return action();
    } finally {
      this.#bypassDepth -= 1;
    }
  }

  notice(notice: UntappedIoNotice): void {
    if (this.#bypassDepth > 0) return;
    this.notices.push(notice);
    for (const handler of this.#handlers) handler.notice?.(notice);
  }

  /** Throws what the operation throws, or a RunKilledError when its run is killed before or after it. */
  perform(call: string, style: Style, request: OperationRequest): unknown {
    const run = this.runs.getStore();
    this.#bypassDepth += 1;
    try {
      const operation = this.#begin(call, style, request.action, run);
      const outcome = execute(request, operation, this.#before(operation));
      if (outcome.ok) this.#followDescriptors(operation, outcome.value, run);
      this.#end(operation, outcome, run);
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    } finally {
      this.#bypassDepth -= 1;
    }
  }

  /** To be called right before the answer of an asynchronous operation that succeeded is given. */
  answered(action: OperationAction): void {
    // `perform` made the action its operation.
    const operation = action as Operation;
    for (const handler of this.#handlers) handler.answered?.(operation);
  }

  /** The uptime that a handler shows, in seconds; undefined: the machine's. */
  get uptimeS(): number | undefined {
    if (this.idle) return undefined;
    for (const handler of this.#handlers) {
      const shown = handler.uptimeS?.();
      if (shown !== undefined) return shown;
    }
    return undefined;
  }

  /**
   * For operations that are not calls of node:fs and run between two announcements. Handlers can only make
   * them fail. `fail`: the errno code that a handler wants instead of the operation, or null. `end` announces
   * its end. Both may throw a RunKilledError.
   */
  announce(call: string, action: OperationAction): { end: (outcome: Outcome) => void; fail: string | null } {
    const run = this.runs.getStore();
    return this.bypass(() => {
      const operation = this.#begin(call, 'channel', action, run);
      const decision = this.#before(operation);
      const fail = typeof decision === 'object' && 'fail' in decision ? decision.fail : null;
      return { fail, end: (outcome) => this.bypass(() => this.#end(operation, outcome, run)) };
    });
  }

  #begin(call: string, style: Style, action: OperationAction, run: KillableRun | undefined): Operation {
    if (run?.killed) throw new RunKilledError();
    // Not a copy: copying objects of so many shapes takes longer than the rest of this function.
    const operation = action as OperationAction & OperationFields;
    operation.seq = this.#seq++;
    operation.call = call;
    operation.style = style;
    operation.openedAs = this.#openedPathOf(action);
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

  #end(operation: Operation, outcome: Outcome, run: KillableRun | undefined): void {
    for (const handler of this.#handlers) handler.after?.(operation, outcome);
    if (run?.killed) throw new RunKilledError();
  }

  #followDescriptors(operation: Operation, value: unknown, run: KillableRun | undefined): void {
    if (operation.kind === 'open' && typeof value === 'number') {
      this.#openedPaths.set(value, operation.path);
      run?.descriptors.set(value, null);
    } else if (operation.kind === 'close') {
      this.#openedPaths.delete(operation.fd);
      run?.descriptors.delete(operation.fd);
    }
  }

  #openedPathOf(action: OperationAction): string | null {
    const fd = descriptorOf(action);
    return fd === null ? null : this.pathOf(fd);
  }

  /** The path that a descriptor was opened by, as far as that is known. */
  pathOf(fd: number): string | null {
    const known = this.#openedPaths.get(fd) ?? pathFromProc(fd);
    if (known !== null) this.#openedPaths.set(fd, known);
    return known;
  }
}

/** The descriptor that an action works on, or null. */
export function descriptorOf(action: OperationAction): number | null {
  if ('target' in action && typeof action.target === 'object')
    return action.target.by === 'fd' ? action.target.fd : null;
  return 'fd' in action ? action.fd : null;
}

/** For descriptors opened before a handler was attached: Linux's /proc still knows their path (proc(5)). */
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
    if (typeof decision === 'object' && 'between' in decision && request.runRest !== undefined) {
      return { ok: true, value: inTwo(request, request.runRest, decision), durationNs: durationNs() };
    }
    const value =
      typeof decision === 'object' && 'pathInstead' in decision && request.runAt !== undefined
        ? request.runAt(decision.pathInstead)
        : request.run(bytesMaxOf(operation, decision));
    return { ok: true, value, durationNs: durationNs() };
  } catch (error) {
    if (isRunKilledError(error)) throw error;
    return { ok: false, error, durationNs: durationNs() };
  }
}

/** All bytes, or as few as the kernel took at first. */
function inTwo(
  request: OperationRequest,
  runRest: (bytesBefore: number) => unknown,
  { first, between }: { first: number; between(): void },
): number {
  const taken = Number(request.run(first));
  if (taken < first) return taken;
  between();
  return taken + Number(runRest(taken));
}

function skipsSync({ kind }: Operation, decision: HandlerDecision): boolean {
  return decision === 'skip-sync' && (kind === 'fsync' || kind === 'fdatasync');
}

function bytesMaxOf(operation: Operation, decision: HandlerDecision): number | undefined {
  if (decision === undefined || (operation.kind !== 'write' && operation.kind !== 'read')) return undefined;
  const length =
    operation.kind === 'read'
      ? operation.length
      : operation.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
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
    case 'ask-process':
      return Object.assign(systemError(code, { syscall }), { message: `${syscall} ${code}` });
    default:
      return systemError(code, { syscall, path: 'path' in operation ? operation.path : undefined });
  }
}

/** Where the system call that Node names in its errors differs from the operation's kind. */
const SYSCALLS: Partial<Record<Operation['kind'], string>> = {
  truncate: 'ftruncate',
  readdir: 'scandir',
  'ask-process': 'kill',
};
