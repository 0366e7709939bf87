// A canary that overwrites in place and rests in the middle of it, as a large write to a slow disk does: readers
// meet one half of the document, on the fastest of disks and however busy the machine is.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { Commit } from '../commits/commit.js';
import { inPlace } from '../commits/overwrite-in-place.js';
import { writeAll } from '../commits/write-all.js';
import { openFileStore } from '../file-store.js';
import { noLock } from '../locks/none.js';
import type { Strategy } from '../strategy.js';

/** Long for a reader, even for one of many that wait for a core. */
const REST_MS = 40;

const restingInPlace: Commit = {
  ...inPlace,
  commit(target, content) {
    const fd = openSync(target, 'w');
    try {
      const half = content.byteLength >> 1;
      writeAll(fd, content.subarray(0, half));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, REST_MS);
      writeAll(fd, content.subarray(half));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
};

const strategy: Strategy = {
  id: 'half-written',
  title: 'Rests in the middle of an overwrite',
  role: 'canary',
  claims: { threads: false, processes: false, powerLoss: false },
  open: (path, options) => openFileStore({ lock: noLock, commit: restingInPlace }, path, options),
};

export default strategy;
