// How long a process has waited for a processor although it could have run, as Linux counts it for its main
// thread (/proc/<pid>/schedstat, proc(5)). On a machine with more work than processors such time is the
// machine's: a deadline that counted it would accuse strategies of a load that others make. Elsewhere it is
// not known and counts as none; deadlines then last as long as they say.
import fs from 'node:fs';

// Strategies may replace what is global; this module is loaded before them.
const { readFileSync } = fs;
const NS_PER_MS = 1_000_000;

/** Milliseconds since its start; 0 where that is not known, as of a process that has ended. */
export function starvedMs(pid: number | 'self'): number {
  if (process.platform !== 'linux') return 0;
  try {
    const [, waitedNs] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ');
    return Number(waitedNs) / NS_PER_MS || 0;
  } catch {
    return 0;
  }
}
