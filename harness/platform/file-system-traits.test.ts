// Every kind of file system that changes the meaning of locks or fsync is warned about, and an ordinary disk
// is not.
import { describe, expect, test } from 'vitest';
import { windowsFileSystem, windowsVolume } from './file-system.js';
import { fileSystemWarnings, preloadWarnings, traitOf } from './file-system-traits.js';

describe('file system', () => {
  test.each([
    ['ext4', 'local'],
    ['apfs', 'local'],
    ['tmpfs', 'memory'],
    ['overlay', 'overlay'],
    ['nfs4', 'network'],
    ['cifs', 'network'],
    ['fuse.sshfs', 'network'],
    ['unc-share', 'network'],
    ['9p', 'foreign'],
    ['fuse', 'foreign'],
    ['fuse.bindfs', 'foreign'],
    ['unknown', 'unknown'],
    ['brand-new-fs', 'unknown'],
  ])('%s is %s', (type, trait) => {
    expect(traitOf(type)).toBe(trait);
    expect(fileSystemWarnings({ type, mount: '/mnt', options: 'rw' })).toHaveLength(
      trait === 'local' ? 0 : 1,
    );
  });

  test.each([
    ['rw,nobarrier', /without barriers/],
    ['rw,barrier=0', /without barriers/],
    ['rw,volatile', /every fsync is left out/],
    ['rw,noauto_da_alloc', /zero-length/],
    ['rw,local_lock=all', /other hosts/],
    ['ro,relatime', /read-only/],
  ])('mounted with %s', (options, message) => {
    expect(fileSystemWarnings({ type: 'ext4', mount: '/mnt', options })).toEqual([
      expect.stringMatching(message),
    ]);
  });

  test('barrier=1 and rw are no reason to worry', () => {
    expect(
      fileSystemWarnings({ type: 'ext4', mount: '/', options: 'rw,barrier=1,errors=remount-ro' }),
    ).toEqual([]);
  });

  test('a library that swallows fsync is seen', () => {
    expect(preloadWarnings({ LD_PRELOAD: '/usr/lib/libeatmydata.so' })).toHaveLength(1);
    expect(preloadWarnings({ LD_PRELOAD: '/usr/lib/libjemalloc.so' })).toEqual([]);
  });

  test.each([
    ['C:\\work\\dir', 'unknown', 'C:\\'],
    ['\\\\server\\share\\dir', 'unc-share', '\\\\server\\share\\'],
  ])('Windows path %s', (path, type, mount) => {
    expect(windowsVolume(path)).toMatchObject({ type, mount });
  });

  test.each([
    ['Volume Name : System\r\nFile System Name : NTFS\r\nIs ReadWrite\r\n', 'ntfs'],
    ['Dateisystemname : exFAT\r\n', 'exfat'],
    ['Volume Name : NTFS disk\r\n', null],
    ['', null],
  ])('the file system in %j', (told, type) => {
    expect(windowsFileSystem(told)).toBe(type);
  });
});
