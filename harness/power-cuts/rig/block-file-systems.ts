// The file systems whose power cuts can be tried: how each is made and mounted, and what brings its tools. The
// smallest that each allows, since every image of a disk is written anew.
const MIB = 1024 * 1024;

export interface BlockFileSystem {
  sizeBytes: number;
  /** Its program and arguments; the device comes last. `--unsupported` is left out where it isn't known. */
  make: readonly [program: string, ...args: string[]];
  /** With which every disk is mounted, beside the options that are asked for. */
  mountOptions: string;
  /** The Debian package of the program. */
  packageName: string;
}

export const blockFileSystems = {
  ext4: {
    sizeBytes: 64 * MIB,
    // Nothing is left to be initialised later: only what the workload does reaches the disk.
    make: ['mkfs.ext4', '-q', '-F', '-J', 'size=4', '-E', 'lazy_itable_init=0,lazy_journal_init=0'],
    mountOptions: '',
    packageName: 'e2fsprogs',
  },
  xfs: {
    sizeBytes: 64 * MIB,
    // A disk of 300 MB would have a log of 64, of which every image is written anew and searched by every mount. xfs
    // works the same on a small one; since xfsprogs 5.19 it is made only for who asks so.
    make: ['mkfs.xfs', '-q', '-f', '-K', '-d', 'agcount=2', '--unsupported'],
    mountOptions: 'nouuid',
    packageName: 'xfsprogs',
  },
  btrfs: {
    sizeBytes: 256 * MIB,
    make: ['mkfs.btrfs', '-q', '-f', '-K'],
    mountOptions: '',
    packageName: 'btrfs-progs',
  },
} as const satisfies Record<string, BlockFileSystem>;

export type BlockFileSystemId = keyof typeof blockFileSystems;
export const blockFileSystemIds = Object.keys(blockFileSystems) as BlockFileSystemId[];

/** A file system and what it is mounted with beyond its defaults: `ext4`, `ext4:barrier=0`. */
export interface MountedFileSystem {
  type: BlockFileSystemId;
  mountedWith: string;
}

/** null: none that is known. */
export function parseFileSystem(typed: string): MountedFileSystem | null {
  const [name = '', ...options] = typed.split(':');
  const type = blockFileSystemIds.find((id) => id === name);
  return type === undefined ? null : { type, mountedWith: options.join(':') };
}

export const labelOf = ({ type, mountedWith }: { type: string; mountedWith: string }): string =>
  mountedWith === '' ? type : `${type} (${mountedWith})`;

/**
 * The same file system without barriers: an fsync returns before the disk has been asked to keep anything, so that
 * every strategy loses acknowledged writes. null: it can't be mounted so.
 */
export function mutantOf({ type, mountedWith }: MountedFileSystem): MountedFileSystem | null {
  const option = withoutBarriers[type];
  return option === null
    ? null
    : { type, mountedWith: mountedWith === '' ? option : `${mountedWith},${option}` };
}

const withoutBarriers: Readonly<Record<BlockFileSystemId, string | null>> = {
  ext4: 'barrier=0',
  // Since Linux 4.19 there is no such option.
  xfs: null,
  btrfs: 'nobarrier',
};

export const isMutant = ({ type, mountedWith }: MountedFileSystem): boolean =>
  mountedWith.split(',').some((option) => option === withoutBarriers[type]);
