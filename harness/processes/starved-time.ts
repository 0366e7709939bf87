// How long a thread has waited for a processor although it could have run, as Linux counts it
// (/proc/<pid>/schedstat, of a process's main thread; /proc/thread-self/schedstat; proc(5)). On a machine with more work than processors such time is the
// machine's: a deadline that counted it would accuse strategies of a load that others make. Elsewhere it is
// not known and counts as none; deadlines then last as long as they say.
import fs from 'node:fs';

// Strategies may replace what is global; this module is loaded before them.
const { readFileSync } = fs;
const NS_PER_MS = 1_000_000;

/**
 * Milliseconds since its start, of the main thread of a process, or of the calling thread (`self`); 0 where that
 * is not known, as of a process that has ended.
 */
export function starvedMs(of: number | 'self'): number {
  if (process.platform !== 'linux') return 0;
  try {
    const place = of === 'self' ? 'thread-self' : of;
    const [, waitedNs] = readFileSync(`/proc/${place}/schedstat`, 'latin1').split(' ');
    return Number(waitedNs) / NS_PER_MS || 0;
  } catch {
    return 0;
  }
}
