// Whether anything real is under way in this thread: immediates, requests to the kernel, handles. What the tap
// delivers comes as immediates; native code of known lock addons shows only between its announcements, which is the
// gate's business. Resources that were there before any script count as the client's own.

export type Activity =
  | { type: 'idle' }
  /** The event loop has more to do at once. */
  | { type: 'immediates' }
  /** Something that ends in its own time. `never`: by what somebody else does, or by the real clock. */
  | { type: 'waiting'; resources: string[]; never: boolean };

/**
 * As Node calls them. Standard streams and signal handlers stay once they were touched, and nothing comes of them;
 * pipes to other processes come with a notice.
 */
const STANDARD = /^(?:Pipe|TTY|Signal)Wrap$/;
/** `Timeout` is a timer that was taken out of node:timers before it became virtual. */
const NEVER = /^(?:FSEvent|StatWatcher|TCP|UDP|TLS|Timeout$)/;

export class Idleness {
  readonly #own = count();

  /** Call it from an immediate, when microtasks have run. */
  look(): Activity {
    const now = count();
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

function count(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}
