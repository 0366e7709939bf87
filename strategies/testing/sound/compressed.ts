// A compressed file in place of text: nothing can be said of its content by looking at it. Replaced by a durable
// rename under a lock.
import { statSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { durableRename } from '../../commits/durable-rename.js';
import { readContent } from '../../document-file.js';
import { StoreError, type Strategy, type TaskFile } from '../../strategy.js';
import { corpusLock, corpusLockAvailability } from '../corpus-lock.js';
import { documentOfJson, type Medium, openRecordStore } from '../record-store.js';

const medium: Medium = {
  load(path) {
    const content = readContent(path);
    return content === null ? null : unpacked(content.bytes);
  },
  save(path, next) {
    const previous = statSync(path, { throwIfNoEntry: false }) ?? null;
    durableRename.commit(path, gzipSync(JSON.stringify(next)), previous);
  },
};

function unpacked(bytes: Buffer): TaskFile {
  let text: string;
  try {
    text = gunzipSync(bytes).toString('utf8');
  } catch (cause) {
    throw new StoreError('INVALID_DOCUMENT', 'it is not compressed', { cause });
  }
  return documentOfJson(text);
}

const strategy: Strategy = {
  id: 'compressed',
  title: 'gzip instead of text',
  availability: corpusLockAvailability,
  open: (path, options) => openRecordStore(path, { ...options, lock: corpusLock, medium }),
};

export default strategy;
