// Proves that two directories show one storage: a random file written through each is read through the other,
// byte for byte. Waits as long as the caches of network mounts take. Also tells whether two mounts lie between
// them, because two names of one mount show nothing about two.
import { randomBytes } from 'node:crypto';
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { errorCode } from '../processes/error-code.js';
import { probeFile } from '../processes/probe-files.js';
import { fileSystemOf } from './file-system.js';

export type SharedStorage =
  /** Milliseconds until what was written through the one was read through the other. */
  | { type: 'same'; aToBMs: number; bToAMs: number }
  /** `why`: half a sentence. */
  | { type: 'different'; why: string }
  | { type: 'one-mount'; mount: string };

/** Longer than network file systems keep names and attributes by default. */
const SEEN_MS_MAX = 5000;
const LOOK_EVERY_MS = 5;
const PROBE_BYTES = 4096;

/** Both must exist and be writable; leaves nothing behind. Rejects with the system error of a failed write. */
export async function compareStorage(
  a: string,
  b: string,
  seenMsMax: number = SEEN_MS_MAX,
): Promise<SharedStorage> {
  const [aToBMs, bToAMs] = [await seenThrough(a, b, seenMsMax), await seenThrough(b, a, seenMsMax)];
  if (typeof aToBMs === 'string') return { type: 'different', why: aToBMs };
  if (typeof bToAMs === 'string') return { type: 'different', why: bToAMs };
  const [mountOfA, mountOfB] = [await fileSystemOf(a), await fileSystemOf(b)];
  const isOne = realpathSync(a) === realpathSync(b) || mountOfA.mount === mountOfB.mount;
  return isOne ? { type: 'one-mount', mount: mountOfA.mount } : { type: 'same', aToBMs, bToAMs };
}

/** Milliseconds until a random file that was written through `from` is read through `to`; else why not. */
async function seenThrough(from: string, to: string, msMax: number): Promise<number | string> {
  const file = probeFile(from, 'probe');
  const content = randomBytes(PROBE_BYTES);
  const began = performance.now();
  writeFileSync(file, content, { flag: 'wx', flush: true });
  try {
    for (;;) {
      const seen = contentOf(join(to, basename(file)));
      const ms = performance.now() - began;
      if (Buffer.isBuffer(seen) && seen.equals(content)) return Math.round(ms * 10) / 10;
      if (ms > msMax) {
        const what = Buffer.isBuffer(seen) ? 'has other content' : `gives ${seen}`;
        return `a file that was written into ${from} ${what} in ${to}, ${msMax / 1000} s later`;
      }
      await setTimeout(LOOK_EVERY_MS);
    }
  } finally {
    rmSync(file, { force: true });
  }
}

function contentOf(file: string): Buffer | string {
  try {
    return readFileSync(file);
  } catch (error) {
    return errorCode(error) ?? 'an error';
  }
}
