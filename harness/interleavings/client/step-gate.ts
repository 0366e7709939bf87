// The tap's handler in a client. Before an operation on a contended key the client reports and blocks until
// the scheduler lets it go on; after every operation the handler records which resources it accessed.
// Announced locks with a descriptor are operations like any other; a close that does the unlocking is one
// step with its announcement, because nothing happens in between. Operations of dead runs don't arrive here:
// the tap itself stops them.
import { constants } from 'node:fs';
import type {
  Handler,
  HandlerDecision,
  Operation,
  Outcome,
  UntappedIoNotice,
} from '../../tap/patch/operation.js';
import { mutates, pathsOf } from '../../tap/patch/operation.js';
import type { Entry, Script } from '../client-protocol.js';
import { TIMERS_KEY, TIMES_KEY } from '../time-keys.js';
import { type Before, glimpse, type Touched, touchedBy } from './accesses/access-tracker.js';
import { contentionKeys, lifeKey } from './accesses/contention-keys.js';
import type { InodeCache } from './accesses/inode-cache.js';
import { inRepeatableOrder } from './accesses/listing-order.js';
import { stampTimes } from './accesses/mtime-stamps.js';
import { LockInterest, OpenFiles } from './accesses/open-files.js';
import { doneLabel, pendingLabel } from './accesses/operation-label.js';
import type { SchedulePaths } from './accesses/schedule-paths.js';
import { watchAllButKind, watchLinks, watchTimes } from './accesses/watched-stats.js';
import type { OtherClients } from './other-clients.js';

/** A shorter write is one step: a counter, a pointer or a mark. */
const HALVED_FROM_BYTES = 128;

/** The part of a script run that the gate needs. */
export interface GatedRun {
  readonly script: Script;
  readonly paths: SchedulePaths;
  readonly view: InodeCache;
  readonly others: Pick<OtherClients, 'askedFor' | 'isDead'>;
  readonly contended: ReadonlySet<string> | 'all';
  readonly wallMs: number;
  readonly timers: { readonly waiting: readonly unknown[] };
  note(entry: Entry): void;
  /**
   * Before every operation: a client that never sleeps must let others have a turn. May block and throw like
   * `stop`.
   */
  worked(): void;
  /** Blocks until the run may go on. Throws a RunKilledError when it may not. */
  stop(label: string, keys: string[]): void;
  /** In virtual milliseconds; blocks. May throw like `stop`. */
  sleepNow(ms: number): void;
  /** Ends the run here. Throws a RunKilledError. */
  die(): never;
  distrust(reason: string): void;
  /** Something outside of the schedule's directory may have changed. */
  changedElsewhere(): void;
  /** A descriptor that stays open after the run. */
  keepOpen(fd: number): void;
}

interface UnderWay {
  operation: Operation;
  glimpse: Before;
  gated: boolean;
  /** The close that does what an announced unlock is about. */
  announced: boolean;
  /** Of a lock with a descriptor: see `OpenFiles.askedForLock`. */
  lockAnswered?: (outcome: Outcome) => void;
}

/** It asks whether another client lives. */
interface Question {
  operation: Operation;
  client: number;
  gated: boolean;
}

type LockOperation = Extract<Operation, { kind: 'lock' }>;

export class StepGate implements Handler {
  #run: GatedRun | null = null;
  #files = new OpenFiles();
  #changes = 0;
  #current: UnderWay | null = null;
  #question: Question | null = null;
  /** That timers wait, once in a run. */
  #toldTimers: boolean = false;
  /** Lock operations that have started and not ended. */
  readonly #locks = new Map<LockOperation, UnderWay>();

  attach(run: GatedRun | null): void {
    this.#run = run;
    this.#files = new OpenFiles();
    this.#changes = 0;
    this.#current = null;
    this.#question = null;
    this.#toldTimers = false;
    this.#locks.clear();
  }

