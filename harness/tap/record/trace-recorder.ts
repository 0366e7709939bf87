// The recording handler: watches one directory and everything below it, and turns what the tap sees into a
// trace. Nothing is asked of the file system before an operation; afterwards only the mode and the identity of
// what was opened or made, which also catches a file that was swapped behind the tap's back.
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
import { distrustOf } from './fidelity.js';
import type { ResolvedPath } from './path-resolution.js';
import { resolveOnDisk } from './resolve-on-disk.js';
import { identityOf, takeSnapshot } from './snapshot.js';
import { inodeOf, openFollows, TraceBuilder } from './trace-builder.js';

export class TraceRecorder implements Handler {
  readonly #tap: Tap;
  readonly #root: string;
  readonly #ledger: TraceBuilder;
  /** Number within the trace → `dev:ino`. */
  readonly #identities = new Map<number, string>();
  readonly #detach: () => void;

  /** Begins to record. `directory` must exist; it is the root of the trace, also when it was named by a link. */
  constructor(tap: Tap, directory: string) {
    this.#tap = tap;
    this.#root = originalFs.realpathSync.native(directory);
    const initial = tap.bypass(() => takeSnapshot(this.#root));
    for (const [identity, ino] of initial.identities) this.#identities.set(ino, identity);
    this.#ledger = new TraceBuilder(initial.tree, this.#root);
    for (const oddity of initial.unsupported) this.#ledger.doubt(oddity);
    // An addon that was loaded earlier can still write; a process that was started earlier is somebody else's.
    for (const notice of tap.notices) if (notice.type === 'native-addon') this.notice(notice);
    this.#detach = tap.attach(this);
  }

  mark(mark: 'attempt' | 'acked', rev: number, token: string): void {
    this.#ledger.mark(mark, rev, token);
  }

  /** Ends the recording and compares it with the real directory. */
  finish(): Trace {
    this.#detach();
    const trace = this.#ledger.trace(null);
    const distrust = this.#tap.bypass(() => distrustOf(trace, this.#root, this.#ledger.doubts));
    return { ...trace, distrust };
  }

  notice(notice: UntappedIoNotice): void {
    this.#ledger.doubt(notice.reason);
  }

  after(operation: Operation, outcome: Outcome): void {
    if (!outcome.ok) return;
    this.#ledger.beginCall(describeOperation(operation), outcome.durationNs);
    try {
      this.#doubtUnknownDescriptor(operation);
      this.#enter(operation, outcome.value);
    } catch (error) {
      // Somebody else removed what was to be looked at; the strategy must not feel the recorder's trouble.
      this.#ledger.doubt(`${describeOperation(operation)} could not be recorded: ${String(error)}`);
    }
  }

  #enter(operation: Operation, value: unknown): void {
    const ledger = this.#ledger;
    switch (operation.kind) {
      case 'open':
        this.#enterOpen(operation, value as number);
        break;
      case 'close':
        ledger.close(operation.fd);
        break;
      case 'read':
        ledger.read(operation.fd, value as number, operation.position);
        break;
      case 'write':
        ledger.write(operation.fd, firstBytes(operation.chunks, value as number), operation.position);
        break;
      case 'truncate':
        ledger.truncate(ledger.inodeOfDescriptor(operation.fd), operation.size);
        break;
      case 'rename':
        ledger.rename(this.#place(operation.from, false), this.#place(operation.to, false));
        break;
      case 'link':
        ledger.link(this.#place(operation.existing, false), this.#place(operation.path, false));
        break;
      case 'symlink':
        // Windows stores the target in a shape of its own.
        this.#enterEntry(operation.path, (place) =>
          ledger.symlink(place, originalFs.readlinkSync(operation.path)),
        );
        break;
      case 'unlink':
        ledger.unlink(this.#place(operation.path, false));
        break;
      case 'mkdir':
        this.#enterEntry(operation.path, (place) => {
          const stats = originalFs.lstatSync(operation.path, { bigint: true });
          const ino = ledger.mkdir(place, Number(stats.mode & 0o7777n));
          if (ino !== null) this.#identities.set(ino, identityOf(stats));
        });
        break;
      case 'rmdir':
        ledger.rmdir(this.#place(operation.path, false));
        break;
      case 'chmod':
        ledger.chmod(this.#inode(operation.target), operation.mode);
        break;
      case 'chown':
        ledger.chown(this.#inode(operation.target), operation.uid, operation.gid);
        break;
      case 'utimes':
        ledger.utimes(this.#inode(operation.target));
        break;
      case 'fsync':
      case 'fdatasync':
        ledger.sync(operation.kind, ledger.inodeOfDescriptor(operation.fd));
        break;
      case 'stat':
      case 'readdir':
      case 'lock':
        break;
    }
  }

  #enterOpen(operation: Extract<Operation, { kind: 'open' }>, fd: number): void {
    const stats = originalFs.fstatSync(fd, { bigint: true });
    const place = this.#place(operation.path, openFollows(operation.flags));
    const { ino, created } = this.#ledger.open(fd, place, operation.flags, Number(stats.mode & 0o7777n));
    if (ino === null) return;
    const identity = identityOf(stats);
    const name = basename(operation.path);
    if (created) {
      if (stats.size > 0n) this.#ledger.doubt(`${name} had content before it was recorded as created`);
      this.#identities.set(ino, identity);
    } else if (this.#identities.get(ino) !== identity) {
      this.#ledger.doubt(`${name} was replaced by something that was not recorded`);
    }
  }

  #enterEntry(path: string, enter: (place: ResolvedPath) => void): void {
    const place = this.#place(path, false);
    if (place.at !== 'outside') enter(place);
  }

  #inode(target: Target): number | null {
    if (target.by === 'fd') return this.#ledger.inodeOfDescriptor(target.fd);
    return inodeOf(this.#place(target.path, target.follow));
  }

  #place(path: string, follow: boolean): ResolvedPath {
    return resolveOnDisk(this.#ledger, path, follow);
  }

  /** Opened before the recording, or duplicated by native code: whose position and flags nobody knows. */
  #doubtUnknownDescriptor(operation: Operation): void {
    const fd = mutates(operation) ? descriptorOf(operation) : null;
    if (fd === null || this.#ledger.hasDescriptor(fd)) return;
    const identity = identityOf(originalFs.fstatSync(fd, { bigint: true }));
    if ([...this.#identities.values()].includes(identity)) {
      this.#ledger.doubt(
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
