// tmpfs: everything in memory, so that nothing survives a loss of power.
import type { MountKind } from './mount-kind.js';

export const memoryMount: MountKind = {
  id: 'tmpfs',
  title: 'tmpfs, in memory',
  holds: 'directory',
  small: true,
  needs: [{ need: 'mount' }, { need: 'file-system', type: 'tmpfs' }],
  async make(site) {
    const path = site.directory('mnt');
    await site.mount(path, 'holdfast', 'tmpfs', ['size=256m', 'mode=0755']);
    return { path };
  },
};
