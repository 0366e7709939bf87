// Power loss on a journaling file system as it is usually mounted (ext4, data=ordered, auto_da_alloc): names
// and sizes survive as an in-order prefix, unsynced data may be missing, and a rename over an existing file
// flushes the data of the file it puts there.
import { inOrderSlices } from './in-order.js';
import { kill } from './kill.js';
import type { PersistenceModel } from './model.js';

export const ordered: PersistenceModel = {
  id: 'ordered',
  includes: kill,
  slices: (view) => inOrderSlices(view, true),
};
