// Power loss on a journaling file system without that courtesy (xfs, ext4 with noauto_da_alloc): a rename can
// be durable while the data of the file it put there is not. This is where a zero-length document comes from.
import { inOrderSlices } from './in-order.js';
import type { PersistenceModel } from './model.js';
import { ordered } from './ordered.js';

export const journaled: PersistenceModel = {
  id: 'journaled',
  includes: ordered,
  slices: (view) => inOrderSlices(view, false),
};
