// Tells faults of the machine from faults of a strategy: a full disk makes every strategy look broken. A
// strategy could make such an error up, so the disk is tried.
import { rm, statfs, writeFile } from 'node:fs/promises';
import type { Fact } from '../../results/facts/facts.js';
import { errorCode } from '../processes/error-code.js';
import { probeFile } from '../processes/probe-files.js';
import type { CaseOutcome } from './run-case.js';
import { EnvironmentError } from './run-contract.js';
import { brokenDisk, diskFull, FREE_BYTES_LEFT_MIN } from './watch-environment.js';

const MEBIBYTE = 2 ** 20;
/** Twice what the largest scenario needs at once. */
const FREE_BYTES_MIN = 64 * MEBIBYTE;

const FAULTS = /\b(ENOSPC|EDQUOT|EROFS|EMFILE|ENFILE)\b/;

/** Rejects with EnvironmentError when a run could not even begin. */
export async function requireSpace(dir: string): Promise<void> {
  const freeBytes = await freeSpace(dir);
  if (freeBytes >= FREE_BYTES_MIN) return;
  throw new EnvironmentError(
    'disk-full',
    `Only ${mebibytes(freeBytes)} MiB are free in ${dir}, and a run needs ${mebibytes(FREE_BYTES_MIN)}. Free some space, or choose another place with --dir.`,
  );
}

/**
 * Rejects with EnvironmentError when the facts of a case are about the machine; such a case is not stored.
 * Where the disk works, only this case is void: the strategy may have made the error up or exhausted the
 * limits of its own process, which can't be told apart from a fault that has passed.
 */
export async function rejectEnvironmentFaults(outcome: CaseOutcome, dir: string): Promise<CaseOutcome> {
  const met =
    FAULTS.exec(outcome.faultCode ?? JSON.stringify(outcome.facts.filter(isOfThisMachine)))?.[1] ?? null;
  const freeBytes = await freeSpace(dir);
  const code = met === null ? null : await refusal(dir);
  if (code === 'ENOSPC' || code === 'EDQUOT' || freeBytes < FREE_BYTES_LEFT_MIN)
    throw diskFull(dir, freeBytes);
  if (code !== null) throw brokenDisk(dir, code);
  if (met === null) return outcome;
  const reason = `${met} was met, but ${dir} can be written to: the machine's fault or the strategy's, nobody can tell`;
  return { ...outcome, facts: [], state: { type: 'faulted', reason } };
}

/** Injected faults carry the same codes, and say nothing of the machine. */
function isOfThisMachine({ kind }: Fact): boolean {
  return kind !== 'io-faults';
}

/** The code of the system error with which `dir` refuses an ordinary file; null when it takes it. */
async function refusal(dir: string): Promise<string | null> {
  const probe = probeFile(dir, 'probe');
  try {
    await writeFile(probe, Buffer.alloc(MEBIBYTE), { flag: 'wx', flush: true });
    return null;
  } catch (error) {
    return errorCode(error) ?? 'EIO';
  } finally {
    await rm(probe, { force: true });
  }
}

async function freeSpace(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}

function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(0);
}
