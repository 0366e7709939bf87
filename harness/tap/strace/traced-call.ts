// One successful system call of a strace log: reads its printed arguments as numbers, bytes, descriptors and
// paths, the last two as the calling process meant them (its descriptor table, working directory and umask).
import { basename } from 'node:path';
import type { ResolvedPath } from '../record/path-resolution.js';
import { resolveOnDisk } from '../record/resolve-on-disk.js';
import type { TraceBuilder } from '../record/trace-builder.js';
import { bytesOf, descriptorOf, type SystemCall } from './strace-log.js';
import type { ProcessTable } from './strace-processes.js';

/** `index` counts the arguments from 0. */
export class TracedCall {
  readonly name: string;
  readonly result: number;
  readonly #trace: TraceBuilder;
  readonly #processes: ProcessTable;
  readonly #pid: number;
  readonly #args: readonly string[];

  constructor(trace: TraceBuilder, processes: ProcessTable, { name, pid, args }: SystemCall, result: number) {
    this.name = name;
    this.result = result;
    this.#trace = trace;
    this.#processes = processes;
    this.#pid = pid;
    this.#args = args;
  }

  /** As strace printed it; empty when there is no such argument. */
  arg(index: number): string {
    return this.#args[index] ?? '';
  }

  number(index: number): number {
    return Number(this.arg(index));
  }

  /** The bytes of a string or path argument as text. */
  text(index: number): string {
    return textOf(this.arg(index));
  }

  /** Permission bits, without those that the process's umask clears. */
  mode(index: number): number {
    return this.modeOf(this.arg(index));
  }

  modeOf(arg: string): number {
    return octal(arg) & ~this.#processes.umaskOf(this.#pid);
  }

  /** Permission bits as given: chmod(2) ignores the umask. */
  exactMode(index: number): number {
    return octal(this.arg(index));
  }

  /** An offset, by value or as a pointer (`[8]`); null = the current one (`NULL`, -1). */
  offset(index: number): number | null {
    const [, digits] = /^\[?(\d+)\]?/.exec(this.arg(index)) ?? [];
    return digits === undefined ? null : Number(digits);
  }

  descriptor(index: number): string {
    return this.descriptorNumbered(descriptorOf(this.arg(index)).fd ?? -1);
  }

  get resultDescriptor(): string {
    return this.descriptorNumbered(this.result);
  }

  descriptorNumbered(fd: number): string {
    return this.#processes.keyOf(this.#pid, fd);
  }

  /** The inode of a descriptor; null outside the watched directory. */
  inode(index: number): number | null {
    return this.#trace.inodeOfDescriptor(this.descriptor(index));
  }

  path(index: number, follow: boolean): ResolvedPath {
    return this.#resolve(this.#processes.cwdOf(this.#pid), this.text(index), follow);
  }

  /** The path after `index`, relative to the directory descriptor at `index`. */
  pathAt(index: number, follow: boolean): ResolvedPath {
    const { path } = descriptorOf(this.arg(index));
    return this.#resolve(path ?? this.#processes.cwdOf(this.#pid), this.text(index + 1), follow);
  }

  #resolve(base: string, path: string, follow: boolean): ResolvedPath {
    const absolute = path.startsWith('/') ? path : path === '' ? base : `${base}/${path}`;
    return resolveOnDisk(this.#trace, absolute, follow);
  }
}

/** A label for people: the call's name and the last component of every path in its arguments. */
export function labelOf({ name, args }: SystemCall): string {
  const paths = args.flatMap((arg) => {
    const { path } = descriptorOf(arg);
    if (path !== null && !arg.startsWith('AT_FDCWD')) return [path];
    return arg.startsWith('"\\x2f') ? [textOf(arg)] : [];
  });
  return `${name}(${paths.map((path) => basename(path)).join(', ')})`;
}

function textOf(arg: string): string {
  return bytesOf(arg)?.toString() ?? '';
}

function octal(arg: string): number {
  return /^0?[0-7]+$/.test(arg) ? Number.parseInt(arg, 8) & 0o7777 : 0;
}
