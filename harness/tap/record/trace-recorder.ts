// The recording handler: turns the operations on one directory, and everything below it, into a trace. It
// asks the file system nothing before an operation, and afterwards only for mode and identity of what was
// opened or made, which also reveals a file that was swapped by something the tap doesn't see.
import { basename } from 'node:path';
import type { Trace } from '../../../results/vocabulary/trace.js';
import {
  type Handler,
  mutates,
  type Operation,
  type Outcome,
  pathsOf,
  type Target,
  type UntappedIoNotice,
} from '../patch/operation.js';
import { originalFs } from '../patch/original-fs.js';
import { descriptorOf, type Tap } from '../patch/tap.js';
import { checkedTrace } from './fidelity.js';
import type { ResolvedPath } from './path-resolution.js';
import { resolveOnDisk } from './resolve-on-disk.js';
import { identityOf, takeSnapshot } from './snapshot.js';
import { inodeOf, openFollows, TraceBuilder } from './trace-builder.js';

export class TraceRecorder implements Handler {
  readonly #tap: Tap;
  readonly #root: string;
  readonly #trace: TraceBuilder;
  /** Inode number within the trace → `dev:ino` of the real file. */
  readonly #identities = new Map<number, string>();
  /** Syncs that were not answered yet, with what they sync. */
  readonly #syncing = new Map<
    Operation,
    { op: 'fsync' | 'fdatasync'; ino: number | null; durationNs: number }
  >();
  readonly #detach: () => void;

