// Overlays as containers have them, over directories of the run's own file system. `volatile` leaves every
// sync out, as builders of images do.
import type { MountKind } from './mount-kind.js';

const overlay = (id: string, title: string, options: readonly string[]): MountKind => ({
  id,
  title,
  holds: 'directory',
  small: false,
  needs: [{ need: 'mount' }, { need: 'file-system', type: 'overlay' }],
  async make(site) {
    const [lower, upper, work, path] = ['lower', 'upper', 'work', 'mnt'].map((name) => site.directory(name));
    const layers = [`lowerdir=${lower}`, `upperdir=${upper}`, `workdir=${work}`];
    await site.mount(String(path), 'overlay', 'overlay', [...layers, ...options]);
    return { path: String(path) };
  },
});

export const overlayMounts: readonly MountKind[] = [
  overlay('overlay', 'overlay, as in containers', []),
  overlay('overlay-volatile', 'overlay, volatile', ['volatile']),
];
