// What one script has real under way: requests to the kernel, handles, native code at a lock. Nothing virtual may
// happen before it has ended, because its end would come at another turn of the event loop every time; what takes too
// long, or can't end by itself, can't be scheduled. Real time is looked at for that alone.
import { monotonicNs, originalSetImmediate } from '../../../tap/patch/original-fs.js';
import type { Activity } from './idleness.js';

export type RealState =
  | { type: 'none' }
  /** The event loop has more to do at once. */
  | { type: 'immediates' }
  /** `hopeless`: what it waits for, where waiting is no use; null: it may end yet. */
  | { type: 'waiting'; hopeless: string | null };

export interface RealWorkParts {
  idleness: { look(): Activity };
  /** Lock operations begun and not ended. */
  traffic: { underWay: number };
  /** Real and monotonic. */
  nowNs?: () => bigint;
}

/** What takes longer can't be scheduled. */
const PATIENCE_NS = 5_000_000_000n;
/** A try for a lock takes microseconds. */
const LAST_LOCK_NS = 1_000_000_000n;

/** Of one script: how long it has waited for is its own. */
export class RealWork {
  readonly #idleness: RealWorkParts['idleness'];
  readonly #traffic: RealWorkParts['traffic'];
  readonly #nowNs: () => bigint;
  #waitingSinceNs: bigint | null = null;

  constructor({ idleness, traffic, nowNs = monotonicNs }: RealWorkParts) {
    this.#idleness = idleness;
    this.#traffic = traffic;
    this.#nowNs = nowNs;
  }

  /** Call it from an immediate, when microtasks have run, again and again while there is something. */
  look(): RealState {
    const activity = this.#idleness.look();
    if (activity.type !== 'waiting' && !this.isLocking) {
      this.#waitingSinceNs = null;
      return { type: activity.type === 'idle' ? 'none' : 'immediates' };
    }
    this.#waitingSinceNs ??= this.#nowNs();
    const late = this.#nowNs() - this.#waitingSinceNs > PATIENCE_NS;
    const hopeless = late || (activity.type === 'waiting' && activity.never);
    const what = activity.type === 'waiting' ? activity.resources.join(', ') : 'a lock';
    return { type: 'waiting', hopeless: hopeless ? what : null };
  }

  /** Native code is about to lock or unlock a descriptor, as far as it was told. */
  get isLocking(): boolean {
    return this.#traffic.underWay > 0;
  }

  /**
   * Resolves when no native code is about to lock a descriptor any more, so that they can be closed. Who is dead may
   * never tell that it has: then nothing is waited for any longer.
   */
  async lastLocks(): Promise<void> {
    const giveUpNs = this.#nowNs() + LAST_LOCK_NS;
    while (this.isLocking && this.#nowNs() < giveUpNs) {
      await new Promise<void>((resolve) => originalSetImmediate(resolve));
    }
    this.#traffic.underWay = 0;
  }
}
