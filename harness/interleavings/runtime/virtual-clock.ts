// The time of one schedule. Reading a clock moves only the reader's own clock, so that the time one client
// reads never depends on how often another has read it; waking, jumping and pausing move the clocks of all
// clients.
import type { Times } from '../client-protocol.js';

/** The start of every schedule: plausible values, but never the real time. */
export const START: Times = { wallMs: Date.UTC(2030, 0, 1), nowMs: 1_000_000 };
export const JUMP_MS = 60_000;
export const PAUSE_MS = 60_000;
/**
 * Longer than nearly every fsync, collection of garbage or busy processor, and shorter than any sane stale
 * time.
 */
export const STALL_MS = 1000;

export class VirtualClock {
  #nowMs = START.nowMs;
  #aheadMs = START.wallMs - START.nowMs;
  readonly #own: number[] = [];
  /** By client: how far its wall clock is ahead of the machine's. */
  readonly #ownAheadMs: number[] = [];

  /** The clocks of this client when it goes on. */
  timesOf(client: number): Times {
    const nowMs = Math.max(this.#nowMs, this.#own[client] ?? 0);
    const ownAheadMs = this.#ownAheadMs[client];
    const machine = { nowMs, wallMs: nowMs + this.#aheadMs };
    return ownAheadMs === undefined ? machine : { ...machine, ownAheadMs };
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get wallMs(): number {
    return this.#nowMs + this.#aheadMs;
  }

  /** The time at which the final probe starts: the latest of all clients' clocks. */
  latest(): Times {
    const nowMs = Math.max(this.#nowMs, ...this.#own);
    return { nowMs, wallMs: nowMs + this.#aheadMs };
  }

  /** A client has reported its own monotonic clock. */
  reported(client: number, nowMs: number): void {
    this.#own[client] = nowMs;
  }

  /** Whether the time of all clients has moved. */
  wakeAt(nowMs: number): boolean {
    if (nowMs <= this.#nowMs) return false;
    this.#nowMs = nowMs;
    return true;
  }

  /** Of the machine: monotonic clocks and timers don't notice. Negative: it is set back. */
  jump(ms = JUMP_MS): void {
    this.#aheadMs += ms;
  }

  /** Of one client, and nobody else's; the times of files stay the machine's. */
  jumpOf(client: number, ms: number): void {
    this.#ownAheadMs[client] = (this.#ownAheadMs[client] ?? 0) + ms;
  }

  /** Somebody stands still, and meanwhile everybody's time goes on. */
  standStill(ms: number): void {
    this.#nowMs += ms;
  }
}
