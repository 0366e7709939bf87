// Deadlines in time that this process was running. When everything is stopped for a while (Ctrl-Z, a paused virtual
// machine, a laptop asleep), a deadline in wall time expires at the moment of waking, and accuses whoever it watched
// of a hang. Here an interval counts small slices, and a slice counts twice its length at the most, however late it
// comes. A machine that is merely busy makes such a deadline longer, never shorter.
const SLICES = 20;
const SLICE_MS_MAX = 250;

export interface Deadline {
  /** Begins anew. */
  restart(): void;
  /** It never expires after this. */
  cancel(): void;
}

/** Calls `expired` once, when this process has been running for `afterMs` since the start or the last restart. */
export function startDeadline(afterMs: number, expired: () => void): Deadline {
  const sliceMs = Math.max(1, Math.min(SLICE_MS_MAX, afterMs / SLICES));
  let runMs = 0;
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    runMs += Math.min(nowMs - lastMs, 2 * sliceMs);
    lastMs = nowMs;
    if (runMs < afterMs) return;
    clearInterval(timer);
    expired();
  }, sliceMs);
  return {
    restart: () => {
      runMs = 0;
      lastMs = performance.now();
    },
    cancel: () => clearInterval(timer),
  };
}
