// Overwrites the document where it is, the way most programs save: open with truncation, write, fsync. Whoever
// reads or dies in between meets an empty or half-written document. One fsync is all it costs.
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
