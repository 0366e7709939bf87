// File systems served by programs (FUSE), as a table: what each needs and how it is started. All of them store
// below the run's own directory, through directories or image files beside their mount points.
import { join } from 'node:path';
import { startFuse } from './fuse-program.js';
import { assertOurs, attachLoop, makeImage } from './loop-device.js';
import type { MountKind, MountNeed } from './mount-kind.js';
import type { MountSite } from './mount-site.js';

interface FuseRow {
  id: string;
  title: string;
  /** Beside /dev/fuse: programs and the Debian packages that have them. */
  tools: Readonly<Record<string, string>>;
  /** Its program wants a block device. */
  onLoopDevice?: true;
  /** Makes what lies behind the mount, and resolves with how to serve it at `path`. */
  prepare(site: MountSite, path: string): Promise<readonly [tool: string, ...args: string[]]>;
}

const password = 'a password that protects nothing\n';
const sftpServer = '/usr/lib/openssh/sftp-server';

/** A program that shows one directory at another path. */
const passThrough =
  (...options: string[]): FuseRow['prepare'] =>
  async (site, path) => ['bindfs', '-f', ...options, site.directory('source'), path];

/** A file system in an image file, made without a device. */
async function imageFile(site: MountSite, mkfs: string, ...args: string[]): Promise<string> {
  const image = join(site.path, 'image');
  makeImage(image, 128);
  await site.run(mkfs, ...args, image);
  return image;
}

const rows: readonly FuseRow[] = [
  { id: 'bindfs', title: 'bindfs', tools: { bindfs: 'bindfs' }, prepare: passThrough() },
  {
    id: 'bindfs-locks',
    title: 'bindfs, forwarding locks',
    tools: { bindfs: 'bindfs' },
    prepare: passThrough('--enable-lock-forwarding', '--multithreaded'),
  },
  {
    id: 'sshfs',
    title: 'sshfs to this machine',
    tools: { sshfs: 'sshfs', [sftpServer]: 'openssh-sftp-server' },
    // The protocol and its server are the real ones; in the place of ssh stands a script without a network.
    async prepare(site, path) {
      const noSsh = site.file('no-ssh', `#!/bin/sh\nexec ${sftpServer}\n`, 0o700);
      return ['sshfs', '-f', '-o', `ssh_command=${noSsh}`, `here:${site.directory('source')}`, path];
    },
  },
  {
    id: 'mergerfs',
    title: 'mergerfs of two directories',
    tools: { mergerfs: 'mergerfs' },
    async prepare(site, path) {
      const branches = `${site.directory('first')}:${site.directory('second')}`;
      return ['mergerfs', '-f', '-o', 'category.create=ff', branches, path];
    },
  },
  {
    id: 'gocryptfs',
    title: 'gocryptfs',
    tools: { gocryptfs: 'gocryptfs' },
    async prepare(site, path) {
      const [source, key] = [site.directory('source'), site.file('password', password)];
      await site.run('gocryptfs', '-q', '-init', '-scryptn', '10', '-passfile', key, source);
      return ['gocryptfs', '-q', '-fg', '-passfile', key, source, path];
    },
  },
  {
    id: 'encfs',
    title: 'encfs',
    tools: { encfs: 'encfs' },
    async prepare(site, path) {
      const ask = `cat ${site.file('password', password)}`;
      return ['encfs', '-f', '--standard', `--extpass=${ask}`, site.directory('source'), path];
    },
  },
  {
    id: 'ntfs-3g',
    title: 'NTFS by ntfs-3g',
    tools: { 'ntfs-3g': 'ntfs-3g', 'mkfs.ntfs': 'ntfs-3g' },
    async prepare(site, path) {
      return ['ntfs-3g', '-o', 'no_detach', await imageFile(site, 'mkfs.ntfs', '-q', '-F', '-Q'), path];
    },
  },
  {
    id: 'exfat',
    title: 'exFAT by exfat-fuse',
    tools: { 'mount.exfat-fuse': 'exfat-fuse', 'mkfs.exfat': 'exfatprogs' },
    onLoopDevice: true,
    async prepare(site, path) {
      const image = await imageFile(site, 'mkfs.exfat');
      const device = await attachLoop(site, image);
      assertOurs(device, image);
      return ['mount.exfat-fuse', device, path];
    },
  },
  {
    id: 'rclone',
    title: 'rclone mount, caching writes',
    tools: { rclone: 'rclone' },
    async prepare(site, path) {
      const places = ['--config', site.file('rclone.conf', ''), '--cache-dir', site.directory('cache')];
      const source = `:local:${site.directory('source')}`;
      return ['rclone', 'mount', '--vfs-cache-mode', 'writes', ...places, source, path];
    },
  },
];

export const fuseMounts: readonly MountKind[] = rows.map(({ id, title, tools, onLoopDevice, prepare }) => {
  const programs = Object.entries(tools);
  return {
    id,
    title,
    holds: 'directory',
    small: id === 'bindfs',
    needs: [
      { need: 'fuse' },
      { need: onLoopDevice === true ? 'loop-device' : 'mount' },
      ...programs.map(([tool, debian]): MountNeed => ({ need: 'tool', tool, package: debian })),
    ],
    async make(site) {
      const path = site.directory('mnt');
      await startFuse(site, path, ...(await prepare(site, path)));
      return { path };
    },
  };
});
