// A case context for tests of crash experiments: a directory of its own, in memory where that is possible, removed
// afterwards; and strategies written as a user would write them, in one file without any import of ours.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { memoryPlace } from '../../processes/testing/memory-place.js';
import { seededRandom } from '../../random.js';
import type { CrashContext } from '../children/children.js';

/** `root`: where the directory of the context is made. */
export async function inCrashContext<T>(
  reference: string,
  work: (context: CrashContext) => Promise<T>,
  root = memoryPlace,
): Promise<T> {
  fs.mkdirSync(root, { recursive: true });
  const directory = fs.mkdtempSync(path.join(root, 'holdfast-crash-'));
  let count = 0;
  try {
    return await work({
      reference,
      random: seededRandom(7),
      registerProcess: () => () => {},
      freshDirectory(name) {
        const fresh = path.join(directory, `${name}-${count++}`);
        fs.mkdirSync(fresh);
        return fresh;
      },
    });
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * A strategy whose `replace(file, text, stored, lockTimeoutMs)` is this source, and which does
 * `beforeReading` first whenever it reads; returns its reference.
 */
export function writeStrategy(directory: string, replace: string, beforeReading = ''): string {
  const file = path.join(directory, 'mine.mjs');
  fs.writeFileSync(
    file,
    `import fs from 'node:fs'; import path from 'node:path';
     import childProcess from 'node:child_process'; import { Worker } from 'node:worker_threads';
     const replace = async (file, text, stored, lockTimeoutMs) => { ${replace} };
     export default { id: 'mine', async open(file, { lockTimeoutMs }) {
       const read = () => { ${beforeReading} return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null; };
       return {
         async read() { return read(); },
         async write(next, expected) {
           fs.mkdirSync(path.dirname(file), { recursive: true });
           const stored = { ...next, rev: (read()?.rev ?? 0) + 1 };
           await replace(file, JSON.stringify(stored), stored, lockTimeoutMs);
           return stored;
         },
         async close() {},
       };
     } };`,
  );
  return pathToFileURL(file).href;
}
