// Its lock files lie in a directory beside the document and stay there: what is never removed needs no check
// whether the locked file is still the one that the name leads to.

import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { durableRename } from '../../commits/durable-rename.js';
import { openFileStore } from '../../file-store.js';
import type { Lock } from '../../locks/lock.js';
import { lockFile } from '../../locks/lock-file.js';
import { ofdAvailability, ofdLock } from '../../locks/ofd-lock.js';
import type { Strategy } from '../../strategy.js';

const kept = lockFile(ofdLock, 'keep');

const lock: Lock = {
  acquire(path, timeoutMs) {
    const directory = join(dirname(path), 'locks');
    mkdirSync(directory, { recursive: true });
    return kept.acquire(join(directory, basename(path)), timeoutMs);
  },
};

const strategy: Strategy = {
  id: 'lock-elsewhere',
  title: 'The lock file stays, in a directory of its own',
  availability: () => Promise.resolve(ofdAvailability()),
  open: (path, options) => openFileStore({ lock, commit: durableRename }, path, options),
};

export default strategy;
