// From the system calls of a log to the effects of a trace: the same bookkeeping as behind the tap, fed with
// what the kernel was asked for. Covers code that node:fs can't show (SQLite, LMDB, any addon, any language).
// Writes through a shared mapping and io_uring leave no call; they are told as doubts.
import { basename } from 'node:path';
import type { ResolvedPath } from '../record/path-resolution.js';
import { resolveOnDisk } from '../record/resolve-on-disk.js';
import { inodeOf, openFollows, type TraceBuilder } from '../record/trace-builder.js';
import { nodeOf } from '../record/tree.js';
import { flagsOf } from './strace-flags.js';
import { bytesOf, descriptorOf, type SystemCall, vectorBytesOf } from './strace-log.js';
import { markIn } from './strace-marks.js';
import { ProcessTable } from './strace-processes.js';

/** The calls that must be in the log. `?` lets strace pass over those that an architecture doesn't have. */
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

/** Where the first process started, and the real path of the file to which marks are written; null: there are none. */
export interface StartState {
  cwd: string;
  umask: number;
  marks: string | null;
}

/** Enters every call that succeeded. */
export function addCalls(
  ledger: TraceBuilder,
  calls: readonly SystemCall[],
  { cwd, umask, marks }: StartState,
): void {
  const processes = new ProcessTable(ledger, calls, cwd, umask);
  for (const call of calls) {
    processes.add(call.pid);
    if (call.error !== null || call.result === null) continue;
    const mark = marks === null ? null : markIn(call, marks);
    if (mark !== null) {
      ledger.mark(...mark);
      continue;
    }
    ledger.beginCall(`${call.name}(${namesOf(call)})`, call.durationNs);
    new Entry(ledger, processes, call, call.result).enter();
  }
}

/** For people: the last component of every path that the call names. */
function namesOf(call: SystemCall): string {
  const paths = call.args.flatMap((arg) => {
    const { path } = descriptorOf(arg);
    return path !== null && !arg.startsWith('AT_FDCWD')
      ? [path]
      : arg.startsWith('"\\x2f')
        ? [text(arg)]
        : [];
  });
  return paths.map((path) => basename(path)).join(', ');
}

/** One call being entered. */
class Entry {
  readonly #ledger: TraceBuilder;
  readonly #processes: ProcessTable;
  readonly #call: SystemCall;
  readonly #result: number;

  constructor(ledger: TraceBuilder, processes: ProcessTable, call: SystemCall, result: number) {
    this.#ledger = ledger;
    this.#processes = processes;
    this.#call = call;
    this.#result = result;
  }

