// A file for each generation of the document, `<path>.<rev>`, and a small file at the path that names the
// current one. A generation is durable, name and data, before the pointer is renamed to it. The generation
// before the current one is kept for readers that are about to open it; older ones are removed.
//
// Flaws: unsynced-pointer does not sync the directory after the pointer was renamed; unsynced-name does not
// sync it before; unsynced-data renames the pointer before the generation's data was synced; never-removed
// keeps every generation; orphans-stay gives each generation a name of its own and removes the ones that
// it replaces only, so that those of dead writers stay.
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncDirectory } from '../../../../strategies/commits/directory-sync.js';
import { renameOver } from '../../../../strategies/commits/rename-over.js';
import { followLinks } from '../../../../strategies/document-file.js';
import type { TaskFile } from '../../../../strategies/strategy.js';
import { bytesOf, notUnderstood, statsOf, syncFile, writeWhole } from './file-steps.js';
import { flawOf, formatStrategy } from './format-store.js';
import { documentAt, frameDocument } from './framed-document.js';

const flaw = flawOf(import.meta.url, [
  'unsynced-pointer',
  'unsynced-name',
  'unsynced-data',
  'never-removed',
  'orphans-stay',
]);

const READS_MAX = 50;
const KEPT = 2;

/** The name of the current generation; null: there is no document. */
function pointedTo(path: string): string | null {
  const pointer = bytesOf(path);
  if (pointer === null) return null;
  const [, name] = /^generation (\S+)\n$/.exec(pointer.toString('latin1')) ?? [];
  if (name === undefined || !name.startsWith(`${basename(path)}.`)) throw notUnderstood(path);
  return name;
}

function read(path: string): TaskFile | null {
  for (let tries = 0; tries < READS_MAX; tries++) {
    const name = pointedTo(path);
    if (name === null) return null;
    // Absent: two writers were faster than this reader.
    const bytes = bytesOf(join(dirname(path), name));
    if (bytes === null) continue;
    const found = documentAt(bytes, 0);
    if (found === null) throw notUnderstood(path);
    return found.document;
  }
  throw notUnderstood(path);
}

export default formatStrategy('generations', flaw, {
  locate: (path) => followLinks(path).path,
  read,
  keep(path, stored) {
    const previous = pointedTo(path);
    const rest = flaw === 'orphans-stay' ? randomBytes(6).toString('hex') : String(stored.rev);
    const name = `${basename(path)}.${rest}`;
    const likePointer = { like: statsOf(path) };
    const generation = join(dirname(path), name);
    const late = flaw === 'unsynced-data';
    writeWhole(generation, frameDocument(stored), { ...likePointer, sync: !late });
    if (flaw !== 'unsynced-name') syncDirectory(dirname(path));
    writeWhole(`${path}.tmp`, Buffer.from(`generation ${name}\n`), likePointer);
    renameOver(`${path}.tmp`, path);
    if (flaw !== 'unsynced-pointer') syncDirectory(dirname(path));
    if (late) syncFile(generation);
    if (flaw === 'never-removed') return;
    if (flaw === 'orphans-stay') {
      if (previous !== null) rmSync(join(dirname(path), previous), { force: true });
      return;
    }
    for (const other of readdirSync(dirname(path))) {
      const rev = other.startsWith(`${basename(path)}.`) ? other.slice(basename(path).length + 1) : '';
      if (!/^\d+$/.test(rev)) continue;
      if (Number(rev) <= stored.rev - KEPT || Number(rev) > stored.rev) rmSync(join(dirname(path), other));
    }
  },
});
