// Made from docs/evidence/power-cuts.json by `npm run docs`: what power cuts on real file systems showed. Images,
// and those of them that broke the promise.
import type { PowerCutCounts } from './power-cut-counts.js';

export const knownPowerCuts: PowerCutCounts = {
  kernel: '6.18.44-fc-v657',
  rows: [
    ['no-lock', 'ext4:barrier=0', true, 150, 106],
    ['no-lock', 'ext4', false, 150, 0],
    ['m03', 'ext4', false, 150, 40],
    ['unsynced-directory', 'ext4', false, 210, 65],
    ['unsynced-rename', 'ext4', false, 210, 134],
    ['unsynced-replacement', 'ext4', false, 210, 40],
    ['flock', 'ext4', false, 60, 0],
    ['file-resync', 'ext4', false, 60, 0],
    ['ofd', 'ext4', false, 60, 0],
    ['lockfile', 'ext4', false, 60, 0],
    ['synced-directory-only', 'ext4', false, 60, 24],
    ['no-lock', 'btrfs:nobarrier', true, 60, 22],
    ['no-lock', 'btrfs', false, 60, 0],
    ['m03', 'btrfs', false, 60, 18],
    ['file-resync', 'btrfs', false, 60, 0],
    ['unsynced-replacement', 'btrfs', false, 60, 21],
    ['flock', 'btrfs', false, 60, 0],
    ['unsynced-rename', 'btrfs', false, 60, 28],
  ],
};
