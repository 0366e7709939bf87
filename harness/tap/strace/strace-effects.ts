// Turns the system calls of a strace log into the effects of a trace: a table with one row for each call that
// changes files or descriptors, and the same trace builder as behind the tap. Covers code that node:fs can't
// show: SQLite, LMDB, any addon, any language. Writes through a shared mapping and io_uring leave no call;
// they become doubts.

import type { ResolvedPath } from '../record/path-resolution.js';
import { inodeOf, openFollows, type TraceBuilder } from '../record/trace-builder.js';
import { nodeOf } from '../record/tree.js';
import { flagsOf } from './strace-flags.js';
import { bytesOf, type SystemCall, vectorBytesOf } from './strace-log.js';
import { markIn } from './strace-marks.js';
import { ProcessTable } from './strace-processes.js';
import { labelOf, TracedCall } from './traced-call.js';

/** The system calls to log. With `?`, strace ignores a call that the architecture lacks. */
export const TRACED_CALLS: readonly string[] = [
  ...['?open', 'openat', '?openat2', '?creat', 'close', '?close_range', 'dup', '?dup2', 'dup3', 'fcntl'],
  ...['read', 'pread64', 'readv', 'preadv', 'preadv2', 'write', 'pwrite64', 'writev', 'pwritev', 'pwritev2'],
  ...['lseek', 'truncate', 'ftruncate', 'fallocate', 'copy_file_range', 'sendfile', 'splice', 'mmap'],
  ...['?rename', '?renameat', 'renameat2', '?link', 'linkat', '?symlink', 'symlinkat', '?unlink', 'unlinkat'],
  ...[
    '?mkdir',
    'mkdirat',
    '?rmdir',
    '?chmod',
    'fchmod',
    'fchmodat',
    '?fchmodat2',
    '?chown',
    '?lchown',
    'fchown',
  ],
  ...['fchownat', '?utime', '?utimes', '?futimesat', 'utimensat', 'fsync', 'fdatasync', 'sync', 'syncfs'],
  ...['chdir', 'fchdir', 'umask', 'clone', '?clone3', '?fork', '?vfork', '?io_uring_setup'],
];

/**
 * Of the first process. `marks`: the real path of the file to which marks are written; null: there are none.
 */
export interface StartState {
  cwd: string;
  umask: number;
  marks: string | null;
}

/** Adds every call that succeeded. */
export function addCalls(
  trace: TraceBuilder,
  calls: readonly SystemCall[],
  { cwd, umask, marks }: StartState,
): void {
  const processes = new ProcessTable(trace, calls, cwd, umask);
  for (const call of calls) {
    processes.add(call.pid);
    if (call.error !== null || call.result === null) continue;
    const mark = marks === null ? null : markIn(call, marks);
    if (mark !== null) {
      trace.mark(...mark);
      continue;
    }
    trace.beginCall(labelOf(call), call.durationNs);
    const effect = EFFECTS.get(call.name);
    if (effect) effect(trace, new TracedCall(trace, processes, call, call.result));
    else processes.apply(call, call.result);
  }
}

type AddEffect = (trace: TraceBuilder, call: TracedCall) => void;

const ON_DESCRIPTORS: Readonly<Record<string, AddEffect>> = {
  open: (trace, call) => open(trace, call, (follow) => call.path(0, follow), call.arg(1), call.mode(2)),
  creat: (trace, call) =>
    open(trace, call, (follow) => call.path(0, follow), 'O_WRONLY|O_CREAT|O_TRUNC', call.mode(1)),
  openat: (trace, call) => open(trace, call, (follow) => call.pathAt(0, follow), call.arg(2), call.mode(3)),
  openat2: (trace, call) => {
    const how = (name: string) => new RegExp(`${name}=([^,}]+)`).exec(call.arg(2))?.[1] ?? '0';
    open(trace, call, (follow) => call.pathAt(0, follow), how('flags'), call.modeOf(how('mode')));
  },
  close: (trace, call) => trace.close(call.descriptor(0)),
  close_range: (trace, call) => {
    for (let fd = call.number(0); fd <= Math.min(call.number(1), DESCRIPTOR_MAX); fd += 1) {
      trace.close(call.descriptorNumbered(fd));
    }
  },
  dup: duplicate,
  dup2: duplicate,
  dup3: duplicate,
  fcntl: (trace, call) => {
    if (call.arg(1).startsWith('F_DUPFD')) duplicate(trace, call);
  },
  read: (trace, call) => trace.read(call.descriptor(0), call.result, null),
  readv: (trace, call) => trace.read(call.descriptor(0), call.result, null),
  lseek: (trace, call) => trace.seek(call.descriptor(0), call.result),
  write: (trace, call) => write(trace, call, bytesOf(call.arg(1)), null),
  writev: (trace, call) => write(trace, call, vectorBytesOf(call.arg(1)), null),
  pwrite64: (trace, call) => write(trace, call, bytesOf(call.arg(1)), call.offset(3)),
  pwritev: (trace, call) => write(trace, call, vectorBytesOf(call.arg(1)), call.offset(3)),
  pwritev2: (trace, call) => write(trace, call, vectorBytesOf(call.arg(1)), call.offset(3)),
  ftruncate: (trace, call) => trace.truncate(call.inode(0), call.number(1)),
  fsync: (trace, call) => trace.sync('fsync', call.inode(0)),
  fdatasync: (trace, call) => trace.sync('fdatasync', call.inode(0)),
  copy_file_range: (trace, call) =>
    copy(trace, call, call.descriptor(0), call.offset(1), call.descriptor(2), call.offset(3)),
  sendfile: (trace, call) => copy(trace, call, call.descriptor(1), call.offset(2), call.descriptor(0), null),
  fallocate: (trace, call) => doubtFile(trace, call, call.inode(0) ?? call.inode(2)),
  splice: (trace, call) => doubtFile(trace, call, call.inode(0) ?? call.inode(2)),
  mmap: (trace, call) => {
    const writes = call.arg(3).includes('MAP_SHARED') && call.arg(2).includes('PROT_WRITE');
    doubtFile(trace, call, writes ? call.inode(4) : null);
  },
};

