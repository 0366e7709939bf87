// proper-lockfile: the lock is the existence of the directory `<document>.lock`, kept fresh by a timer. Needs no
// addon and works wherever mkdir is atomic. What it can't give: a lock whose holder died stays for 10 s; a holder
// that is stopped or blocked for longer looks dead and is robbed, and neither side can prevent that; two who take
// over the same stale lock may both hold one, for each removes by name what is there by then; it trusts the wall
// clock. A lock that was or may have been lost is reported, never ignored.
import { lock as lockDirectory } from 'proper-lockfile';
import { announceTry, announceUnlock } from './announce.js';
import type { Held, Lock } from './lock.js';
import { acquireInTurn } from './turns.js';

/** A lock with an older timestamp counts as stale and is taken over. */
const STALE_MS = 10_000;

export const lockfile: Lock = {
  acquire: (documentPath, timeoutMs) =>
    acquireInTurn(`${documentPath}.lock`, documentPath, timeoutMs, () => tryLockDirectory(documentPath)),
};

async function tryLockDirectory(documentPath: string): Promise<Held | null> {
  const about = { kind: 'lockfile', path: `${documentPath}.lock` } as const;
  let compromised: Error | null = null;
  const beganMs = performance.now();
  const unlock = await announceTry(
    about,
    () =>
      busyAsNull(
        lockDirectory(documentPath, {
          stale: STALE_MS,
          retries: 0,
          realpath: false, // the document may not exist yet
          onCompromised(error) {
            compromised = error; // the default throws from a timer
          },
        }),
      ),
    (granted) => granted !== null,
  );
  if (unlock === null) {
    return null;
  }
  return {
    lost() {
      const heldMs = performance.now() - beganMs;
      // No timer runs while this thread is blocked or stopped.
      return compromised ?? (heldMs < STALE_MS ? null : new Error(`held for ${Math.round(heldMs)} ms`));
    },
    async release() {
      await announceUnlock(about, () => (compromised === null ? unlock() : undefined));
    },
  };
}

async function busyAsNull<T>(attempt: Promise<T>): Promise<T | null> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') {
      return null;
    }
    throw error;
  }
}
