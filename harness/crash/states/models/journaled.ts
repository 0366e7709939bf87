// Power loss on a journaling file system as it is mounted by default (ext4 since Linux 5.6, xfs): names
// survive in order, but a rename can be durable while the data of the file that it puts there is not. This is
// where a document of zero length, or full of zeros, comes from.
import { inOrderSlices } from './in-order.js';
import type { PersistenceModel } from './model.js';
import { ordered } from './ordered.js';

export const journaled: PersistenceModel = {
  id: 'journaled',
  includes: ordered,
  slices: (view) => inOrderSlices(view, false),
};
