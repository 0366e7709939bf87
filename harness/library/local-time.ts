// Virtual clocks, timers and random numbers for the clients of one process, and for nobody else in it:
// whoever calls from another asynchronous context, such as the test runner, gets the real ones. Tells when
// clients have come to rest.

import { installPinnedRandomness, PinnedRandomness } from '../interleavings/client/pinned-randomness.js';
import { Idleness } from '../interleavings/client/time/idleness.js';
import { installVirtualClocks } from '../interleavings/client/time/virtual-clocks.js';
import { VirtualTime } from '../interleavings/client/time/virtual-time.js';
import type { VirtualTimer } from '../interleavings/client/time/virtual-timer.js';
import { installVirtualTimers } from '../interleavings/client/time/virtual-timers.js';
import type { Random } from '../random.js';
import { originalSetImmediate } from '../tap/patch/original-fs.js';
import type { Tap } from '../tap/patch/tap.js';

const BEGINS_AT_MS = Date.UTC(2026, 0, 1);
/** Turns of the event loop without anything done. */
const QUIET_TURNS = 4;
const PATIENCE_MS = 5000;

/** What has to be known of a client to tell whether it is at rest. */
export interface TimedClient {
  /** Counts whatever it does. */
  readonly activity: number;
  /** null: it has not come to its end. */
  readonly result: object | null;
  /** Whether it can be let go on. */
  isWaiting(time: LocalTime): boolean;
}

class ClientRandomness extends PinnedRandomness {
  readonly #isClient: () => boolean;

  constructor(isClient: () => boolean) {
    super();
    this.#isClient = isClient;
  }

  override get random(): Random | null {
    return this.#isClient() ? super.random : null;
  }
}

export class LocalTime {
  readonly #time: VirtualTime;
  readonly #randomness: PinnedRandomness;
  readonly #ownerOf: (timer: VirtualTimer) => unknown;
  #idleness = new Idleness();

  constructor(tap: Tap, isClient: () => boolean) {
    this.#time = new VirtualTime();
    this.#randomness = new ClientRandomness(isClient);
    this.#ownerOf = (timer) => timer.runInAsyncScope(() => tap.runs.getStore());
    const hidden = () => !isClient();
    installVirtualClocks(this.#time, hidden);
    // Synchronous sleep stops the whole process, whoever sleeps.
    installVirtualTimers({
      time: this.#time,
      hidden,
      sleepNow: (ms) => this.#time.advanceTo(this.#time.nowMs + ms),
    });
    installPinnedRandomness(this.#randomness);
  }

  begin(): void {
    this.#time.begin({ wallMs: BEGINS_AT_MS, nowMs: 0 }, () => {});
    this.#randomness.begin(1);
    this.#idleness = new Idleness();
  }

  end(): void {
    this.#time.end();
    this.#randomness.end();
  }

  /** null: no timer of it is set. */
  wakeMsOf(client: TimedClient): number | null {
    const first = this.#timersOf(client)[0];
    return first === undefined ? null : first.dueUs / 1000;
  }

  /** Moves the clock on to the client's next timer, and calls it. */
  wake(client: TimedClient): void {
    const [first] = this.#timersOf(client);
    if (first === undefined) return;
    this.#time.advanceTo(first.dueUs / 1000);
    first.close();
    first.fire();
  }

  #timersOf(client: TimedClient): VirtualTimer[] {
    return this.#time.timers.waiting.filter((timer) => timer.hasRef() && this.#ownerOf(timer) === client);
  }

  /**
   * Resolves when nobody does anything any more without being let go on. Gives the reason when that can't be known:
   * a client waits for something outside, such as a network.
   */
  async settle(clients: readonly TimedClient[]): Promise<string | null> {
    const startedMs = process.hrtime.bigint();
    let before = -1;
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await new Promise((resolve) => originalSetImmediate(resolve));
      const now = clients.reduce((sum, { activity }) => sum + activity, 0);
      const real = this.#idleness.look();
      const isWaiting =
        real.type === 'waiting' && clients.some((one) => one.result === null && !one.isWaiting(this));
      quiet = now === before && !isWaiting ? quiet + 1 : 0;
      before = now;
      if (isWaiting && Number(process.hrtime.bigint() - startedMs) / 1e6 > PATIENCE_MS) {
        return `a client waits for something that no schedule can hold back: ${real.resources.join(', ')}`;
      }
    }
    return null;
  }
}

let installed: LocalTime | null = null;

/** Clocks and timers are replaced once in a thread. */
export function localTime(tap: Tap, isClient: () => boolean): LocalTime {
  installed ??= new LocalTime(tap, isClient);
  return installed;
}
