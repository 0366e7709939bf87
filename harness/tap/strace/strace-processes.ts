// Which threads of a log share descriptors, directory and umask, and which got copies: threads share, forked
// processes start with their parent's. A child's calls may stand before the line of the clone that made it, so
// the family tree is read from the whole log first.
import type { TraceBuilder } from '../record/trace-builder.js';
import { bytesOf, descriptorOf, type SystemCall } from './strace-log.js';

interface ProcessState {
  id: number;
  cwd: string;
  umask: number;
}

const FORKS = new Set(['clone', 'clone3', 'fork', 'vfork']);

export class ProcessTable {
  readonly #ledger: TraceBuilder;
  readonly #parents = new Map<number, { parent: number; shares: boolean }>();
  readonly #groups = new Map<number, ProcessState>();
  readonly #start: Omit<ProcessState, 'id'>;

  constructor(ledger: TraceBuilder, calls: readonly SystemCall[], cwd: string, umask: number) {
    this.#ledger = ledger;
    this.#start = { cwd, umask };
    for (const call of calls) {
      if (!FORKS.has(call.name) || call.result === null || call.result <= 0) continue;
      const shares = call.args.some((arg) => arg.includes('CLONE_FILES'));
      this.#parents.set(call.result, { parent: call.pid, shares });
    }
  }

  /** Must be called before anything of the thread is entered. */
  add(pid: number): void {
    this.#groupOf(pid);
  }

  keyOf(pid: number, fd: number): string {
    return `${this.#groupOf(pid).id}/${fd}`;
  }

  cwdOf(pid: number): string {
    return this.#groupOf(pid).cwd;
  }

  umaskOf(pid: number): number {
    return this.#groupOf(pid).umask;
  }

  /** Calls that change the process itself, or make another. */
  apply(call: SystemCall, result: number): void {
    const group = this.#groupOf(call.pid);
    const [first = ''] = call.args;
    switch (call.name) {
      case 'chdir': {
        const path = bytesOf(first)?.toString() ?? '';
        group.cwd = path.startsWith('/') ? path : `${group.cwd}/${path}`;
        break;
      }
      case 'fchdir':
        group.cwd = descriptorOf(first).path ?? group.cwd;
        break;
      case 'umask':
        group.umask = Number.parseInt(first, 8);
        break;
      case 'io_uring_setup':
        if (!isLibuvControlRing(call)) this.#ledger.doubt('io_uring works on files without a system call');
        break;
      case 'sync':
      case 'syncfs':
        this.#ledger.doubt(`${call.name} works on files without naming them`);
        break;
      default:
        if (FORKS.has(call.name) && result > 0) this.#groupOf(result);
    }
  }

  #groupOf(pid: number): ProcessState {
    const known = this.#groups.get(pid);
    if (known !== undefined) return known;
    const family = this.#parents.get(pid);
    const parent = family === undefined ? null : this.#groupOf(family.parent);
    const group =
      parent === null ? { id: pid, ...this.#start } : family?.shares ? parent : { ...parent, id: pid };
    this.#groups.set(pid, group);
    if (parent !== null && group !== parent) this.#ledger.copyDescriptors(`${parent.id}/`, `${pid}/`);
    return group;
  }
}

/**
 * libuv keeps one ring for epoll_ctl only (src/unix/linux.c, uv__iou_init with 256 entries and no polling
 * thread); its ring for files is switched off by UV_USE_IO_URING=0.
 */
function isLibuvControlRing({ args }: SystemCall): boolean {
  return args[0] === '256' && /^\{flags=(0|0x10000 .*|IORING_SETUP_NO_SQARRAY),/.test(args[1] ?? '');
}