  enter(): void {
    if (this.#enterDescriptor() || this.#enterName() || this.#enterAttribute()) return;
    this.#processes.apply(this.#call, this.#result);
  }

  #enterDescriptor(): boolean {
    const ledger = this.#ledger;
    switch (this.#call.name) {
      case 'open':
        this.#open(this.#path(0, true), this.#arg(1), this.#arg(2));
        return true;
      case 'creat':
        this.#open(this.#path(0, true), 'O_WRONLY|O_CREAT|O_TRUNC', this.#arg(1));
        return true;
      case 'openat':
        this.#open(this.#pathAt(0, true), this.#arg(2), this.#arg(3));
        return true;
      case 'openat2': {
        const how = (name: string) => new RegExp(`${name}=([^,}]+)`).exec(this.#arg(2))?.[1] ?? '0';
        this.#open(this.#pathAt(0, true), how('flags'), how('mode'));
        return true;
      }
      case 'close':
        ledger.close(this.#key(0));
        return true;
      case 'close_range':
        for (let fd = Number(this.#arg(0)); fd <= Math.min(Number(this.#arg(1)), 4096); fd += 1) {
          ledger.close(this.#processes.keyOf(this.#call.pid, fd));
        }
        return true;
      case 'dup':
      case 'dup2':
      case 'dup3':
        ledger.duplicate(this.#key(0), this.#resultKey());
        return true;
      case 'fcntl':
        if (this.#arg(1).startsWith('F_DUPFD')) ledger.duplicate(this.#key(0), this.#resultKey());
        return true;
      case 'read':
      case 'readv':
        ledger.read(this.#key(0), this.#result, null);
        return true;
      case 'lseek':
        ledger.seek(this.#key(0), this.#result);
        return true;
      case 'write':
      case 'writev':
        this.#write(null);
        return true;
      case 'pwrite64':
      case 'pwritev':
      case 'pwritev2':
        this.#write(this.#offset(3));
        return true;
      case 'ftruncate':
        ledger.truncate(this.#inode(0), Number(this.#arg(1)));
        return true;
      case 'fsync':
      case 'fdatasync':
        ledger.sync(this.#call.name, this.#inode(0));
        return true;
      case 'fallocate':
      case 'splice':
      case 'mmap':
        this.#doubtful();
        return true;
      case 'copy_file_range':
        this.#copy(this.#key(0), this.#offset(1), this.#key(2), this.#offset(3));
        return true;
      case 'sendfile':
        this.#copy(this.#key(1), this.#offset(2), this.#key(0), null);
        return true;
      default:
        return false;
    }
  }

  #enterName(): boolean {
    const ledger = this.#ledger;
    switch (this.#call.name) {
      case 'rename':
        ledger.rename(this.#path(0, false), this.#path(1, false));
        return true;
      case 'renameat':
      case 'renameat2':
        if (this.#arg(4).includes('RENAME_EXCHANGE')) ledger.doubt('renameat2 exchanged two names');
        ledger.rename(this.#pathAt(0, false), this.#pathAt(2, false));
        return true;
      case 'link':
        ledger.link(this.#path(0, false), this.#path(1, false));
        return true;
      case 'linkat':
        ledger.link(this.#pathAt(0, this.#arg(4).includes('AT_SYMLINK_FOLLOW')), this.#pathAt(2, false));
        return true;
      case 'symlink':
        ledger.symlink(this.#path(1, false), text(this.#arg(0)));
        return true;
      case 'symlinkat':
        ledger.symlink(this.#pathAt(1, false), text(this.#arg(0)));
        return true;
      case 'unlink':
        ledger.unlink(this.#path(0, false));
        return true;
      case 'rmdir':
        ledger.rmdir(this.#path(0, false));
        return true;
      case 'unlinkat':
        if (this.#arg(2).includes('AT_REMOVEDIR')) ledger.rmdir(this.#pathAt(0, false));
        else ledger.unlink(this.#pathAt(0, false));
        return true;
      case 'mkdir':
        ledger.mkdir(this.#path(0, false), this.#mode(1));
        return true;
      case 'mkdirat':
        ledger.mkdir(this.#pathAt(0, false), this.#mode(2));
        return true;
      case 'truncate':
        ledger.truncate(inodeOf(this.#path(0, true)), Number(this.#arg(1)));
        return true;
      default:
        return false;
    }
  }

  #enterAttribute(): boolean {
    const ledger = this.#ledger;
    const follows = (flags: string) => !flags.includes('AT_SYMLINK_NOFOLLOW');
    const owner = (first: number): [uid: number, gid: number] => [
      Number(this.#arg(first)),
      Number(this.#arg(first + 1)),
    ];
    switch (this.#call.name) {
      case 'chmod':
        ledger.chmod(inodeOf(this.#path(0, true)), octal(this.#arg(1)));
        return true;
      case 'fchmod':
        ledger.chmod(this.#inode(0), octal(this.#arg(1)));
        return true;
      case 'fchmodat':
      case 'fchmodat2':
        ledger.chmod(inodeOf(this.#pathAt(0, follows(this.#arg(3)))), octal(this.#arg(2)));
        return true;
      case 'chown':
      case 'lchown':
        ledger.chown(inodeOf(this.#path(0, this.#call.name === 'chown')), ...owner(1));
        return true;
      case 'fchown':
        ledger.chown(this.#inode(0), ...owner(1));
        return true;
      case 'fchownat':
        ledger.chown(inodeOf(this.#pathAt(0, follows(this.#arg(4)))), ...owner(2));
        return true;
      case 'utime':
      case 'utimes':
        ledger.utimes(inodeOf(this.#path(0, true)));
        return true;
      case 'futimesat':
      case 'utimensat':
        // A null path means the descriptor itself.
        if (this.#arg(1) === 'NULL') ledger.utimes(this.#inode(0));
        else ledger.utimes(inodeOf(this.#pathAt(0, follows(this.#arg(3)))));
        return true;
      default:
        return false;
    }
  }

  #open(path: ResolvedPath, flagsText: string, modeText: string): void {
    const { flags, unknown } = flagsOf(flagsText);
    if (unknown.length > 0) this.#ledger.doubt(`open with unknown flags ${unknown.join(', ')}`);
    const place = openFollows(flags) ? path : this.#pathOfOpen();
    this.#ledger.open(
      this.#resultKey(),
      place,
      flags,
      octal(modeText) & ~this.#processes.umaskOf(this.#call.pid),
    );
  }

  #pathOfOpen(): ResolvedPath {
    return this.#call.name.startsWith('openat') ? this.#pathAt(0, false) : this.#path(0, false);
  }

  #write(position: number | null): void {
    const whole = this.#call.name.includes('writev') ? vectorBytesOf(this.#arg(1)) : bytesOf(this.#arg(1));
    if (this.#inode(0) === null) return;
    if (whole === null) this.#ledger.doubt(`the log holds only part of the bytes of ${this.#call.name}`);
    else this.#ledger.write(this.#key(0), whole.subarray(0, this.#result), position);
  }

  /** The log has no bytes for copies within the kernel: they are taken from the source as recorded. */
  #copy(from: string, fromOffset: number | null, to: string, toOffset: number | null): void {
    if (this.#ledger.inodeOfDescriptor(to) === null) return;
    const bytes = this.#ledger.content(from, fromOffset, this.#result);
    if (bytes === null) this.#ledger.doubt(`${this.#call.name} copied from outside of what is watched`);
    else this.#ledger.write(to, bytes, toOffset);
  }

  #doubtful(): void {
    const watched = this.#call.name === 'mmap' ? this.#inodeOfMapping() : (this.#inode(0) ?? this.#inode(2));
    if (watched === null || nodeOf(this.#ledger.tree, watched).type !== 'file') return;
    this.#ledger.doubt(`${this.#call.name} can change a file without the log showing how`);
  }

  #inodeOfMapping(): number | null {
    const shared = this.#arg(3).includes('MAP_SHARED') && this.#arg(2).includes('PROT_WRITE');
    return shared ? this.#inode(4) : null;
  }

  #arg(index: number): string {
    return this.#call.args[index] ?? '';
  }

  #key(index: number): string {
    return this.#processes.keyOf(this.#call.pid, descriptorOf(this.#arg(index)).fd ?? -1);
  }

  #resultKey(): string {
    return this.#processes.keyOf(this.#call.pid, this.#result);
  }

  #inode(index: number): number | null {
    return this.#ledger.inodeOfDescriptor(this.#key(index));
  }

  #offset(index: number): number | null {
    const [, digits] = /^\[?(\d+)\]?/.exec(this.#arg(index)) ?? [];
    return digits === undefined ? null : Number(digits);
  }

  #mode(index: number): number {
    return octal(this.#arg(index)) & ~this.#processes.umaskOf(this.#call.pid);
  }

  #path(index: number, follow: boolean): ResolvedPath {
    return this.#place(this.#processes.cwdOf(this.#call.pid), text(this.#arg(index)), follow);
  }

  /** A directory descriptor at `index`, the path relative to it behind. */
  #pathAt(index: number, follow: boolean): ResolvedPath {
    const { path } = descriptorOf(this.#arg(index));
    return this.#place(path ?? this.#processes.cwdOf(this.#call.pid), text(this.#arg(index + 1)), follow);
  }

  #place(base: string, path: string, follow: boolean): ResolvedPath {
    const absolute = path.startsWith('/') ? path : path === '' ? base : `${base}/${path}`;
    return resolveOnDisk(this.#ledger, absolute, follow);
  }
}

function text(arg: string): string {
  return bytesOf(arg)?.toString() ?? '';
}

function octal(arg: string): number {
  return /^0?[0-7]+$/.test(arg) ? Number.parseInt(arg, 8) & 0o7777 : 0;
}
