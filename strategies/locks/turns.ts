// Waiting in turns for a lock: whoever finds it taken, or finds others waiting, queues up; the first in the
// queue sleeps until the file system reports that the lock has gone, the others until the one ahead of them
// has left. A release wakes one, and a writer that writes without a pause can't keep the lock from others.
// Only the lock excludes: what becomes of the queue decides who waits for how long and nothing else.
import { type Held, locked } from './lock.js';
import { PathChange } from './path-change.js';
import { clearQueue, isAwaited, QueuePlace } from './turn-queue.js';

/** Changes are reported at once; so often the first one, and the others, look all the same. */
const LOOK_MS_FIRST = 20;
const LOOK_MS_BEHIND = 150;
/** The same where nothing can be watched, as when the limit of inotify is reached. */
const LOOK_MS_UNWATCHED = 2;

/**
 * Calls `tryOnce` (null = busy) until it holds the lock or `timeoutMs` has passed; the last try is at the end.
 * 0 = one try, which waits behind nobody.
 * @param lockPath the file or directory whose removal, or change, means that the lock may be free
 * @throws StoreError LOCKED when the time has passed
 */
export async function acquireInTurn<T = Held>(
  lockPath: string,
  documentPath: string,
  timeoutMs: number,
  tryOnce: () => Promise<T | null>,
): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  const awaited = isAwaited(lockPath);
  if (timeoutMs === 0 || !awaited) {
    const held = await tryOnce();
    // Those who wait may be dead, and whoever never waits would leave their places there for ever.
    if (held !== null && awaited) clearQueue(lockPath);
    if (held !== null) return held;
  }
  if (timeoutMs === 0) throw locked(documentPath, timeoutMs);
  const place = new QueuePlace(lockPath);
  try {
    for (let wasReleased = false; ; place.show()) {
      const ahead = place.ahead();
      // Most likely free by now, so that nothing need be watched.
      const first = wasReleased && ahead === null ? await tryOnce() : null;
      if (first !== null) return first;
      // Watched before the try, so that a release in between is not missed.
      const change = ahead === null ? new PathChange(lockPath, 'changed') : new PathChange(ahead, 'removed');
      try {
        const leftMs = endMs - performance.now();
        const held = ahead === null || leftMs <= 0 ? await tryOnce() : null;
        if (held !== null) return held;
        if (leftMs <= 0) throw locked(documentPath, timeoutMs);
        const lookMs = ahead === null ? LOOK_MS_FIRST : LOOK_MS_BEHIND;
        await change.within(Math.min(leftMs, change.watched ? lookMs : LOOK_MS_UNWATCHED));
      } finally {
        change.close();
      }
      wasReleased = ahead === null;
    }
  } finally {
    place.leave();
  }
}

/** For locks whose release changes no file: wakes the first of those who wait. */
export function wakeFirst(lockPath: string, touch: () => void): void {
  if (isAwaited(lockPath)) touch();
}
