// The weakest promise that POSIX allows: any subset of unsynced directory operations, any subset of unsynced
// 512-byte blocks with old content in the gaps, zeros where there was none. fsync of a directory keeps its
// names, fsync of a file its data, size and mode; neither does the other's work.
import { anyOrderSlices } from './any-order.js';
import { journaled } from './journaled.js';
import type { PersistenceModel } from './model.js';

export const weakest: PersistenceModel = {
  id: 'weakest',
  includes: journaled,
  slices: (view) => anyOrderSlices(view, true),
};
