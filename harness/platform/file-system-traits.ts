// What is known of file systems that change the meaning of locks or of fsync, as data: type → trait →
// warning. Sources: fcntl(2), flock(2), overlayfs and ext4 in the kernel's documentation, and measurements
// through two mounts of one storage (locks of sshfs and bindfs excluded nobody across mounts). Only a type
// that is listed as an ordinary local disk counts as one.
import type { Mount } from './mount-table.js';

export type Trait = 'local' | 'memory' | 'overlay' | 'network' | 'foreign' | 'unknown';

const localTypes = 'ext2 ext3 ext4 xfs btrfs f2fs zfs bcachefs jfs reiserfs apfs hfs ufs ntfs ntfs3';
const memoryTypes = 'tmpfs ramfs devtmpfs';
const networkTypes =
  'nfs nfs4 cifs smb3 smbfs afpfs webdav ceph fuse.ceph glusterfs fuse.glusterfs fuse.sshfs fuse.s3fs fuse.rclone lustre gpfs beegfs afs unc-share';
/**
 * Mounts of a file system that another system serves: a hypervisor, a container host, a user-space program.
 */
const foreignTypes =
  '9p drvfs virtiofs vboxsf fuse fuseblk macfuse osxfuse vmhgfs fakeowner msdos vfat exfat';

export function traitOf(type: string): Trait {
  if (localTypes.split(' ').includes(type)) return 'local';
  if (memoryTypes.split(' ').includes(type)) return 'memory';
  if (type === 'overlay' || type === 'aufs' || type === 'unionfs') return 'overlay';
  if (networkTypes.split(' ').includes(type)) return 'network';
  if (foreignTypes.split(' ').includes(type) || type.startsWith('fuse.')) return 'foreign';
  return 'unknown';
}

/** Plain-language warnings, each with what follows from it. Empty for an ordinary local disk. */
export function fileSystemWarnings(fileSystem: Pick<Mount, 'type' | 'mount' | 'options'>): string[] {
  const place = `${fileSystem.mount} (${fileSystem.type})`;
  const options = fileSystem.options.split(',');
  return [...traitWarnings(traitOf(fileSystem.type), place), ...optionWarnings(options, place)];
}

function traitWarnings(trait: Trait, place: string): string[] {
  switch (trait) {
    case 'local':
      return [];
    case 'memory':
      return [
        `${place} lives in memory: fsync costs nothing there and a power loss erases everything, so latencies and durability say nothing about a disk. Pick a directory on a disk with --dir.`,
      ];
    case 'overlay':
      return [
        `${place} is an overlay: locks do not reach the layers below it, and a file changes its inode when it is first written. Pick a volume with --dir, and let everybody who shares the file use the same mount.`,
      ];
    case 'network':
      return [
        `${place} is a network file system: locks may not exclude writers on other hosts or other mounts, and only this one mount is tested here. Do not carry a GO over to several hosts.`,
      ];
    case 'foreign':
      return [
        `${place} passes through another program or host: whether its locks exclude writers beyond this mount, and whether fsync reaches a disk, depends on that and is not tested here.`,
      ];
    case 'unknown':
      return [
        `What ${place} makes of locks and fsync is not known; rely on the probes of \`holdfast doctor\`.`,
      ];
  }
}

function optionWarnings(options: readonly string[], place: string): string[] {
  const warnings: string[] = [];
  const has = (...names: string[]): boolean => names.some((name) => options.includes(name));
  if (has('nobarrier', 'barrier=0')) {
    warnings.push(
      `${place} is mounted without barriers: an acknowledged fsync may not survive a power loss. Mount it with barriers.`,
    );
  }
  if (has('volatile', 'fsync=volatile')) {
    warnings.push(`${place} is mounted volatile: every fsync is left out. Mount it without that option.`);
  }
  if (has('noauto_da_alloc')) {
    warnings.push(
      `${place} is mounted with noauto_da_alloc: a rename without a preceding fsync leaves a zero-length file after a power loss.`,
    );
  }
  if (has('local_lock=all', 'local_lock=flock', 'local_lock=posix', 'nolock', 'nobrl')) {
    warnings.push(`${place} keeps its locks local to this machine: they exclude nobody on other hosts.`);
  }
  if (has('ro')) warnings.push(`${place} is mounted read-only. Pick another directory with --dir.`);
  return warnings;
}

/** Preloaded libraries that make fsync do nothing (`eatmydata`); package builders use them. */
export function preloadWarnings(env: Readonly<Record<string, string | undefined>>): string[] {
  const preload = `${env.LD_PRELOAD ?? ''} ${env.DYLD_INSERT_LIBRARIES ?? ''}`;
  return preload.includes('eatmydata')
    ? ['libeatmydata is preloaded: no fsync reaches the disk. Run without it (unset LD_PRELOAD).']
    : [];
}
