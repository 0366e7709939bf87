// Which writes had been attempted and acknowledged at each crash point, from the marks in the trace. A
// recovered document must lie in the window of its crash point.
import type { CrashWindow, DocumentIdentity } from '../../../results/vocabulary/persistence.js';
import type { Effect } from '../../../results/vocabulary/trace.js';

export interface TracedAttempt {
  rev: number;
  token: string;
}

/** Indexes into `list`, −1 = none yet. */
export interface Window {
  acked: number;
  attempted: number;
}

export interface Attempts {
  list: readonly TracedAttempt[];
  acknowledged: number;
  /** Window at each crash point. Equal windows are the same object. */
  windowAt: readonly Window[];
}

export function attemptsOf(effects: readonly Effect[]): Attempts {
  const list: TracedAttempt[] = [];
  const indexOf = new Map<string, number>();
  let window: Window = { acked: -1, attempted: -1 };
  let acknowledged = 0;
  const windowAt = [window];
  for (const effect of effects) {
    if (effect.op === 'mark') {
      let index = indexOf.get(effect.token);
      if (index === undefined) {
        // An acknowledgement whose attempt wasn't marked still counts as attempted.
        index = list.push({ rev: effect.rev, token: effect.token }) - 1;
        indexOf.set(effect.token, index);
      }
      const acked = effect.mark === 'acked';
      if (acked) acknowledged++;
      window = {
        acked: acked ? Math.max(window.acked, index) : window.acked,
        attempted: Math.max(window.attempted, index),
      };
    }
    windowAt.push(window);
  }
  return { list, acknowledged, windowAt };
}

export function describeWindow(attempts: Attempts, window: Window): CrashWindow {
  const identity = (index: number): DocumentIdentity | null => {
    const attempt = attempts.list[index];
    return attempt === undefined ? null : { rev: attempt.rev, token: attempt.token };
  };
  return { lastAcked: identity(window.acked), lastAttempted: identity(window.attempted) };
}
