// Ends processes that a strategy started and whose parent has exited, which a walk of the process tree
// doesn't find. They are recognised by an environment variable that they inherited; Linux shows the
// environment of every process. Elsewhere, and for programs that were given another environment, strays are
// not found.
import { readdirSync, readFileSync } from 'node:fs';
import { signal } from './kill-tree.js';
import { hasProc } from './process-start-time.js';

const strayVariable = 'HOLDFAST_RUN';

/** For the environment of a child: everything that it starts can be found by `mark`. */
export function strayMark(mark: string): Record<string, string> {
  return { [strayVariable]: mark };
}

/** A process that is forked during one look is found by the next. */
const looksMax = 5;

/** Synchronous. SIGKILLs every process whose mark begins with `mark`, except this one. */
export function killStrays(mark: string): void {
  if (!hasProc) return;
  for (let look = 0; look < looksMax; look++) {
    const strays = bearersOf(`${strayVariable}=${mark}`);
    if (strays.length === 0) return;
    for (const pid of strays) signal(pid, 'SIGKILL');
  }
}

function bearersOf(beginning: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isSafeInteger(pid) && pid !== process.pid)
    .filter((pid) => environmentOf(pid).some((one) => one.startsWith(beginning)));
}

/** Empty for a zombie, for another user's process, and for one that has gone meanwhile. */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}
