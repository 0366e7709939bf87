// File systems on images behind loop devices, as a table: what mkfs is told and how they are mounted. Their
// device is a file of the file system below, so their times are no disk's; what they keep is.
import { join } from 'node:path';
import { assertOurs, attachLoop, makeImage } from './loop-device.js';
import type { MountKind, MountNeed } from './mount-kind.js';
import type { MountSite } from './mount-site.js';

export interface ImageRow {
  id: string;
  title: string;
  type: string;
  sizeMiB: number;
  mkfs: readonly [tool: string, ...args: string[]];
  package: string;
  /** As after mount -o. */
  options: readonly string[];
}

/** Without discarding the blocks of the image, which would only cost time. */
const ext4 = { type: 'ext4', sizeMiB: 256, package: 'e2fsprogs' } as const;
const mkfsExt4 = ['mkfs.ext4', '-q', '-F', '-E', 'nodiscard'] as const;

const rows: readonly ImageRow[] = [
  { ...ext4, id: 'ext4', title: 'ext4, as by default', mkfs: mkfsExt4, options: [] },
  {
    ...ext4,
    id: 'ext4-nodioread-nolock',
    title: 'ext4, nodioread_nolock',
    mkfs: mkfsExt4,
    options: ['nodioread_nolock'],
  },
  {
    ...ext4,
    id: 'ext4-noauto-da-alloc',
    title: 'ext4, noauto_da_alloc',
    mkfs: mkfsExt4,
    options: ['noauto_da_alloc'],
  },
  {
    ...ext4,
    id: 'ext4-writeback',
    title: 'ext4, data=writeback',
    mkfs: mkfsExt4,
    options: ['data=writeback'],
  },
  {
    ...ext4,
    id: 'ext4-data-journal',
    title: 'ext4, data=journal',
    mkfs: mkfsExt4,
    options: ['data=journal'],
  },
  {
    ...ext4,
    id: 'ext4-no-journal',
    title: 'ext4 without a journal',
    mkfs: [...mkfsExt4, '-O', '^has_journal'],
    options: [],
  },
  { ...ext4, id: 'ext4-no-barrier', title: 'ext4, barrier=0', mkfs: mkfsExt4, options: ['barrier=0'] },
  {
    id: 'xfs',
    title: 'xfs, as by default',
    type: 'xfs',
    sizeMiB: 320,
    package: 'xfsprogs',
    mkfs: ['mkfs.xfs', '-q', '-K', '-f'],
    options: [],
  },
  {
    id: 'btrfs',
    title: 'btrfs, as by default',
    type: 'btrfs',
    sizeMiB: 320,
    package: 'btrfs-progs',
    mkfs: ['mkfs.btrfs', '-q', '-K', '-f'],
    options: [],
  },
];

export function imageNeeds(row: Pick<ImageRow, 'type' | 'mkfs' | 'package'>): MountNeed[] {
  return [
    { need: 'loop-device' },
    { need: 'file-system', type: row.type },
    { need: 'tool', tool: row.mkfs[0], package: row.package },
  ];
}

/** Makes the file system and mounts it at `mnt` in the site; resolves with that path. */
export async function mountImage(
  site: MountSite,
  row: Pick<ImageRow, 'type' | 'sizeMiB' | 'mkfs' | 'options'>,
): Promise<string> {
  const image = join(site.path, 'image');
  const path = site.directory('mnt');
  makeImage(image, row.sizeMiB);
  const device = await attachLoop(site, image);
  const [tool, ...args] = row.mkfs;
  assertOurs(device, image);
  await site.run(tool, ...args, device);
  await site.mount(path, device, row.type, row.options);
  return path;
}

export const imageMounts: readonly MountKind[] = rows.map((row) => ({
  id: row.id,
  title: row.title,
  holds: 'directory',
  small: ['ext4', 'xfs', 'btrfs'].includes(row.id),
  needs: imageNeeds(row),
  make: async (site) => ({ path: await mountImage(site, row) }),
}));

/** The plainest of them, under or behind other kinds. */
export const plainExt4: ImageRow = { ...ext4, id: 'ext4', title: 'ext4', mkfs: mkfsExt4, options: [] };
