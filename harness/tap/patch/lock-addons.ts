// Announces the locks that a strategy takes from fs-ext or fs-native-extensions directly, so that they become
// operations like announced ones. A call that would wait inside the kernel, unseen and uninterruptible, is
// tried again after 1, 2, 4 … ms instead: the same lock, though waiters may get it in another order.
// Asynchronous calls answer in a later turn. Calls of these addons that do more than lock are noticed as
// untapped I/O.

import { AsyncResource } from 'node:async_hooks';
import { channel, subscribe } from 'node:diagnostics_channel';
import { blockThread } from './block-thread.js';
import { LOCK_CHANNEL } from './lock-channel.js';
import { type AnyFunction, originalSetImmediate } from './original-fs.js';
import { RunKilledError } from './simulated-kill.js';
import { codeOf, systemError } from './system-error.js';
import type { Tap } from './tap.js';

const WAIT_MS_MAX = 1000;
const BUSY = new Set(['EAGAIN', 'EWOULDBLOCK', 'EACCES']);
const lockChannel = channel(LOCK_CHANNEL);

interface Lock {
  kind: 'flock' | 'posix' | 'ofd';
  operation: 'try-lock' | 'unlock';
  fd: number;
}
type Done = (error: unknown) => void;

export class LockAddons {
  readonly #tap: Tap;
  /** Descriptor → announcements by strategies that have not ended: the native calls between them pass. */
  readonly #announcedByStrategy = new Map<number, number>();
  #isAnnouncing = false;

