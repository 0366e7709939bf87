// Whether anything real is pending in this thread: immediates, requests to the kernel, handles. Results that
// the tap delivers come as immediates; native code of known lock addons shows only between its announcements,
// which the step gate watches. Resources that existed before any script are the client's own and don't count.

export type Activity =
  | { type: 'idle' }
  /** The event loop has more to do at once. */
  | { type: 'immediates' }
  /**
   * Something that takes real time. `never`: it ends by the action of another process, or by the real clock.
   */
  | { type: 'waiting'; resources: string[]; never: boolean };

/**
 * Node's names. Standard streams and signal handlers stay once they were used and do no harm; pipes to other
 * processes are reported by the tap.
 */
const STANDARD = /^(?:Pipe|TTY|Signal)Wrap$/;
/** `Timeout` is a timer that was taken out of node:timers before it became virtual. */
const NEVER = /^(?:FSEvent|StatWatcher|TCP|UDP|TLS|Timeout$)/;

export class Idleness {
  readonly #own = countsOf(process.getActiveResourcesInfo());
  /** The last look: the same resources mean the same again. */
  #last: { resources: readonly string[]; activity: Activity } | null = null;

  /** Call it from an immediate, when microtasks have run. */
  look(): Activity {
    const resources = process.getActiveResourcesInfo();
    if (this.#last === null || !isSameList(this.#last.resources, resources)) {
      this.#last = { resources, activity: this.#judge(countsOf(resources)) };
    }
    return this.#last.activity;
  }

  #judge(now: ReadonlyMap<string, number>): Activity {
    const more = [...now].filter(
      ([type, times]) => type !== IMMEDIATE && !STANDARD.test(type) && times > (this.#own.get(type) ?? 0),
    );
    for (const [type, times] of this.#own) this.#own.set(type, Math.min(times, now.get(type) ?? 0));
    if (more.length > 0) {
      const resources = more.map(([type]) => type);
      return { type: 'waiting', resources, never: resources.some((type) => NEVER.test(type)) };
    }
    return { type: now.has(IMMEDIATE) ? 'immediates' : 'idle' };
  }
}

const IMMEDIATE = 'Immediate';

function countsOf(resources: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
