// Waits for the real work of one script: requests to the kernel, handles, native code at a lock. Virtual time
// must not move before it has ended, because it would end at a different turn of the event loop every time.
// Work that takes too long, or can't end by itself, can't be scheduled: the only use of real time here. Time is
// counted from look to look, and a look counts little however late it comes: a process that was stopped, or
// that waits for a processor, is not late.
import { monotonicNs, originalSetImmediate } from '../../../tap/patch/original-fs.js';
import type { Activity } from './idleness.js';

export type RealState =
  | { type: 'none' }
  /** The event loop has more to do at once. */
  | { type: 'immediates' }
  /** `hopeless`: the work that can't end or took too long; null: it may still end. */
  | { type: 'waiting'; hopeless: string | null };

export interface RealWorkParts {
  idleness: { look(): Activity };
  /** Lock operations that have started and not ended. */
  traffic: { underWay: number };
  /** Real and monotonic. */
  nowNs?: () => bigint;
}

/** Work that takes longer can't be scheduled. */
const PATIENCE_NS = 20_000_000_000n;
const LOOK_NS_MAX = 100_000_000n;
/** After so many looks in a row the processor belongs, between looks, to whoever does the work. */
const LOOKS_MAX = 20;
const REST_MS = 0.05;
/** A try for a lock takes microseconds. */
const LAST_LOCK_NS = 1_000_000_000n;

/** Taken before virtual time replaces it. */
const realWait = Atomics.wait;
const never = new Int32Array(new SharedArrayBuffer(4));

/** Of one script, whose waiting time it measures. */
export class RealWork {
  readonly #idleness: RealWorkParts['idleness'];
  readonly #traffic: RealWorkParts['traffic'];
  readonly #nowNs: () => bigint;
  #waitedNs = 0n;
  #lastLookNs: bigint | null = null;
  #looks = 0;

  constructor({ idleness, traffic, nowNs = monotonicNs }: RealWorkParts) {
    this.#idleness = idleness;
    this.#traffic = traffic;
    this.#nowNs = nowNs;
  }

  /** Call it from an immediate, after microtasks, for as long as something is pending. */
  look(): RealState {
    const activity = this.#idleness.look();
    if (activity.type !== 'waiting' && !this.isLocking) {
      this.#waitedNs = 0n;
      this.#lastLookNs = null;
      this.#looks = 0;
      return { type: activity.type === 'idle' ? 'none' : 'immediates' };
    }
    this.#looks += 1;
    if (this.#looks > LOOKS_MAX) realWait(never, 0, 0, REST_MS);
    const late = this.#hasWaitedNs() > PATIENCE_NS;
    const hopeless = late || (activity.type === 'waiting' && activity.never);
    const what = activity.type === 'waiting' ? activity.resources.join(', ') : 'a lock';
    return { type: 'waiting', hopeless: hopeless ? what : null };
  }

  /** Native code is about to lock or unlock a descriptor, according to announcements. */
  get isLocking(): boolean {
    return this.#traffic.underWay > 0;
  }

  /**
   * Resolves when no native code is about to lock a descriptor, so that descriptors can be closed. A dead run
   * may never announce the end: then waiting ends after a time.
   */
  async lastLocks(): Promise<void> {
    this.#waitedNs = 0n;
    this.#lastLookNs = null;
    while (this.isLocking && this.#hasWaitedNs() < LAST_LOCK_NS) {
      await new Promise<void>((resolve) => originalSetImmediate(resolve));
    }
    this.#traffic.underWay = 0;
  }

  /** Up to now; call it at every look. */
  #hasWaitedNs(): bigint {
    const now = this.#nowNs();
    const passedNs = now - (this.#lastLookNs ?? now);
    this.#waitedNs += passedNs < LOOK_NS_MAX ? passedNs : LOOK_NS_MAX;
    this.#lastLookNs = now;
    return this.#waitedNs;
  }
}
