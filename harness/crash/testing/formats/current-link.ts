// Generations beside a document whose path stays empty: `<path>.1`, `<path>.2` … and a symbolic link
// `<path>.current` that leads to the one that counts. Everything is read through the link.
//
// Flaw: unsynced-data leads the link to a generation whose data was not synced.
import { lstatSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { syncDirectory } from '../../../../strategies/commits/directory-sync.js';
import { renameOver } from '../../../../strategies/commits/rename-over.js';
import { bytesOf, notUnderstood, writeWhole } from './file-steps.js';
import { flawOf, formatStrategy } from './format-store.js';
import { documentAt, frameDocument } from './framed-document.js';

const flaw = flawOf(import.meta.url, ['unsynced-data']);
const READS_MAX = 50;
const KEPT = 3;

export default formatStrategy('current-link', flaw, {
  read(path) {
    const link = `${path}.current`;
    for (let tries = 0; tries < READS_MAX; tries++) {
      const bytes = bytesOf(link);
      if (bytes !== null) {
        const found = documentAt(bytes, 0);
        if (found === null) throw notUnderstood(link);
        return found.document;
      }
      if (lstatSync(link, { throwIfNoEntry: false }) === undefined) return null;
    }
    throw notUnderstood(link);
  },
  keep(path, stored) {
    writeWhole(`${path}.${stored.rev}`, frameDocument(stored), { sync: flaw !== 'unsynced-data' });
    syncDirectory(dirname(path));
    rmSync(`${path}.next`, { force: true });
    symlinkSync(`${basename(path)}.${stored.rev}`, `${path}.next`);
    renameOver(`${path}.next`, `${path}.current`);
    syncDirectory(dirname(path));
    for (const name of readdirSync(dirname(path))) {
      const rev = name.startsWith(`${basename(path)}.`) ? name.slice(basename(path).length + 1) : '';
      if (/^\d+$/.test(rev) && Number(rev) <= stored.rev - KEPT) rmSync(`${path}.${rev}`);
    }
  },
});
