// Overwrites the document in place, as most programs save: open with truncation, write, fsync. It costs one
// fsync. A concurrent reader, or the next client after a crash, finds an empty or half-written document.
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import type { Commit } from './commit.js';
import { writeAll } from './write-all.js';

export const inPlace: Commit = {
  prepareDirectory(directory) {
    mkdirSync(directory, { recursive: true });
  },
  commit(target, content) {
    const fd = openSync(target, 'w');
    try {
      writeAll(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
};
