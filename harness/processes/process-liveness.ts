// Whether a process still runs. Signal 0 alone is not enough: a zombie answers it although it has ended, and
// a reused pid answers for another process.
import { errorCode } from './error-code.js';
import {
  hasProc,
  isSameStart,
  processStartTime,
  readProcStat,
  type StartTime,
} from './process-start-time.js';

/** A stopped process is alive; a zombie is not (Linux; elsewhere a zombie still counts as alive). */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  if (hasProc) {
    const stat = readProcStat(pid);
    return stat !== null && stat.state !== 'Z' && stat.state !== 'X';
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/**
 * Whether the very process that started then is still alive.
 * `unknown`: a process has that pid, but its start time can't be found out.
 */
export function isStillRunning(pid: number, startedAt: StartTime | null): 'yes' | 'no' | 'unknown' {
  if (!isAlive(pid)) return 'no';
  if (startedAt === null) return 'unknown';
  const actual = processStartTime(pid);
  if (actual === null) return isAlive(pid) ? 'unknown' : 'no';
  return isSameStart(startedAt, actual) ? 'yes' : 'no';
}
