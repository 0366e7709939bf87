// Generations in a directory of their own, `<path>.d/`, under names that are fresh each time, and a symbolic
// link at the path that leads to the current one. The link is replaced by a rename. All others are removed
// by every write, those of dead writers with them.
//
// Flaws: unsynced-link does not sync the link's directory; never-removed keeps all generations.
import { randomUUID } from 'node:crypto';
import { lstatSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { makeDurableDirectory, syncDirectory } from '../../../../strategies/commits/directory-sync.js';
import { renameOver } from '../../../../strategies/commits/rename-over.js';
import { bytesOf, notUnderstood, statsOf, writeWhole } from './file-steps.js';
import { flawOf, formatStrategy } from './format-store.js';
import { documentAt, frameDocument } from './framed-document.js';

const flaw = flawOf(import.meta.url, ['unsynced-link', 'never-removed']);
const READS_MAX = 50;

const directoryOf = (path: string): string => `${path}.d`;

/** Follows links of other people up to the one that is ours. */
function locate(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
  const target = resolve(dirname(path), readlinkSync(path));
  return dirname(target) === directoryOf(path) ? path : locate(target);
}

export default formatStrategy('linked-generations', flaw, {
  locate,
  read(path) {
    for (let tries = 0; tries < READS_MAX; tries++) {
      const bytes = bytesOf(path);
      if (bytes === null) {
        if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
        continue;
      }
      const found = documentAt(bytes, 0);
      if (found === null) throw notUnderstood(path);
      return found.document;
    }
    throw notUnderstood(path);
  },
  keep(path, stored) {
    const directory = directoryOf(path);
    const name = randomUUID();
    makeDurableDirectory(directory);
    writeWhole(join(directory, name), frameDocument(stored), { like: statsOf(path) });
    syncDirectory(directory);
    rmSync(`${path}.new`, { force: true });
    symlinkSync(join(basename(directory), name), `${path}.new`);
    renameOver(`${path}.new`, path);
    if (flaw !== 'unsynced-link') syncDirectory(dirname(path));
    if (flaw === 'never-removed') return;
    for (const other of readdirSync(directory)) {
      if (other !== name) rmSync(join(directory, other));
    }
  },
});
