// One file that is a mount of its own, as containers and sandboxes pass in a configuration file (`-v
// ./config.yaml:/config.yaml`). Nobody can rename over it: rename(2) answers EBUSY for a mount point. Only
// strategies that write in place can keep a document there.
import { join } from 'node:path';
import type { MountKind } from './mount-kind.js';

export const singleFileMount: MountKind = {
  id: 'single-file',
  title: 'one bind-mounted file',
  holds: 'file',
  small: true,
  needs: [{ need: 'mount' }],
  async make(site) {
    const outside = site.file('outside.yaml', '');
    const inside = join(site.directory('inside'), 'tasks.yaml');
    site.file('inside/tasks.yaml', '');
    await site.mount(inside, outside, null, ['bind']);
    return { path: inside };
  },
};
