// Which system calls of native code are failed, from a log of one undisturbed call, and what a log of a disturbed
// one shows. Pure. The same errors as for the calls of node:fs; short writes can't be had in this way.
import type { IoFault } from '../../results/facts/io-faults-fact.js';
import type { OperationAction } from '../tap/patch/operation.js';
import { bytesOf, descriptorOf, type SystemCall } from '../tap/strace/strace-log.js';
import { labelOf } from '../tap/strace/traced-call.js';
import { codesOfKind, INTERRUPTED } from './possible-faults.js';

type Kind = OperationAction['kind'];

const kinds: Readonly<Record<string, Kind>> = {
  open: 'open',
  openat: 'open',
  creat: 'open',
  read: 'read',
  pread64: 'read',
  readv: 'read',
  preadv: 'read',
  write: 'write',
  pwrite64: 'write',
  writev: 'write',
  pwritev: 'write',
  truncate: 'truncate',
  ftruncate: 'truncate',
  fallocate: 'truncate',
  rename: 'rename',
  renameat: 'rename',
  renameat2: 'rename',
  link: 'link',
  linkat: 'link',
  symlink: 'symlink',
  symlinkat: 'symlink',
  unlink: 'unlink',
  unlinkat: 'unlink',
  mkdir: 'mkdir',
  mkdirat: 'mkdir',
  rmdir: 'rmdir',
  fsync: 'fsync',
  fdatasync: 'fdatasync',
  getdents64: 'readdir',
};

/** As strace wants them: with `?`, it ignores a call that the architecture lacks. */
export const FAILED_CALLS: readonly string[] = Object.keys(kinds).map((name) => `?${name}`);

/** One system call of one thread, to be failed. */
export interface CallFault {
  tid: number;
  name: string;
  kind: Kind;
  /** Which one of this name in its thread, from 1; those elsewhere count, too. */
  nthInThread: number;
  /** Which one of its kind in the directory, from 1. */
  nth: number;
  /** For people. */
  operation: string;
  code: string;
  how: Extract<IoFault['how'], 'once' | 'lasting'>;
}

/** `tids`: the threads that can be failed. */
export function callFaults(
  calls: readonly SystemCall[],
  directory: string,
  tids: ReadonlySet<number>,
): CallFault[] {
  const named = new Map<string, number>();
  const counted = new Map<Kind, number>();
  return calls.flatMap((call, index): CallFault[] => {
    const kind = kinds[call.name];
    if (kind === undefined) return [];
    const key = `${call.pid} ${call.name}`;
    const nthInThread = (named.get(key) ?? 0) + 1;
    named.set(key, nthInThread);
    if (!touches(call, directory) || !tids.has(call.pid)) return [];
    const nth = (counted.get(kind) ?? 0) + 1;
    counted.set(kind, nth);
    // From then on: only where all that follow are the strategy's. A wake-up of the event loop must not fail.
    const same = calls.slice(index).filter(({ pid, name }) => pid === call.pid && name === call.name);
    const hows = same.every((one) => touches(one, directory)) && WAKES[call.name] === undefined ? BOTH : ONCE;
    const creates = kind === 'open' && call.args.some((arg) => /O_CREAT|O_TRUNC/.test(arg));
    // Node repeats an interrupted write by itself, native code may not.
    const codes = new Set([...codesOfKind(kind, creates), ...(kind === 'write' ? [INTERRUPTED] : [])]);
    return [...codes].flatMap((code) =>
      (code === INTERRUPTED ? ONCE : hows).map((how) => ({
        tid: call.pid,
        name: call.name,
        kind,
        nthInThread,
        nth,
        operation: labelOf(call),
        code,
        how,
      })),
    );
  });
}

const ONCE = ['once'] as const;
const BOTH = ['once', 'lasting'] as const;
/** By these threads wake each other; a failing one ends the process. */
const WAKES: Readonly<Record<string, true>> = { write: true, read: true };

/** Any path of the call lies in the directory, or is it. */
export function touches({ args }: SystemCall, directory: string): boolean {
  return pathsOf(args).some((path) => path === directory || path.startsWith(`${directory}/`));
}

function pathsOf(args: readonly string[]): string[] {
  return args.flatMap((arg) => {
    const { path } = descriptorOf(arg);
    if (path !== null && !arg.startsWith('AT_FDCWD')) return [path];
    const text = arg.startsWith('"\\x2f') ? bytesOf(arg) : null;
    return text === null ? [] : [text.toString()];
  });
}

/** What a log shows of the calls that were failed; null: another call than one of the strategy's was hit. */
export function metFault(
  calls: readonly SystemCall[],
  directory: string,
): Pick<IoFault, 'injected' | 'removalsFailed' | 'sync'> | null {
  const hit = calls.filter(({ injected }) => injected);
  if (hit.some((call) => !touches(call, directory))) return null;
  const [first] = hit;
  const isRemoval = ({ name }: SystemCall): boolean => kinds[name] === 'unlink' || kinds[name] === 'rmdir';
  return {
    injected: hit.length,
    removalsFailed: hit.filter(isRemoval).length,
    sync:
      first === undefined || !isSync(first)
        ? null
        : syncOf(first, calls.slice(calls.indexOf(first) + 1), directory),
  };
}

function isSync({ name }: SystemCall): boolean {
  return name === 'fsync' || name === 'fdatasync';
}

/** How many bytes a failed sync has lost is not known here: any that are written again count. */
function syncOf(
  failed: SystemCall,
  later: readonly SystemCall[],
  directory: string,
): NonNullable<IoFault['sync']> {
  const [path] = pathsOf(failed.args);
  const of = path === directory ? 'directory' : 'file';
  let wrote = false;
  let next: NonNullable<IoFault['sync']>['next'] = 'nothing';
  for (const call of later) {
    if (call.error !== null || !touches(call, directory)) continue;
    if (kinds[call.name] === 'write') wrote = true;
    else if (isSync(call) && wrote) next = 'rewritten';
    else if (isSync(call) && next === 'nothing' && pathsOf(call.args)[0] === path) next = 'retried';
  }
  return { of, next };
}
