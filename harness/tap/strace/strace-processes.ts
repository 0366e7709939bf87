// The processes of a log with their descriptors, working directory and umask: threads share them
// (CLONE_FILES), forked processes start with a copy of their parent's. A child's first calls may stand before
// the line of the clone that made it, so the parents are read from the whole log first.
import type { TraceBuilder } from '../record/trace-builder.js';
import { bytesOf, descriptorOf, type SystemCall } from './strace-log.js';

interface ProcessState {
  id: number;
  cwd: string;
  umask: number;
}

const FORKS = new Set(['clone', 'clone3', 'fork', 'vfork']);

export class ProcessTable {
  readonly #trace: TraceBuilder;
  readonly #parents = new Map<number, { parent: number; shares: boolean }>();
  readonly #states = new Map<number, ProcessState>();
  readonly #start: Omit<ProcessState, 'id'>;

  constructor(trace: TraceBuilder, calls: readonly SystemCall[], cwd: string, umask: number) {
    this.#trace = trace;
    this.#start = { cwd, umask };
    for (const call of calls) {
      if (!FORKS.has(call.name) || call.result === null || call.result <= 0) continue;
      const shares = call.args.some((arg) => arg.includes('CLONE_FILES'));
      this.#parents.set(call.result, { parent: call.pid, shares });
    }
  }

  /** Must be called before any call of the thread is added. */
  add(pid: number): void {
    this.#stateOf(pid);
  }

  keyOf(pid: number, fd: number): string {
    return `${this.#stateOf(pid).id}/${fd}`;
  }

  cwdOf(pid: number): string {
    return this.#stateOf(pid).cwd;
  }

  umaskOf(pid: number): number {
    return this.#stateOf(pid).umask;
  }

  /** Applies a call that changes the process itself or starts another. */
  apply(call: SystemCall, result: number): void {
    const state = this.#stateOf(call.pid);
    const [first = ''] = call.args;
    switch (call.name) {
      case 'chdir': {
        const path = bytesOf(first)?.toString() ?? '';
        state.cwd = path.startsWith('/') ? path : `${state.cwd}/${path}`;
        break;
      }
      case 'fchdir':
        state.cwd = descriptorOf(first).path ?? state.cwd;
        break;
      case 'umask':
        state.umask = Number.parseInt(first, 8);
        break;
      case 'io_uring_setup':
        if (!isLibuvControlRing(call)) this.#trace.doubt('io_uring works on files without a system call');
        break;
      case 'sync':
      case 'syncfs':
        this.#trace.doubt(`${call.name} works on files without naming them`);
        break;
      default:
        if (FORKS.has(call.name) && result > 0) this.#stateOf(result);
    }
  }

  #stateOf(pid: number): ProcessState {
    const known = this.#states.get(pid);
    if (known !== undefined) return known;
    const family = this.#parents.get(pid);
    const parent = family === undefined ? null : this.#stateOf(family.parent);
    const state =
      parent === null ? { id: pid, ...this.#start } : family?.shares ? parent : { ...parent, id: pid };
    this.#states.set(pid, state);
    if (parent !== null && state !== parent) this.#trace.copyDescriptors(`${parent.id}/`, `${pid}/`);
    return state;
  }
}

/**
 * libuv uses one ring for epoll_ctl only (src/unix/linux.c, uv__iou_init: 256 entries, no polling thread).
 * UV_USE_IO_URING=0 disables its ring for files.
 */
function isLibuvControlRing({ args }: SystemCall): boolean {
  return args[0] === '256' && /^\{flags=(0|0x10000 .*|IORING_SETUP_NO_SQARRAY),/.test(args[1] ?? '');
}
