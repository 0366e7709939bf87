// What is documented of mounts and what times add to it, as tables; and a real FUSE mount that passes no
// directory fsync on, where one can be had (bindfs).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSystemOf } from './file-system.js';
import { documentedSyncs, findSyncs, measuredSyncs } from './sync-truth.js';

const place = (type: string, options = 'rw') => ({ type, mount: '/m', options });

describe('what is documented', () => {
  it.each([
    ['ext4', 'rw,relatime', 'passed-on', 'passed-on'],
    ['xfs', 'rw', 'passed-on', 'passed-on'],
    ['btrfs', 'rw', 'passed-on', 'passed-on'],
    ['apfs', 'local', 'passed-on', 'passed-on'],
    ['ext4', 'rw,barrier=0', 'not-passed-on', 'not-passed-on'],
    ['ext4', 'rw,nobarrier', 'not-passed-on', 'not-passed-on'],
    ['overlay', 'rw,volatile', 'not-passed-on', 'not-passed-on'],
    ['overlay', 'rw,lowerdir=/a', 'unknown', 'unknown'],
    ['tmpfs', 'rw', 'not-passed-on', 'not-passed-on'],
    ['fuse.bindfs', 'rw', 'unknown', 'not-passed-on'],
    ['fuse.mergerfs', 'rw', 'unknown', 'not-passed-on'],
    ['fuse.sshfs', 'rw', 'unknown', 'not-passed-on'],
    ['fuse.rclone', 'rw', 'not-passed-on', 'not-passed-on'],
    ['fuse.gocryptfs', 'rw', 'unknown', 'unknown'],
    ['nfs4', 'rw', 'unknown', 'unknown'],
    ['virtiofs', 'rw', 'unknown', 'unknown'],
    ['unknown', '', 'unknown', 'unknown'],
  ])('%s, %s: file %s, directory %s', (type, options, file, directory) => {
    const syncs = documentedSyncs(place(type, options));
    expect([syncs.file, syncs.directory]).toEqual([file, directory]);
    if (file === 'passed-on') expect(syncs.reason).toBe('');
    else expect(syncs.reason).toContain(`/m (${type})`);
  });

  it('libeatmydata takes every sync away', () => {
    expect(documentedSyncs(place('ext4'), '/usr/lib/libeatmydata.so').file).toBe('not-passed-on');
  });
});

describe('what times add', () => {
  const times = (fileNs: number, directoryNs: number, questionNs = 30_000) => ({
    fileNs,
    directoryNs,
    questionNs,
  });
  it.each([
    ['fuse', times(1_000_000, 4000), 'unknown', 'not-passed-on'],
    ['fuse', times(1_000_000, 180_000), 'unknown', 'unknown'],
    ['fuse.x', times(5000, 5000), 'not-passed-on', 'not-passed-on'],
    ['fuse.bindfs', times(900_000, 900_000), 'unknown', 'not-passed-on'],
    ['overlay', times(300_000, 200_000, 2000), 'passed-on', 'passed-on'],
    ['overlay', times(2000, 1500, 2000), 'not-passed-on', 'not-passed-on'],
    ['nfs4', times(2000, 2000), 'unknown', 'unknown'],
  ])('%s, %j: file %s, directory %s', (type, measured, file, directory) => {
    const documented = documentedSyncs(place(type));
    const syncs = measuredSyncs(place(type), documented, measured);
    expect([syncs.file, syncs.directory]).toEqual([file, directory]);
  });
});

const canMount = process.getuid?.() === 0 && existsSync('/dev/fuse') && existsSync('/usr/bin/bindfs');

describe('a directory', () => {
  it('is left as it was', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'holdfast-syncs-'));
    try {
      findSyncs(dir, place('fuse.x'), {});
      expect(readdirSync(dir)).toEqual([]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it.runIf(canMount)('behind bindfs is seen not to be synced', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'holdfast-syncs-'));
    const [source, mount] = [join(dir, 'source'), join(dir, 'mount')];
    mkdirSync(source);
    mkdirSync(mount);
    expect(spawnSync('bindfs', [source, mount]).status).toBe(0);
    try {
      const syncs = findSyncs(mount, await fileSystemOf(mount), {});
      expect(syncs).toMatchObject({ file: 'unknown', directory: 'not-passed-on' });
      expect(syncs.reason).toContain(mount);
    } finally {
      spawnSync('umount', [mount]);
      rmSync(dir, { recursive: true });
    }
  });
});
