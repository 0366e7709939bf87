// Versions are files with random names, and a symbolic link that is renamed into place leads to the newest: the
// document is never written over. For one writer at a time.
import { readdirSync, readFileSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeDurableDirectory, syncDirectory } from '../../commits/directory-sync.js';
import { noLock } from '../../locks/none.js';
import { StoreError, type Strategy } from '../../strategy.js';
import { fillDurably, unlessAbsent } from '../durable-file.js';
import { documentOfJson, type Medium, openRecordStore } from '../record-store.js';

const LOOKS_MAX = 100;

const medium: Medium = {
  load(path) {
    const link = join(`${path}.d`, 'newest');
    for (let look = 0; look < LOOKS_MAX; look++) {
      const name = unlessAbsent(() => readlinkSync(link));
      if (name === null) return null;
      // Absent: a newer one has come meanwhile.
      const text = unlessAbsent(() => readFileSync(join(`${path}.d`, name), 'utf8'));
      if (text !== null) return documentOfJson(text);
    }
    throw new StoreError('INVALID_DOCUMENT', `${link} leads nowhere`);
  },
  save(path, next) {
    const directory = `${path}.d`;
    makeDurableDirectory(directory);
    const name = `version-${next.rev}-${Math.random()}`;
    const coming = join(directory, 'coming');
    try {
      fillDurably(join(directory, name), JSON.stringify(next), 'wx');
      // The version's name has to be there before the link leads to it.
      syncDirectory(directory);
      unlessAbsent(() => unlinkSync(coming));
      symlinkSync(name, coming);
      renameSync(coming, join(directory, 'newest'));
    } catch (error) {
      for (const left of [join(directory, name), coming]) unlessAbsent(() => unlinkSync(left));
      throw error;
    }
    syncDirectory(directory);
    for (const left of readdirSync(directory)) {
      if (left !== name && left !== 'newest') unlessAbsent(() => unlinkSync(join(directory, left)));
    }
  },
};

const strategy: Strategy = {
  id: 'link-to-newest',
  title: 'A symbolic link leads to the newest version',
  claims: { threads: false, processes: false },
  open: (path, options) => openRecordStore(path, { ...options, lock: noLock, medium }),
};

export default strategy;
