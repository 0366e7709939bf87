// Lock: what the store needs of one, and the plain way of waiting for one: try, sleep, try again. The sleeps
// grow exponentially with jitter, so that writers that collided once don't collide again. Not fair: whoever
// writes without a pause keeps the lock while others sleep. Canaries wait like that; turns.ts hands over.
import { StoreError } from '../strategy.js';

export interface Lock {
  /**
   * Holds the lock of a document when it resolves.
   * @param documentPath absolute, symbolic links already followed; its directory exists.
   * @param timeoutMs how long to keep trying; 0 = one try.
   * @throws StoreError LOCKED when the time has passed; system errors as they come.
   */
  acquire(documentPath: string, timeoutMs: number): Promise<Held>;
}

export interface Held {
  /** Why another client may hold the lock by now, or null. Locks that the kernel keeps are never lost. */
  lost(): Error | null;
  /** Releases the lock; called once. Rejects when something was left behind. */
  release(): Promise<void>;
}

/** Each wait is once to twice its step: from 10 … 20 ms up to 100 … 200 ms. */
const STEP_MS_FIRST = 10;
const STEP_MS_MAX = 100;

/**
 * Repeats `tryOnce` (null = busy) until it holds the lock or `timeoutMs` has passed; the last try is at the
 * end.
 */
export async function acquirePatiently<T = Held>(
  documentPath: string,
  timeoutMs: number,
  tryOnce: () => Promise<T | null>,
): Promise<T> {
  const startedMs = performance.now();
  for (let stepMs = STEP_MS_FIRST; ; stepMs = Math.min(2 * stepMs, STEP_MS_MAX)) {
    const held = await tryOnce();
    if (held !== null) {
      return held;
    }
    const leftMs = startedMs + timeoutMs - performance.now();
    if (leftMs <= 0) throw locked(documentPath, timeoutMs);
    await sleep(Math.min(leftMs, stepMs * (1 + Math.random())));
  }
}

export function locked(documentPath: string, timeoutMs: number): StoreError {
  const patience = timeoutMs === 0 ? 'at the only try' : `for ${timeoutMs} ms`;
  return new StoreError('LOCKED', `Locked: another writer held ${documentPath} ${patience}`);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
