// Which documents may be there after a crash, in words. In a file without schemas, because code that runs in a
// strategy's own process uses it.
import type { CrashWindow } from '../vocabulary/persistence.js';

/** `what was there before … rev 2 (attempted)`. */
export function expectedInWords({ lastAcked, lastAttempted }: CrashWindow): string {
  const least = lastAcked === null ? 'what was there before' : `rev ${lastAcked.rev} (acknowledged)`;
  return lastAttempted === null ? least : `${least} … rev ${lastAttempted.rev} (attempted)`;
}