  before(operation: Operation): HandlerDecision {
    const run = this.#run;
    if (run === null) return undefined;
    const other = run.others.askedFor(operation);
    if (other !== null) return this.#ask(run, operation, other);
    const nameOf = (path: string) => run.paths.nameOf(path);
    const keys = contentionKeys(operation, nameOf);
    const syncs = operation.kind === 'fsync' || operation.kind === 'fdatasync';
    if (keys.length === 0 && !syncs && !isPathlessLock(operation, nameOf)) return undefined;
    if (syncs && (operation.openedAs === null || nameOf(operation.openedAs) === null)) return undefined;
    run.worked();
    if (run.script.dieAfter === 0 && changesSomething(operation)) run.die();
    if (pathsOf(operation).some((path) => run.view.passesLink(path, nameOf(path)))) {
      run.distrust('a directory is reached through a symbolic link, so that files have several names');
    }
    if (syncs) passSync(run);
    const announced = this.#isAnnounced(operation);
    const gated = !announced && this.#stopsAt(keys, run);
    if (gated) run.stop(pendingLabel(operation, run.paths.textOf), keys);
    const before = glimpse(operation, this.#files, run.view, nameOf);
    const underWay = { operation, glimpse: before, gated, announced };
    if (operation.kind === 'lock') this.#askForLock(operation, underWay);
    else this.#current = underWay;
    if (syncs) return 'skip-sync';
    return gated && run.script.halves === true ? this.#inHalves(run, underWay, keys) : undefined;
  }

  /**
   * The kernel copies what is written while others may read it, and ext4 lets them: a reader can meet the new
   * beginning with the old end. What is short is taken to be replaced at once, as programs rely on.
   */
  #inHalves(run: GatedRun, underWay: UnderWay, keys: string[]): HandlerDecision {
    const { operation } = underWay;
    if (operation.kind !== 'write' || this.#files.find(operation.fd)?.made !== false) return undefined;
    const bytes = operation.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    if (bytes < HALVED_FROM_BYTES || operation.chunks.length > 1) return undefined;
    const first = Math.floor(bytes / 2);
    const between = (): void => {
      const outcome: Outcome = { ok: true, value: first, durationNs: 0 };
      const { accesses, made } = this.#touched(run, underWay, outcome);
      stampTimes(operation, made, first, (path) => run.paths.nameOf(path), run.wallMs);
      const name = pendingLabel(operation, run.paths.textOf);
      run.note({ e: 'operation', label: `${name}: the first ${first}`, accesses, gated: true });
      run.stop(`${name}: the rest`, keys);
    };
    return { first, between };
  }

  after(operation: Operation, outcome: Outcome): void {
    const run = this.#run;
    if (run === null) return;
    if (this.#question?.operation === operation) this.#answered(run, this.#question);
    if (mayChangeNames(operation)) run.view.forget();
    const underWay =
      operation.kind === 'lock'
        ? this.#locks.get(operation)
        : this.#current?.operation === operation
          ? this.#current
          : undefined;
    if (underWay === undefined) {
      if (operation.kind === 'lock' || mutates(operation)) run.changedElsewhere();
      if (operation.kind === 'open' && outcome.ok) run.keepOpen(Number(outcome.value));
      return;
    }
    if (operation.kind === 'lock') this.#locks.delete(operation);
    this.#current = null;
    this.#finish(run, underWay, outcome);
    if (!outcome.ok || !changesSomething(operation)) return;
    this.#changes += 1;
    if (this.#changes === run.script.dieAfter) run.die();
  }

  notice(notice: UntappedIoNotice): void {
    this.#run?.distrust(notice.reason);
  }

  /** The answer is given by `DeadProcesses`, which comes after this handler. */
  #ask(run: GatedRun, operation: Operation, client: number): undefined {
    run.worked();
    const key = lifeKey(String(client));
    const gated = this.#stopsAt([key], run);
    if (gated) run.stop(`ask whether client ${client} lives`, [key]);
    this.#question = { operation, client, gated };
    return undefined;
  }

  #answered(run: GatedRun, { client, gated }: Question): void {
    this.#question = null;
    run.note({
      e: 'operation',
      label: `ask whether client ${client} lives: ${run.others.isDead(client) ? 'no' : 'yes'}`,
      accesses: [{ resource: { type: 'life', client }, mode: 'read', key: lifeKey(String(client)) }],
      gated,
    });
    this.#noteTimers(run);
  }

  #stopsAt(keys: readonly string[], run: GatedRun): boolean {
    if (run.script.alone || keys.length === 0) return false;
    const { contended } = run;
    return contended === 'all' || keys.some((key) => contended.has(key));
  }

  /** Whether this close is the unlocking that was announced just before. */
  #isAnnounced(operation: Operation): boolean {
    if (operation.kind !== 'close') return false;
    return [...this.#locks.keys()].some((lock) => lock.operation === 'unlock' && lock.fd === operation.fd);
  }

