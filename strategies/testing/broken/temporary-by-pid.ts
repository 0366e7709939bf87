// Broken in one way: it writes its temporary file, which is named by its pid, before it takes the lock. Threads
// have the same pid, and so does a writer in another container: one renames what another is writing.
import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeDurableDirectory, syncDirectory } from '../../commits/directory-sync.js';
import { writeAll } from '../../commits/write-all.js';
import { followLinks, readContent } from '../../document-file.js';
import type { Strategy } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import type { FallsBy } from '../falls-by.js';
import { documentOfJson, successor } from '../record-store.js';

export const fallsBy: FallsBy = [
  'interleavings/no-client-errors',
  'interleavings/no-corruption',
  'interleavings/no-lost-update',
  'concurrent-threads/no-lost-update',
  'concurrent-threads/no-client-errors',
];

function stage(temporary: string, text: string): void {
  const fd = openSync(temporary, 'w');
  try {
    writeAll(fd, Buffer.from(text));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

const strategy: Strategy = {
  id: 'temporary-by-pid',
  title: 'Its temporary file is named by the pid',
  availability: corpusLockAvailability,
  async open(path, { lockTimeoutMs }) {
    const target = followLinks(resolve(path)).path;
    const load = async () => {
      const content = readContent(target);
      return await Promise.resolve(content === null ? null : documentOfJson(content.bytes.toString()));
    };
    return await Promise.resolve({
      read: load,
      async write(next, expectedRev) {
        makeDurableDirectory(dirname(target));
        const temporary = `${target}.${process.pid}`;
        const stored = successor(next, (await load())?.rev ?? 0, expectedRev);
        stage(temporary, JSON.stringify(stored));
        const held = await corpusLock.acquire(target, lockTimeoutMs);
        try {
          successor(next, (await load())?.rev ?? 0, stored.rev - 1);
          renameSync(temporary, target);
          syncDirectory(dirname(target));
          return stored;
        } finally {
          await held.release();
        }
      },
      close: () => Promise.resolve(),
    });
  },
};

export default strategy;
