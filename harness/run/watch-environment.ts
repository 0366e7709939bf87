// Watches, while a run goes on, what no strategy can get around: a file system that has turned read-only or
// has gone, and a full disk. Without it every strategy would try again until its own limits end it.
import { statfs, utimes } from 'node:fs/promises';
import { errorCode } from '../processes/error-code.js';
import { machineFault } from '../processes/machine-faults.js';
import { EnvironmentError } from './run-contract.js';

const LOOK_EVERY_MS = 1000;
const MEBIBYTE = 2 ** 20;
/** Less than this, and results are about the disk. */
export const FREE_BYTES_LEFT_MIN = 4 * MEBIBYTE;

/** A strategy can take away its own permissions; these codes it can't bring about. */
const FATAL = new Set(['EROFS', 'EIO', 'ESTALE', 'ENOTCONN', 'ENODEV', 'ENXIO']);

/** `dir`: a directory of ours. Calls `failed` at most once; the returned function ends it. */
export function watchEnvironment(
  dir: string,
  failed: (error: EnvironmentError) => void,
  everyMs: number = LOOK_EVERY_MS,
): () => void {
  let ended = false;
  const timer = setInterval(() => {
    void environmentFault(dir).then((error) => {
      if (ended || error === null) return;
      stop();
      failed(error);
    });
  }, everyMs);
  timer.unref();
  const stop = (): void => {
    ended = true;
    clearInterval(timer);
  };
  return stop;
}

/** What is wrong with a directory of ours; null: nothing that is seen without writing a file. */
async function environmentFault(dir: string): Promise<EnvironmentError | null> {
  try {
    // Asks the file system itself: ext4 refuses changes after an error, and still calls itself writable.
    const now = new Date();
    await utimes(dir, now, now);
    const { bavail, bsize } = await statfs(dir);
    return bavail * bsize < FREE_BYTES_LEFT_MIN ? diskFull(dir, bavail * bsize) : null;
  } catch (error) {
    const code = errorCode(error);
    return isFatal(code) ? brokenDisk(dir, code) : null;
  }
}

/** A system error that says something of the disk is told as such. */
export function environmentErrorOf(error: unknown, dir: string): unknown {
  const code = errorCode(error);
  return !(error instanceof EnvironmentError) && isFatal(code) ? brokenDisk(dir, code) : error;
}

function isFatal(code: string | null): code is string {
  return code !== null && FATAL.has(code);
}

export function diskFull(dir: string, freeBytes: number): EnvironmentError {
  const free = `${(freeBytes / MEBIBYTE).toFixed(0)} MiB free`;
  return new EnvironmentError(
    'disk-full',
    `The disk of ${dir} is full (${free}); what was finished before is stored. Free some space, or choose another place with --dir.`,
  );
}

export function brokenDisk(dir: string, code: string): EnvironmentError {
  const fault = machineFault(code);
  const meaning = fault === null ? '' : `: ${fault.meaning}`;
  const remedy = fault?.remedy ?? 'mend it, or choose another --dir';
  return new EnvironmentError(
    code.toLowerCase(),
    `The file system of ${dir} failed with ${code}${meaning}; what was finished before is stored. To do: ${remedy}.`,
  );
}
