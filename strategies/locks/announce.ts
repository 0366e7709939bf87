// Announces every lock operation on the diagnostics channel `holdfast:lock`, in the thread that asks for the
// lock, so that recorders, step gates and debuggers see operations that node:fs doesn't know. Subscribers run
// synchronously between the announcement and the operation. Without a subscriber the cost is negligible.
import { channel } from 'node:diagnostics_channel';

interface Announced {
  kind: 'flock' | 'posix' | 'ofd' | 'lockfile';
  operation: 'try-lock' | 'unlock';
  /** The lock file or directory. */
  path: string;
  /** The descriptor that is locked; absent where the lock is the existence of a file or directory. */
  fd?: number;
}

/**
 * What subscribers of `holdfast:lock` receive; every `start` is followed by its `end`. A subscriber that sets
 * `fail` to an errno code makes the operation fail with it.
 */
export type LockMessage =
  | ({ phase: 'start'; fail?: string } & Announced)
  | ({ phase: 'end'; outcome: 'locked' | 'busy' | 'released' | 'error' } & Announced);

const announcements = channel('holdfast:lock');

/** Runs a try for a lock between its announcements; `held` says whether its result means success. */
export async function announceTry<T>(
  about: Omit<Announced, 'operation'>,
  operation: () => T | Promise<T>,
  held: (result: T) => boolean,
): Promise<T> {
  return await announce({ ...about, operation: 'try-lock' }, operation, (result) =>
    held(result) ? 'locked' : 'busy',
  );
}

/** Runs the release of a lock between its announcements. */
export async function announceUnlock(
  about: Omit<Announced, 'operation'>,
  operation: () => void | Promise<void>,
): Promise<void> {
  await announce({ ...about, operation: 'unlock' }, operation, () => 'released');
}

async function announce<T>(
  about: Announced,
  operation: () => T | Promise<T>,
  outcomeOf: (result: T) => 'locked' | 'busy' | 'released',
): Promise<T> {
  const start: Extract<LockMessage, { phase: 'start' }> = { phase: 'start', ...about };
  publish(start);
  let result: T;
  try {
    failAsAsked(start);
    result = await operation();
  } catch (error) {
    publish({ phase: 'end', outcome: 'error', ...about });
    throw error;
  }
  publish({ phase: 'end', outcome: outcomeOf(result), ...about });
  return result;
}

function failAsAsked({ fail, kind }: Extract<LockMessage, { phase: 'start' }>): void {
  if (fail !== undefined) throw Object.assign(new Error(`${fail}: ${kind}`), { code: fail, syscall: kind });
}

function publish(message: LockMessage): void {
  announcements.publish(message);
}
