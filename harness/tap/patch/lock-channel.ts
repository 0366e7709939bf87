// Turns lock announcements of this thread into operations. Strategies publish them on the diagnostics channel
// `holdfast:lock` as { phase: 'start' | 'end', kind, operation: 'try-lock' | 'unlock', fd?, path, outcome? }.
// A handler may block between the announcement and the lock, or make it fail: then the message that was published
// carries `fail`, an errno code, and whoever takes the lock fails with that instead.
import { subscribe } from 'node:diagnostics_channel';
import type { OperationAction, Outcome } from './operation.js';
import { monotonicNs } from './original-fs.js';
import { isRunKilledError, type KillableRun } from './simulated-kill.js';
import type { Tap } from './tap.js';

export const LOCK_CHANNEL = 'holdfast:lock';

type LockAction = Extract<OperationAction, { kind: 'lock' }>;

interface Pending {
  key: string;
  run: KillableRun | undefined;
  startNs: bigint;
  end: (outcome: Outcome) => void;
}

/** Messages of another shape are ignored. */
export function subscribeToLockChannel(tap: Tap): void {
  const pending = new Set<Pending>();
  subscribe(LOCK_CHANNEL, (message) => {
    if (tap.idle) return;
    const action = actionOf(message);
    if (action === null || typeof message !== 'object' || message === null) return;
    const key = `${action.operation} ${action.fd ?? ''} ${action.path}`;
    // A killed run's lock may end while the same lock of a later run is pending.
    const run = tap.runs.getStore();
    // diagnostics_channel reports a subscriber's exception as uncaught, not to the publisher. The killed
    // run's next tapped call throws instead.
    ignoringKilledRuns(() => {
      if (Reflect.get(message, 'phase') === 'start') {
        const { end, fail } = tap.announce(`${action.mechanism}.${action.operation}`, action);
        // Read by the publisher, who still holds the message when publish returns.
        if (fail !== null) Reflect.set(message, 'fail', fail);
        pending.add({ key, run, startNs: monotonicNs(), end });
        return;
      }
      const started = [...pending].find((one) => one.key === key && one.run === run);
      if (started === undefined) return;
      pending.delete(started);
      const durationNs = Number(monotonicNs() - started.startNs);
      started.end({ ok: true, value: Reflect.get(message, 'outcome'), durationNs });
    });
  });
}

function ignoringKilledRuns(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!isRunKilledError(error)) throw error;
  }
}

function actionOf(message: unknown): LockAction | null {
  if (typeof message !== 'object' || message === null) return null;
  const operation: unknown = Reflect.get(message, 'operation');
  if (operation !== 'try-lock' && operation !== 'unlock') return null;
  const fd: unknown = Reflect.get(message, 'fd');
  return {
    kind: 'lock',
    mechanism: String(Reflect.get(message, 'kind')),
    operation,
    path: String(Reflect.get(message, 'path')),
    fd: typeof fd === 'number' ? fd : null,
  };
}