  constructor(tap: Tap) {
    this.#tap = tap;
    subscribe(LOCK_CHANNEL, (message) => {
      const { fd, phase } = Object(message) as { fd?: unknown; phase?: unknown };
      // Between its own announcements this class calls the native functions, not the replacements.
      if (typeof fd !== 'number' || this.#isAnnouncing) return;
      const count = this.#announcedByStrategy.get(fd) ?? 0;
      this.#announcedByStrategy.set(fd, phase === 'start' ? count + 1 : count - 1);
    });
  }

  /** Replaces the lock functions in the exports of a native module. */
  patch(exported: unknown): void {
    if (typeof exported !== 'object' || exported === null) return;
    if ('flock' in exported && 'fcntl' in exported) this.#patchFsExt(exported);
    if ('tryLock' in exported) this.#patchNativeExtensions(exported);
  }

  #patchFsExt(exported: object): void {
    const { LOCK_NB, LOCK_UN, F_SETLK, F_SETLKW, F_UNLCK } = numbersOf(Reflect.get(exported, 'constants'));
    this.#replace(exported, 'flock', (native, fd, [, how, callback]) => {
      const flags = Number(how);
      const unlocks = LOCK_UN !== undefined && (flags & LOCK_UN) !== 0;
      const waits = !unlocks && LOCK_NB !== undefined && (flags & LOCK_NB) === 0;
      const lock: Lock = { kind: 'flock', operation: unlocks ? 'unlock' : 'try-lock', fd };
      const attempt = () => native(fd, flags | (LOCK_NB ?? 0));
      return typeof callback === 'function'
        ? this.#lockAndCallBack(lock, attempt, waits, callback as Done)
        : this.#lockSync(lock, attempt, waits);
    });
    this.#replace(exported, 'fcntl', (native, fd, [, command, type, callback]) => {
      const waits = command === F_SETLKW;
      // Without a callback fs-ext passes fcntl(2) a number where a lock needs a struct flock: it can only
      // fail.
      if ((command !== F_SETLK && !waits) || typeof callback !== 'function')
        return native(fd, command, type, callback);
      const lock: Lock = { kind: 'posix', operation: type === F_UNLCK ? 'unlock' : 'try-lock', fd };
      return this.#lockAsync(lock, (done) => native(fd, F_SETLK, type, done), waits, callback as Done);
    });
  }

  #patchNativeExtensions(exported: object): void {
    const kind = process.platform === 'linux' ? 'ofd' : 'flock';
    for (const name of ['Lock', 'DowngradeLock', 'UpgradeLock']) {
      const attemptBy = Reflect.get(exported, `try${name}`) as AnyFunction;
      const lockOf = (fd: number): Lock => ({ kind, operation: 'try-lock', fd });
      this.#replace(exported, `try${name}`, (_, fd, args) =>
        this.#lockSync(lockOf(fd), () => attemptBy(...args), false),
      );
      this.#replace(exported, `waitFor${name}Sync`, (_, fd, args) =>
        this.#lockSync(lockOf(fd), () => attemptBy(...args), true),
      );
      this.#replace(exported, `waitFor${name}`, (_, fd, args) => {
        const [request, callback] = args.slice(-2) as [unknown, AnyFunction];
        const attempt = () => attemptBy(...args.slice(0, -2));
        this.#lockAndCallBack(
          lockOf(fd),
          attempt,
          true,
          (error) => void Reflect.apply(callback, request, [error]),
        );
        return {};
      });
    }
    this.#replace(exported, 'unlock', (native, fd, args) =>
      this.#lockSync({ kind, operation: 'unlock', fd }, () => native(...args), false),
    );
    for (const name of ['trim', 'trimSync', 'swap', 'swapSync']) {
      this.#replace(exported, name, (native, _, args) => {
        this.#tap.notice({ type: 'native-addon', reason: `fs-native-extensions changed a file: ${name}` });
        return native(...args);
      });
    }
  }

  #replace(
    exported: object,
    name: string,
    replacement: (native: AnyFunction, fd: number, args: readonly unknown[]) => unknown,
  ): void {
    const native: unknown = Reflect.get(exported, name);
    if (typeof native !== 'function') return;
    Reflect.set(exported, name, (...args: unknown[]) => {
      const fd = Number(args[0]);
      const passes = this.#tap.idle || (this.#announcedByStrategy.get(fd) ?? 0) > 0;
      return passes ? (native as AnyFunction)(...args) : replacement(native as AnyFunction, fd, args);
    });
  }

  #lockSync(lock: Lock, attempt: () => unknown, waits: boolean): unknown {
    for (let ms = 1; ; ms = Math.min(2 * ms, WAIT_MS_MAX)) {
      const fail = this.#announce('start', lock);
      if (this.#isKilled()) {
        this.#announce('end', lock, 'error');
        throw new RunKilledError();
      }
      try {
        if (fail !== null) throw systemError(fail, { syscall: lock.kind });
        const result = attempt();
        this.#announce('end', lock, outcomeOf(lock));
        return result;
      } catch (error) {
        const busy = isBusy(error);
        this.#announce('end', lock, busy ? 'busy' : 'error');
        if (!busy || !waits) throw error;
      }
      blockThread(ms);
    }
  }

  /** For an asynchronous call whose lock can be tried synchronously. */
  #lockAndCallBack(lock: Lock, attempt: () => unknown, waits: boolean, done: Done): void {
    const once = (answer: Done) => {
      let failure: unknown = null;
      try {
        attempt();
      } catch (error) {
        failure = error;
      }
      answer(failure);
    };
    this.#lockAsync(lock, once, waits, (error) =>
      originalSetImmediate(() => this.#unlessKilled(() => done(error))),
    );
  }

  /** Throws what `attempt` throws. `done` is not called when the run was killed. */
  #lockAsync(lock: Lock, attempt: (done: Done) => void, waits: boolean, done: Done, ms = 1): void {
    const fail = this.#announce('start', lock);
    if (this.#isKilled()) {
      this.#announce('end', lock, 'error');
      return;
    }
    const answered = (error: unknown) => {
      const failed = error !== null && error !== undefined;
      const busy = failed && isBusy(error);
      this.#announce('end', lock, busy ? 'busy' : failed ? 'error' : outcomeOf(lock));
      if (!busy || !waits) this.#unlessKilled(() => done(error));
      else setTimeout(() => this.#lockAsync(lock, attempt, waits, done, Math.min(2 * ms, WAIT_MS_MAX)), ms);
    };
    if (fail !== null) {
      originalSetImmediate(AsyncResource.bind(() => answered(systemError(fail, { syscall: lock.kind }))));
      return;
    }
    try {
      // fs-ext calls back without the asynchronous context of its caller.
      attempt(AsyncResource.bind(answered));
    } catch (error) {
      this.#announce('end', lock, 'error');
      throw error;
    }
  }

  #unlessKilled(action: () => void): void {
    if (!this.#isKilled()) action();
  }

  #isKilled(): boolean {
    return this.#tap.runs.getStore()?.killed === true;
  }

  /** The errno code that a handler wants the lock to fail with; null: none does. */
  #announce(phase: 'start' | 'end', lock: Lock, outcome?: string): string | null {
    const path = this.#tap.pathOf(lock.fd) ?? `descriptor ${lock.fd}`;
    const message: Lock & { phase: string; path: string; outcome?: string; fail?: string } = {
      phase,
      ...lock,
      path,
      ...(outcome === undefined ? {} : { outcome }),
    };
    this.#isAnnouncing = true;
    lockChannel.publish(message);
    this.#isAnnouncing = false;
    return message.fail ?? null;
  }
}

function outcomeOf(lock: Lock): string {
  return lock.operation === 'unlock' ? 'released' : 'locked';
}

function isBusy(error: unknown): boolean {
  return BUSY.has(codeOf(error) ?? '');
}

function numbersOf(table: unknown): Partial<Record<string, number>> {
  return (typeof table === 'object' && table !== null ? table : {}) as Partial<Record<string, number>>;
}
