// Mount tables as the systems print them, with the cases that a longest-prefix match gets wrong; on Linux the
// answer is also held against the kernel's own.
import { existsSync, readFileSync, realpathSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unescapeOctal } from '../processes/mount-points.js';
import { findDarwinMount, findLinuxMount, parseDfMountPoint } from './mount-table.js';

const table = `
21 27 0:20 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
30 27 8:1 / /srv rw,noatime master:2 propagate_from:1 - xfs /dev/sda1 rw,attr2
31 30 0:40 / /srv/with\\040space rw - nfs4 server:/export\\040x rw,vers=4.2
32 27 0:41 / /home rw - btrfs /dev/sdb rw
33 32 0:42 / /home/deep rw - tmpfs tmpfs rw
34 27 0:43 / /over rw - ext4 /dev/sdc rw
35 34 0:44 / /over/hidden rw - tmpfs tmpfs rw
36 34 0:45 / /over rw - overlay overlay rw,lowerdir=/a,upperdir=/b,workdir=/c
`;

/** statfs(2): f_type of the file systems that a machine most likely has. */
const magics: Readonly<Record<number, string[]>> = {
  61267: ['ext2', 'ext3', 'ext4'],
  16914836: ['tmpfs', 'devtmpfs'],
  40864: ['proc'],
  1650812274: ['sysfs'],
  1481003842: ['xfs'],
  2435016766: ['btrfs'],
  2035054128: ['overlay'],
};

describe('findLinuxMount', () => {
  test.each([
    ['/', 'ext4', '/'],
    ['/etc/passwd', 'ext4', '/'],
    ['/srv', 'xfs', '/srv'],
    ['/srvx/file', 'ext4', '/'],
    ['/srv/data/x', 'xfs', '/srv'],
    ['/srv/with space/x', 'nfs4', '/srv/with space'],
    ['/home/me', 'btrfs', '/home'],
    ['/home/deep/er', 'tmpfs', '/home/deep'],
    // Mounted on top of /over, so the tmpfs below /over/hidden can't be reached any more.
    ['/over/hidden/x', 'overlay', '/over'],
  ])('%s lies on %s at %s', (path, type, mount) => {
    expect(findLinuxMount(table, path)).toMatchObject({ type, mount });
  });

  test('options are those of the mount and those of the file system, once each', () => {
    expect(findLinuxMount(table, '/etc')?.options).toBe('rw,relatime,discard');
    expect(findLinuxMount(table, '/srv/with space')).toMatchObject({ source: 'server:/export x' });
  });

  test('a table without a root, as in a chroot, is searched by prefix; the later of equals wins', () => {
    const chroot = '50 49 8:1 / /data rw - ext4 /dev/a rw\n51 49 8:2 / /data rw - xfs /dev/b rw';
    expect(findLinuxMount(chroot, '/data/x')?.type).toBe('xfs');
    expect(findLinuxMount(chroot, '/elsewhere')).toBeNull();
  });

  test.each(['', 'nonsense', '1 2 3 4 5 6 7', '27 1 254:0 / / rw -'])('%j is no table', (text) => {
    expect(findLinuxMount(text, '/')).toBeNull();
  });

  test.runIf(process.platform === 'linux')('agrees with what statfs(2) says on this machine', () => {
    const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8');
    const seen = ['/', realpathSync(tmpdir()), realpathSync('.'), '/dev/shm', '/proc/self/fd', '/sys']
      .filter((path) => existsSync(path))
      .map((path) => ({ magic: statfsSync(path).type, type: findLinuxMount(mountinfo, path)?.type }));
    const known = seen.filter(({ magic }) => magics[magic] !== undefined);
    expect(known.length).toBeGreaterThan(0);
    for (const { magic, type } of known) expect(magics[magic]).toContain(type);
  });
});

test('what the kernel escapes is read back, whatever the name', () => {
  const escapeAsKernel = (text: string): string =>
    text.replace(/[ \t\n\\]/g, (it) => `\\${it.charCodeAt(0).toString(8).padStart(3, '0')}`);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => unescapeOctal(escapeAsKernel(text)) === text),
  );
});

describe('macOS', () => {
  const listing = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect)
//me@nas/share on /Volumes/on the nas (1) (smbfs, nodev, nosuid, mounted by me)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)`;

  test.each([
    ['/System/Volumes/Data', 'apfs', '/System/Volumes/Data', 'local,journaled,nobrowse,protect'],
    ['/', 'apfs', '/', 'sealed,local,read-only,journaled'],
    ['/Volumes/on the nas (1)', 'smbfs', '/Volumes/on the nas (1)', 'nodev,nosuid,mounted by me'],
  ])('%s', (mountPoint, type, mount, options) => {
    expect(findDarwinMount(listing, mountPoint)).toMatchObject({ type, mount, options });
  });

  test('df names the mount point, spaces included', () => {
    const df = (line: string): string =>
      `Filesystem 512-blocks Used Available Capacity Mounted on\n${line}\n`;
    expect(parseDfMountPoint(df('/dev/disk3s5 1948404 900 1000 48% /System/Volumes/Data'))).toBe(
      '/System/Volumes/Data',
    );
    expect(parseDfMountPoint(df('//me@nas/share 100 50 50 50% /Volumes/on the nas'))).toBe(
      '/Volumes/on the nas',
    );
    expect(parseDfMountPoint('')).toBeNull();
  });
});
