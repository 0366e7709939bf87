// Power loss on ext4 mounted with nodioread_nolock or data=journal: names and sizes survive as an in-order
// prefix, unsynced data may be missing, and a rename over an existing file brings the data of the file that
// it puts there along. ext4 as mounted by default does not do that: since dioread_nolock is the default
// (Linux 5.6), auto_da_alloc only starts the write-out, and the rename may be durable before the data is
// (files full of zeros were seen in 6 of 12 images, none with nodioread_nolock). So no policy rests on this
// rung.
import { inOrderSlices } from './in-order.js';
import { kill } from './kill.js';
import type { PersistenceModel } from './model.js';

export const ordered: PersistenceModel = {
  id: 'ordered',
  includes: kill,
  slices: (view) => inOrderSlices(view, true),
};
