// Time in which this process was running. When everything is stopped for a while (Ctrl-Z, a paused virtual
// machine, a laptop asleep), a deadline in wall time expires at the moment of waking, and accuses whoever it
// watched of a hang. Here time is counted in looks at regular intervals, and a look counts twice its interval
// at the most, however late it comes. On a machine that is merely busy a deadline lasts longer, never
// shorter.

// Strategies may replace what is global; this module is loaded before them.
const { setInterval, clearInterval } = globalThis;
const nowMs = performance.now.bind(performance);

export class RunningTime {
  readonly #everyMs: number;
  #lastMs = nowMs();
  #ms = 0;

  /** `everyMs`: how often `look` is called. */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** Milliseconds up to the last look. */
  get ms(): number {
    return this.#ms;
  }

  look(): void {
    const now = nowMs();
    this.#ms += Math.min(now - this.#lastMs, 2 * this.#everyMs);
    this.#lastMs = now;
  }
}

const LOOKS = 20;
const LOOK_EVERY_MS_MAX = 250;

/**
 * Calls `expired` once, when this process has been running for `afterMs`, unless the returned function is
 * called before.
 */
export function startDeadline(afterMs: number, expired: () => void): () => void {
  const everyMs = Math.max(1, Math.min(LOOK_EVERY_MS_MAX, afterMs / LOOKS));
  const time = new RunningTime(everyMs);
  const timer = setInterval(() => {
    time.look();
    if (time.ms < afterMs) return;
    clearInterval(timer);
    expired();
  }, everyMs);
  return () => clearInterval(timer);
}
