// What watched renames say of a mount: something seen proves, nothing seen doesn't.
import { describe, expect, test } from 'vitest';
import { renamesOf, type WatchedRenames } from './rename-truth.js';

const seen = (changes: Partial<WatchedRenames>): WatchedRenames => ({
  replaced: 100,
  reads: 400,
  missing: 0,
  torn: 0,
  failed: [],
  ...changes,
});

describe('a rename', () => {
  test.each<[string, string, Partial<WatchedRenames>, string, string]>([
    ['a local disk', 'ext4', {}, 'yes', ''],
    ['a mount', 'fuse.x', {}, 'unknown', 'nothing was seen in 400 reads'],
    ['few reads', 'fuse.x', { reads: 3 }, 'unknown', 'only 3 reads'],
    ['missing files', 'fuse.x', { missing: 2 }, 'no', 'no file in 2 of 402 reads'],
    ['half files', 'fuse.x', { missing: 1, torn: 3 }, 'no', 'no file in 1 and half a file in 3 of 404'],
    ['a local disk that lies', 'ext4', { torn: 1 }, 'no', 'half a file in 1 of 401'],
    ['errors', 'fuse.x', { failed: ['EIO'] }, 'unknown', 'reads failed while a file was replaced: EIO'],
  ])('on %s', (_name, type, changes, atomic, reason) => {
    const truth = renamesOf({ type, mount: '/m' }, seen(changes));
    expect(truth.atomic).toBe(atomic);
    if (reason === '') expect(truth.reason).toBe('');
    else expect(truth.reason).toContain(reason);
  });
});
