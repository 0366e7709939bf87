// The medium of most designs of the corpus: a JSON file that a commit replaces.
import { statSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { readContent } from '../document-file.js';
import { documentOfJson, type Medium } from './record-store.js';

export function jsonFile(commit: Commit): Medium {
  return {
    load(path) {
      const content = readContent(path);
      return content === null ? null : documentOfJson(content.bytes.toString('utf8'));
    },
    save(path, next) {
      const previous = statSync(path, { throwIfNoEntry: false }) ?? null;
      commit.commit(path, Buffer.from(JSON.stringify(next)), previous);
    },
  };
}
