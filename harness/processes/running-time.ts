// Time in which this process was running. When everything is stopped for a while (Ctrl-Z, a paused virtual
// machine, a laptop asleep), a deadline in wall time expires at the moment of waking, and accuses whoever it
// watched of a hang. Here time is counted in looks at regular intervals, and a look counts twice its interval
// at the most, however late it comes. Time in which the watched process waited for a processor does not
// count either. On a busy machine a deadline lasts longer, never shorter.
import { starvedMs } from './starved-time.js';

// Strategies may replace what is global; this module is loaded before them.
const { setInterval, clearInterval } = globalThis;
const nowMs = performance.now.bind(performance);

export class RunningTime {
  readonly #everyMs: number;
  readonly #starvedMs: () => number;
  #lastMs = nowMs();
  #lastStarvedMs: number;
  #ms = 0;

  /** `everyMs`: how often `look` is called. `pid`: of the process that is watched; default: this one. */
  constructor(everyMs: number, pid: number | 'self' = 'self') {
    this.#everyMs = everyMs;
    this.#starvedMs = () => starvedMs(pid);
    this.#lastStarvedMs = this.#starvedMs();
  }

  /** Milliseconds up to the last look. */
  get ms(): number {
    return this.#ms;
  }

  look(): void {
    const [now, starved] = [nowMs(), this.#starvedMs()];
    const passedMs = Math.min(now - this.#lastMs, 2 * this.#everyMs);
    this.#ms += Math.max(0, passedMs - Math.max(0, starved - this.#lastStarvedMs));
    this.#lastMs = now;
    this.#lastStarvedMs = starved;
  }
}

const LOOKS = 20;
const LOOK_EVERY_MS_MAX = 250;

/**
 * Calls `expired` once, when this process has been running for `afterMs`, unless the returned function is
 * called before. `pid`: of the process that is watched, if it is another one. `keepsAlive`: whether this process
 * has to live for it.
 */
export function startDeadline(
  afterMs: number,
  expired: () => void,
  pid: number | 'self' = 'self',
  keepsAlive = true,
): () => void {
  const everyMs = Math.max(1, Math.min(LOOK_EVERY_MS_MAX, afterMs / LOOKS));
  const time = new RunningTime(everyMs, pid);
  const timer = setInterval(() => {
    time.look();
    if (time.ms < afterMs) return;
    clearInterval(timer);
    expired();
  }, everyMs);
  if (!keepsAlive) timer.unref();
  return () => clearInterval(timer);
}
