// The durable rename of a program that takes its time between reading and writing, and blocks meanwhile. For broken
// locks that are to be caught on the fastest of disks.
import type { Commit } from './commit.js';
import { durableRename } from './durable-rename.js';

const HELD_MS = 3;

export const slowRename: Commit = {
  ...durableRename,
  commit(target, content, previous) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HELD_MS);
    durableRename.commit(target, content, previous);
  },
};