const ON_NAMES: Readonly<Record<string, AddEffect>> = {
  rename: (trace, call) => trace.rename(call.path(0, false), call.path(1, false)),
  renameat: renameAt,
  renameat2: renameAt,
  link: (trace, call) => trace.link(call.path(0, false), call.path(1, false)),
  linkat: (trace, call) => {
    const follows = call.arg(4).includes('AT_SYMLINK_FOLLOW');
    trace.link(call.pathAt(0, follows), call.pathAt(2, false));
  },
  symlink: (trace, call) => trace.symlink(call.path(1, false), call.text(0)),
  symlinkat: (trace, call) => trace.symlink(call.pathAt(1, false), call.text(0)),
  unlink: (trace, call) => trace.unlink(call.path(0, false)),
  rmdir: (trace, call) => trace.rmdir(call.path(0, false)),
  unlinkat: (trace, call) => {
    if (call.arg(2).includes('AT_REMOVEDIR')) trace.rmdir(call.pathAt(0, false));
    else trace.unlink(call.pathAt(0, false));
  },
  mkdir: (trace, call) => void trace.mkdir(call.path(0, false), call.mode(1)),
  mkdirat: (trace, call) => void trace.mkdir(call.pathAt(0, false), call.mode(2)),
  truncate: (trace, call) => trace.truncate(inodeOf(call.path(0, true)), call.number(1)),
};

const ON_ATTRIBUTES: Readonly<Record<string, AddEffect>> = {
  chmod: (trace, call) => trace.chmod(inodeOf(call.path(0, true)), call.exactMode(1)),
  fchmod: (trace, call) => trace.chmod(call.inode(0), call.exactMode(1)),
  fchmodat: chmodAt,
  fchmodat2: chmodAt,
  chown: (trace, call) => trace.chown(inodeOf(call.path(0, true)), call.number(1), call.number(2)),
  lchown: (trace, call) => trace.chown(inodeOf(call.path(0, false)), call.number(1), call.number(2)),
  fchown: (trace, call) => trace.chown(call.inode(0), call.number(1), call.number(2)),
  fchownat: (trace, call) =>
    trace.chown(inodeOf(call.pathAt(0, follows(call.arg(4)))), call.number(2), call.number(3)),
  utime: (trace, call) => trace.utimes(inodeOf(call.path(0, true))),
  utimes: (trace, call) => trace.utimes(inodeOf(call.path(0, true))),
  futimesat: utimesAt,
  utimensat: utimesAt,
};

const EFFECTS = new Map(Object.entries({ ...ON_DESCRIPTORS, ...ON_NAMES, ...ON_ATTRIBUTES }));

/** close_range(2) is called with the largest integer as its end. */
const DESCRIPTOR_MAX = 4096;

function open(
  trace: TraceBuilder,
  call: TracedCall,
  resolve: (follow: boolean) => ResolvedPath,
  flagsText: string,
  mode: number,
): void {
  const { flags, unknown } = flagsOf(flagsText);
  if (unknown.length > 0) trace.doubt(`open with unknown flags ${unknown.join(', ')}`);
  trace.open(call.resultDescriptor, resolve(openFollows(flags)), flags, mode);
}

function duplicate(trace: TraceBuilder, call: TracedCall): void {
  trace.duplicate(call.descriptor(0), call.resultDescriptor);
}

/** `bytes`: what was to be written; null when strace cut it short. */
function write(trace: TraceBuilder, call: TracedCall, bytes: Buffer | null, offset: number | null): void {
  if (call.inode(0) === null) return;
  if (bytes === null) trace.doubt(`the log holds only part of the bytes of ${call.name}`);
  else trace.write(call.descriptor(0), bytes.subarray(0, call.result), offset);
}

/** The log shows no bytes of copies within the kernel: they are taken from the source as recorded so far. */
function copy(
  trace: TraceBuilder,
  { name, result }: TracedCall,
  from: string,
  fromOffset: number | null,
  to: string,
  toOffset: number | null,
): void {
  if (trace.inodeOfDescriptor(to) === null) return;
  const bytes = trace.recordedBytes(from, fromOffset, result);
  if (bytes === null) trace.doubt(`${name} copied from outside of what is watched`);
  else trace.write(to, bytes, toOffset);
}

function doubtFile(trace: TraceBuilder, { name }: TracedCall, ino: number | null): void {
  if (ino === null || nodeOf(trace.tree, ino).type !== 'file') return;
  trace.doubt(`${name} can change a file without the log showing how`);
}

function renameAt(trace: TraceBuilder, call: TracedCall): void {
  if (call.arg(4).includes('RENAME_EXCHANGE')) trace.doubt('renameat2 exchanged two names');
  trace.rename(call.pathAt(0, false), call.pathAt(2, false));
}

function chmodAt(trace: TraceBuilder, call: TracedCall): void {
  trace.chmod(inodeOf(call.pathAt(0, follows(call.arg(3)))), call.exactMode(2));
}

/** A null path means the descriptor itself (utimensat(2)). */
function utimesAt(trace: TraceBuilder, call: TracedCall): void {
  if (call.arg(1) === 'NULL') trace.utimes(call.inode(0));
  else trace.utimes(inodeOf(call.pathAt(0, follows(call.arg(3)))));
}

function follows(flags: string): boolean {
  return !flags.includes('AT_SYMLINK_NOFOLLOW');
}
