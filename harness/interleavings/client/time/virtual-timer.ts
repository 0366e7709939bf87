// The queue of virtual timers, and the object that setTimeout and setInterval return, with the methods of
// Node's Timeout. Callbacks keep the asynchronous context in which they were set. Pure except for that
// context.
import { AsyncResource } from 'node:async_hooks';

/** Node's own rules: whole milliseconds, at least one, and what doesn't fit is one. */
const DELAY_MS_MAX = 2 ** 31 - 1;

export function delayMsOf(raw: unknown): number {
  const ms = Math.trunc(Number(raw));
  return ms >= 1 && ms <= DELAY_MS_MAX ? ms : 1;
}

export class VirtualTimer extends AsyncResource {
  readonly id: number;
  readonly repeats: boolean;
  dueUs = 0;
  readonly #queue: TimerQueue;
  readonly #delayUs: number;
  readonly #callback: () => unknown;
  #keepsAlive = true;

  constructor(queue: TimerQueue, id: number, delayMs: number, repeats: boolean, callback: () => unknown) {
    super('Timeout');
    this.#queue = queue;
    this.id = id;
    this.#delayUs = delayMs * 1000;
    this.repeats = repeats;
    this.#callback = callback;
    this.refresh();
  }

  ref(): this {
    this.#keepsAlive = true;
    return this;
  }

  unref(): this {
    this.#keepsAlive = false;
    return this;
  }

  hasRef(): boolean {
    return this.#keepsAlive;
  }

  refresh(): this {
    this.dueUs = this.#queue.nowUs() + this.#delayUs;
    this.#queue.enter(this);
    return this;
  }

  close(): this {
    this.#queue.remove(this);
    return this;
  }

  fire(): void {
    if (this.repeats) this.refresh();
    this.runInAsyncScope(this.#callback);
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }
}

export class TimerQueue {
  readonly nowUs: () => number;
  /** By due time; at equal times, the one that was set first. */
  #timers: VirtualTimer[] = [];
  #lastId = 0;

  constructor(nowUs: () => number) {
    this.nowUs = nowUs;
  }

  /** `delayMs` as given to setTimeout. */
  set(callback: () => unknown, delayMs: unknown, repeats: boolean): VirtualTimer {
    this.#lastId += 1;
    return new VirtualTimer(this, this.#lastId, delayMsOf(delayMs), repeats, callback);
  }

  enter(timer: VirtualTimer): void {
    this.remove(timer);
    const before = this.#timers.findIndex((other) => other.dueUs > timer.dueUs);
    this.#timers.splice(before === -1 ? this.#timers.length : before, 0, timer);
  }

  remove(timer: VirtualTimer): void {
    const index = this.#timers.indexOf(timer);
    if (index !== -1) this.#timers.splice(index, 1);
  }

  find(id: number): VirtualTimer | undefined {
    return this.#timers.find((timer) => timer.id === id);
  }

  /** Removes and returns the first timer that is due; null: none is. */
  takeDue(): VirtualTimer | null {
    const [first] = this.#timers;
    if (first === undefined || first.dueUs > this.nowUs()) return null;
    this.#timers.shift();
    return first;
  }

  get nextDueUs(): number | null {
    return this.#timers[0]?.dueUs ?? null;
  }

  get waiting(): readonly VirtualTimer[] {
    return this.#timers;
  }

  clear(): void {
    this.#timers = [];
    this.#lastId = 0;
  }
}