  /** Starts recording. `directory` must exist; its real path is the root of the trace. */
  constructor(tap: Tap, directory: string) {
    this.#tap = tap;
    this.#root = originalFs.realpathSync.native(directory);
    const initial = tap.bypass(() => takeSnapshot(this.#root));
    for (const [identity, ino] of initial.identities) this.#identities.set(ino, identity);
    this.#trace = new TraceBuilder(initial.tree, this.#root);
    for (const reason of initial.unsupported) this.#trace.doubt(reason);
    // An addon loaded before can still write. A process started before is not part of the recorded work.
    for (const notice of tap.notices) if (notice.type === 'native-addon') this.notice(notice);
    this.#detach = tap.attach(this);
  }

  mark(mark: 'attempt' | 'acked', rev: number, token: string): void {
    this.#trace.mark(mark, rev, token);
  }

  /** How many effects are recorded so far. */
  get length(): number {
    return this.#trace.length;
  }

  /** The inode of an open descriptor within the trace; null outside the directory. */
  inodeOf(fd: number): number | null {
    return this.#trace.inodeOfDescriptor(fd);
  }

  /** Ends the recording and compares it with the real directory. */
  finish(): Trace {
    this.#detach();
    return this.#tap.bypass(() => checkedTrace(this.#trace, this.#root));
  }

  notice(notice: UntappedIoNotice): void {
    this.#trace.doubt(notice.reason);
  }

  after(operation: Operation, outcome: Outcome): void {
    if (!outcome.ok) return;
    if (this.#isHeldBack(operation, outcome.durationNs)) return;
    this.#trace.beginCall(describeOperation(operation), outcome.durationNs);
    try {
      this.#doubtUnknownDescriptor(operation);
      this.#add(operation, outcome.value);
    } catch (error) {
      // Another process removed the file meanwhile. The strategy must not see the recorder's error.
      this.#trace.doubt(`${describeOperation(operation)} could not be recorded: ${String(error)}`);
    }
  }

  /** Whatever was done since it was asked for may have reached the disk before what it syncs. */
  answered(operation: Operation): void {
    const sync = this.#syncing.get(operation);
    if (sync === undefined) return;
    this.#syncing.delete(operation);
    this.#trace.beginCall(describeOperation(operation), sync.durationNs);
    this.#trace.sync(sync.op, sync.ino);
  }

  /** A sync counts from its answer on: who does not wait for it does not know when it is done. */
  #isHeldBack(operation: Operation, durationNs: number): boolean {
    if (operation.kind !== 'fsync' && operation.kind !== 'fdatasync') return false;
    if (operation.style !== 'callback' && operation.style !== 'promise') return false;
    const ino = this.#trace.inodeOfDescriptor(operation.fd);
    this.#syncing.set(operation, { op: operation.kind, ino, durationNs });
    return true;
  }

  #add(operation: Operation, value: unknown): void {
    const trace = this.#trace;
    switch (operation.kind) {
      case 'open':
        this.#addOpen(operation, value as number);
        break;
      case 'close':
        trace.close(operation.fd);
        break;
      case 'read':
        trace.read(operation.fd, value as number, operation.position);
        break;
      case 'write':
        trace.write(operation.fd, firstBytes(operation.chunks, value as number), operation.position);
        break;
      case 'truncate':
        trace.truncate(trace.inodeOfDescriptor(operation.fd), operation.size);
        break;
      case 'rename':
        trace.rename(this.#resolve(operation.from, false), this.#resolve(operation.to, false));
        break;
      case 'link':
        trace.link(this.#resolve(operation.existing, false), this.#resolve(operation.path, false));
        break;
      case 'symlink':
        // Read back, because Windows stores the target in another form.
        this.#addEntry(operation.path, (place) =>
          trace.symlink(place, originalFs.readlinkSync(operation.path)),
        );
        break;
      case 'unlink':
        trace.unlink(this.#resolve(operation.path, false));
        break;
      case 'mkdir':
        this.#addEntry(operation.path, (place) => {
          const stats = originalFs.lstatSync(operation.path, { bigint: true });
          const ino = trace.mkdir(place, Number(stats.mode & 0o7777n));
          if (ino !== null) this.#identities.set(ino, identityOf(stats));
        });
        break;
      case 'rmdir':
        trace.rmdir(this.#resolve(operation.path, false));
        break;
      case 'chmod':
        trace.chmod(this.#inode(operation.target), operation.mode);
        break;
      case 'chown':
        trace.chown(this.#inode(operation.target), operation.uid, operation.gid);
        break;
      case 'utimes':
        trace.utimes(this.#inode(operation.target));
        break;
      case 'fsync':
      case 'fdatasync':
        trace.sync(operation.kind, trace.inodeOfDescriptor(operation.fd));
        break;
      case 'stat':
      case 'readdir':
      case 'lock':
      case 'ask-process':
        break;
    }
  }

  #addOpen(operation: Extract<Operation, { kind: 'open' }>, fd: number): void {
    const stats = originalFs.fstatSync(fd, { bigint: true });
    const place = this.#resolve(operation.path, openFollows(operation.flags));
    const { ino, created } = this.#trace.open(fd, place, operation.flags, Number(stats.mode & 0o7777n));
    if (ino === null) return;
    const identity = identityOf(stats);
    const name = basename(operation.path);
    if (created) {
      if (stats.size > 0n) this.#trace.doubt(`${name} had content before it was recorded as created`);
      this.#identities.set(ino, identity);
    } else if (this.#identities.get(ino) !== identity) {
      this.#trace.doubt(`${name} was replaced by something that was not recorded`);
    }
  }

  #addEntry(path: string, add: (place: ResolvedPath) => void): void {
    const place = this.#resolve(path, false);
    if (place.at !== 'outside') add(place);
  }

  #inode(target: Target): number | null {
    if (target.by === 'fd') return this.#trace.inodeOfDescriptor(target.fd);
    return inodeOf(this.#resolve(target.path, target.follow));
  }

  #resolve(path: string, follow: boolean): ResolvedPath {
    return resolveOnDisk(this.#trace, path, follow);
  }

  /** Opened before the recording or duplicated by native code: its offset and flags are unknown. */
  #doubtUnknownDescriptor(operation: Operation): void {
    const fd = mutates(operation) ? descriptorOf(operation) : null;
    if (fd === null || this.#trace.hasDescriptor(fd)) return;
    const identity = identityOf(originalFs.fstatSync(fd, { bigint: true }));
    if ([...this.#identities.values()].includes(identity)) {
      this.#trace.doubt(
        `${describeOperation(operation)} used a descriptor that was not opened while recording`,
      );
    }
  }
}

function firstBytes(chunks: readonly Uint8Array[], bytes: number): Buffer {
  return Buffer.concat(chunks, bytes);
}

/** For people: `renameSync(tasks.yaml.tmp, tasks.yaml)`. */
export function describeOperation(operation: Operation): string {
  return `${operation.call}(${pathsOf(operation)
    .map((path) => basename(path))
    .join(', ')})`;
}
