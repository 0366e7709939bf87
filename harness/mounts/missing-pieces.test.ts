// What is missing for each kind of mount, on machines that are given as data.
import { expect, test } from 'vitest';
import {
  fileSystemTypes,
  isUserNamespace,
  type MachineFacts,
  missingPieces,
  whereIs,
} from './missing-pieces.js';
import type { MountNeed } from './mount-kind.js';
import { mountKinds } from './mount-registry.js';

const complete: MachineFacts = {
  platform: 'linux',
  user: 0,
  inUserNamespace: false,
  hasTool: () => true,
  knowsFileSystem: () => true,
  mayUse: () => true,
};

test.each<[string, Partial<MachineFacts>, MountNeed, string[]]>([
  ['nothing', {}, { need: 'loop-device' }, []],
  ['macOS', { platform: 'darwin' }, { need: 'mount' }, ['mounts are made on Linux only, this is darwin']],
  ['a user', { user: 1000 }, { need: 'mount' }, ['mounting needs root, or a user namespace']],
  ['a user', { user: 1000 }, { need: 'loop-device' }, ['loop devices need root']],
  [
    'a user namespace',
    { inUserNamespace: true },
    { need: 'loop-device' },
    ['loop devices need root outside of a user namespace'],
  ],
  ['a user namespace', { inUserNamespace: true }, { need: 'mount' }, []],
  [
    'no tool',
    { hasTool: () => false },
    { need: 'tool', tool: 'mkfs.xfs', package: 'xfsprogs' },
    ['mkfs.xfs is missing: apt install xfsprogs'],
  ],
  [
    'no module',
    { knowsFileSystem: () => false },
    { need: 'file-system', type: 'xfs' },
    ['this kernel knows no xfs: modprobe xfs'],
  ],
  [
    'no /dev/fuse',
    { mayUse: () => false },
    { need: 'fuse' },
    ['there is no /dev/fuse that this user may open: modprobe fuse'],
  ],
])('%s: %o', (_name, facts, need, missing) => {
  expect(missingPieces([need, need], { ...complete, ...facts })).toEqual(missing);
});

test('every kind has an id and a title of its own, and lacks nothing on a complete machine', () => {
  for (const name of ['id', 'title'] as const) {
    const values = mountKinds.map((kind) => kind[name]);
    expect(new Set(values).size).toBe(values.length);
  }
  expect(mountKinds.flatMap(({ needs }) => missingPieces(needs, complete))).toEqual([]);
  for (const { id, needs } of mountKinds)
    expect(missingPieces(needs, { ...complete, user: 1000 }), id).not.toEqual([]);
});

test('the first user namespace is told from one below it', () => {
  expect(isUserNamespace('         0          0 4294967295\n')).toBe(false);
  expect(isUserNamespace('         0       1000          1\n')).toBe(true);
  expect(isUserNamespace('')).toBe(false);
});

test('types of file systems, with and without a device', () => {
  expect(fileSystemTypes('nodev\ttmpfs\n\text4\n')).toEqual(['tmpfs', 'ext4']);
});

test('a tool is looked for in the PATH, and by its absolute path', () => {
  expect(whereIs('no-such-tool-at-all')).toBeNull();
  expect(whereIs(process.execPath)).toBe(process.execPath);
  expect(whereIs('/no/such/tool')).toBeNull();
});
