// `weakest` on a file system whose rename takes three separate steps (the target goes, the new name comes,
// the old name goes), any of which may be missing. POSIX forbids it, so it stands beside the ladder: it shows
// what a strategy owes to the atomicity of rename.
import { anyOrderSlices } from './any-order.js';
import type { PersistenceModel } from './model.js';
import { weakest } from './weakest.js';

export const nonAtomicRename: PersistenceModel = {
  id: 'non-atomic-rename',
  includes: weakest,
  slices: (view) => anyOrderSlices(view, false),
};
