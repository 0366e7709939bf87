// Locks taken from an addon directly: every `start` is followed by its `end`, whatever becomes of the call,
// and the next lock on the descriptor is announced like the one before. The addon is a stand-in that locks
// nothing.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runToStopPoint } from '../handlers/stop-at-call.js';
import { installTap } from './install.js';
import { LockAddons } from './lock-addons.js';
import { LOCK_CHANNEL } from './lock-channel.js';
import type { AnyFunction } from './original-fs.js';
import type { KillableRun } from './simulated-kill.js';
import type { Tap } from './tap.js';

/** Nothing is open under this number. */
const FD = 1_000_000;
const constants = { LOCK_EX: 2, LOCK_NB: 4, LOCK_UN: 8, F_SETLK: 6, F_SETLKW: 7, F_WRLCK: 1, F_UNLCK: 2 };
const { LOCK_EX, LOCK_NB, LOCK_UN, F_SETLK, F_SETLKW, F_WRLCK, F_UNLCK } = constants;

let tap: Tap;
beforeAll(async () => {
  tap = await installTap();
});

/** The native functions of both addons; a callback is called in a later turn. */
function standIn() {
  const soon = (callback: unknown) => {
    if (typeof callback === 'function') setImmediate(() => Reflect.apply(callback, undefined, [null]));
  };
  return {
    constants,
    flock: (...args: unknown[]): unknown => soon(args[2]),
    fcntl: (...args: unknown[]): unknown => soon(args[3]),
    tryLock: (): unknown => undefined,
    unlock: (): unknown => undefined,
    waitForLock: (): unknown => undefined,
    waitForLockSync: (): unknown => undefined,
  };
}
type Addon = ReturnType<typeof standIn>;

function watched(changed: Partial<Addon> = {}): Addon {
  const addon = { ...standIn(), ...changed };
  new LockAddons(tap).patch(addon);
  return addon;
}

let phases: string[] = [];
beforeEach(() => {
  phases = [];
  const record = (message: unknown) => void phases.push(String(Reflect.get(Object(message), 'phase')));
  subscribe(LOCK_CHANNEL, record);
  const detach = tap.attach({});
  return () => {
    unsubscribe(LOCK_CHANNEL, record);
    detach();
  };
});

const isLock = ({ kind }: { kind: string }) => kind === 'lock';
const ignore = (): void => undefined;
const ways: [string, (addon: Addon) => unknown][] = [
  ['flock', ({ flock }) => flock(FD, LOCK_EX | LOCK_NB)],
  ['flock that waits', ({ flock }) => flock(FD, LOCK_EX)],
  ['flock, unlocking', ({ flock }) => flock(FD, LOCK_UN)],
  ['flock with a callback', ({ flock }) => flock(FD, LOCK_EX, ignore)],
  ['fcntl', ({ fcntl }) => fcntl(FD, F_SETLK, F_WRLCK, ignore)],
  ['fcntl that waits', ({ fcntl }) => fcntl(FD, F_SETLKW, F_WRLCK, ignore)],
  ['fcntl, unlocking', ({ fcntl }) => fcntl(FD, F_SETLK, F_UNLCK, ignore)],
  ['tryLock', ({ tryLock }) => Reflect.apply(tryLock, null, [FD, 0, 0, true])],
  ['waitForLockSync', ({ waitForLockSync }) => Reflect.apply(waitForLockSync, null, [FD, 0, 0, true])],
  ['waitForLock', ({ waitForLock }) => Reflect.apply(waitForLock, null, [FD, 0, 0, true, {}, ignore])],
  ['unlock', ({ unlock }) => Reflect.apply(unlock, null, [FD, 0, 0])],
];

describe.each(ways)('%s', (_, lock) => {
  it('ends where the run dies at it', async () => {
    const addon = watched();
    const run = await runToStopPoint(tap, { at: 1, when: 'before' }, isLock, async () => {
      try {
        lock(addon);
      } finally {
        lock(addon);
      }
    });
    expect(run.reached).toBe(true);
    expect(phases).toEqual(['start', 'end', 'start', 'end']);
  });

  it('is seen again when a run has died at it', async () => {
    const addon = watched();
    await runToStopPoint(tap, { at: 1, when: 'before' }, isLock, async () => void lock(addon));
    phases = [];
    lock(addon);
    expect(phases[0]).toBe('start');
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('a native call', () => {
  const refuses = () => {
    throw new TypeError('bad arguments');
  };

  it.each(ways)('that throws ends, and the next one is seen: %s', async (_, lock) => {
    const addon = watched({ flock: refuses, fcntl: refuses, tryLock: refuses, unlock: refuses });
    const attempt = () => {
      try {
        lock(addon);
      } catch (error) {
        expect(error).toMatchObject({ message: 'bad arguments' });
      }
    };
    attempt();
    attempt();
    expect(phases).toEqual(['start', 'end', 'start', 'end']);
  });

  it('that never calls back hides no later lock', () => {
    const addon = watched({ fcntl: ignore });
    const answers: unknown[] = [];
    addon.fcntl(FD, F_SETLK, F_WRLCK, (error: unknown) => answers.push(error));
    addon.fcntl(FD, F_SETLK, F_WRLCK, (error: unknown) => answers.push(error));
    addon.flock(FD, LOCK_EX);
    expect(phases).toEqual(['start', 'start', 'start', 'end']);
    expect(answers).toEqual([]);
  });

  it('is answered in the context of its caller, and never when its run is dead by then', () => {
    const waiting: AnyFunction[] = [];
    const addon = watched({ fcntl: (...args) => waiting.push(args[3] as AnyFunction) });
    const contexts: (KillableRun | undefined)[] = [];
    const run: KillableRun = { killed: false, descriptors: new Map() };
    const lock = () => addon.fcntl(FD, F_SETLK, F_WRLCK, () => contexts.push(tap.runs.getStore()));
    tap.runs.run(run, () => {
      lock();
      lock();
    });
    waiting[0]?.(null);
    expect(contexts).toEqual([run]);
    run.killed = true;
    waiting[1]?.(null);
    expect(contexts).toEqual([run]);
    expect(phases).toEqual(['start', 'start', 'end', 'end']);
  });

  it('of a dead run that ends late is not taken for the next one', () => {
    const waiting: AnyFunction[] = [];
    const addon = watched({ fcntl: (...args) => waiting.push(args[3] as AnyFunction) });
    const ended: unknown[] = [];
    const detach = tap.attach({
      after: ({ seq }, outcome) => ended.push([seq, outcome.ok && outcome.value]),
    });
    const [first, second]: KillableRun[] = [1, 2].map(() => ({ killed: false, descriptors: new Map() }));
    if (first === undefined || second === undefined) throw new Error('two runs');
    const lock = () => addon.fcntl(FD, F_SETLK, F_WRLCK, ignore);
    tap.runs.run(first, lock);
    first.killed = true;
    tap.runs.run(second, lock);
    waiting[1]?.(null);
    expect(ended).toEqual([[expect.any(Number), 'locked']]);
    ended.length = 0;
    waiting[0]?.(null);
    expect(ended).toHaveLength(1);
    detach();
  });
});