  #askForLock(operation: LockOperation, underWay: UnderWay): void {
    this.#locks.set(operation, underWay);
    const file = operation.fd === null ? null : this.#files.find(operation.fd);
    if (file) underWay.lockAnswered = this.#files.askedForLock(file, operation);
  }

  #touched(run: GatedRun, { operation, glimpse: before }: UnderWay, outcome: Outcome): Touched {
    const nameOf = (path: string) => run.paths.nameOf(path);
    const isContended = (key: string) => run.contended === 'all' || run.contended.has(key);
    return touchedBy(operation, outcome, before, this.#files, run.view, nameOf, isContended);
  }

  #finish(run: GatedRun, underWay: UnderWay, outcome: Outcome): void {
    const { operation, gated, announced } = underWay;
    const nameOf = (path: string) => run.paths.nameOf(path);
    const isContended = (key: string) => run.contended === 'all' || run.contended.has(key);
    const touched = this.#touched(run, underWay, outcome);
    underWay.lockAnswered?.(outcome);
    this.#followDescriptors(operation, touched, outcome, run);
    const { unseen } = touched;
    if (operation.kind === 'stat' && outcome.ok && !isContended(TIMES_KEY)) {
      watchTimes(outcome.value, () => run.note({ e: 'looked', key: TIMES_KEY }));
    }
    if (unseen !== null && outcome.ok) {
      const watch = unseen.of === 'links' ? watchLinks : watchAllButKind;
      watch(outcome.value, () => run.note({ e: 'looked', key: unseen.key }));
    }
    if (operation.kind === 'readdir' && outcome.ok) inRepeatableOrder(outcome.value, operation.path, nameOf);
    const stamped = outcome.ok && stampTimes(operation, touched.made, outcome.value, nameOf, run.wallMs);
    // The announced unlock is recorded when it ends.
    if (announced) return;
    const label = doneLabel(operation, outcome, touched, run.paths.textOf);
    run.note({ e: 'operation', label, accesses: touched.accesses, gated });
    if (stamped && isContended(TIMES_KEY)) run.note({ e: 'clock-read' });
    else this.#noteTimers(run);
  }

  /** What comes after a step depends on which timers are due by then. */
  #noteTimers(run: GatedRun): void {
    if (run.timers.waiting.length === 0) return;
    if (run.contended === 'all' || run.contended.has(TIMERS_KEY)) run.note({ e: 'clock-read' });
    else if (!this.#toldTimers) run.note({ e: 'looked', key: TIMERS_KEY });
    this.#toldTimers = true;
  }

  #followDescriptors(operation: Operation, { opened, made }: Touched, outcome: Outcome, run: GatedRun): void {
    if (operation.kind === 'close') this.#files.closed(operation.fd);
    if (operation.kind !== 'open' || !outcome.ok || opened === null) return;
    const path = run.paths.nameOf(operation.path);
    if (path === null) return;
    const { home, seen } = opened;
    const isDirectory = seen.type === 'directory';
    const file = { path, home, inode: seen.inode, isDirectory, made, locks: new LockInterest() };
    this.#files.opened(Number(outcome.value), file);
  }
}

/** Syncs are skipped; they may take their time all the same. */
function passSync(run: GatedRun): void {
  const { syncMs, alone } = run.script;
  if (syncMs !== undefined && !alone) run.sleepNow(syncMs);
}

/** Syncs are skipped, so they don't count. */
function changesSomething(operation: Operation): boolean {
  return operation.kind !== 'fsync' && operation.kind !== 'fdatasync' && mutates(operation);
}

/** Also where it failed or was outside of the directory: a file may have unknown names. */
function mayChangeNames(operation: Operation): boolean {
  switch (operation.kind) {
    case 'open':
      return (operation.flags & constants.O_CREAT) !== 0;
    case 'rename':
    case 'link':
    case 'symlink':
    case 'unlink':
    case 'mkdir':
    case 'rmdir':
      return true;
    default:
      return false;
  }
}

/**
 * Such as proper-lockfile: the announcement is recorded, and the operations that make up the lock are gated.
 */
function isPathlessLock(operation: Operation, nameOf: (path: string) => string | null): boolean {
  return operation.kind === 'lock' && operation.fd === null && nameOf(operation.path) !== null;
}
