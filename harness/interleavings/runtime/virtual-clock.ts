// The time of one schedule. Reading a clock moves only the reader's own on, so that what one client is told never
// depends on how often another has looked; waking, jumping and pausing move everybody's.
import type { Times } from '../client-protocol.js';

/** Where every schedule begins: both clocks say something plausible and never anything real. */
export const START: Times = { wallMs: Date.UTC(2030, 0, 1), nowMs: 1_000_000 };
export const JUMP_MS = 60_000;

export class VirtualClock {
  #nowMs = START.nowMs;
  #aheadMs = START.wallMs - START.nowMs;
  readonly #own: number[] = [];

  /** What this client's clocks say when it goes on. */
  timesOf(client: number): Times {
    const nowMs = Math.max(this.#nowMs, this.#own[client] ?? 0);
    return { nowMs, wallMs: nowMs + this.#aheadMs };
  }

  /** What somebody is told who comes when everybody has stopped. */
  latest(): Times {
    const nowMs = Math.max(this.#nowMs, ...this.#own);
    return { nowMs, wallMs: nowMs + this.#aheadMs };
  }

  /** A client has reported what its own monotonic clock says. */
  reported(client: number, nowMs: number): void {
    this.#own[client] = nowMs;
  }

  /** Whether anybody's time has moved. */
  wakeAt(nowMs: number): boolean {
    if (nowMs <= this.#nowMs) return false;
    this.#nowMs = nowMs;
    return true;
  }

  jump(): void {
    this.#aheadMs += JUMP_MS;
  }

  pause(): void {
    this.#nowMs += JUMP_MS;
  }
}
