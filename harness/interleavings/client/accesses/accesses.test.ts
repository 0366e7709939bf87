// The accesses of one operation: resources with the keys that stop clients before them.
import { expect, it } from 'vitest';
import type { RawAccess } from '../../client-protocol.js';
import { Accesses } from './accesses.js';
import { LockInterest } from './open-files.js';

/** `/s` is the schedule's directory. */
const nameOf = (path: string): string | null =>
  path === '/s' ? '.' : path.startsWith('/s/') ? path.slice('/s/'.length) : null;

const locked = { path: 'l', home: 'l', inode: 4, isDirectory: false, made: false, locks: new LockInterest() };

function told({ resource, mode, key, made }: RawAccess): string {
  const what = 'path' in resource ? resource.path : 'inode' in resource ? resource.inode : '';
  return `${mode} ${resource.type}:${what} by ${key}${made ? ', made' : ''}`;
}

const ofD = 'read name:d by name:d';

const collected: Record<string, [(on: Accesses) => void, string[]]> = {
  'a name at the top': [(on) => on.name('/s/a', 'read'), ['read name:a by name:a']],
  'who reaches a name has only read the directories on the way': [
    (on) => on.name('/s/d/e/a', 'write'),
    ['write name:d/e/a by name:d/e/a', 'read name:d/e by name:d/e', ofD],
  ],
  'a name that a link led to is stopped at by the name that was asked for': [
    (on) => on.name('/s/d/a', 'read', '/s/to-a'),
    ['read name:d/a by name:to-a', ofD],
  ],
  'or by its own, where the link lies outside': [
    (on) => on.name('/s/a', 'read', '/elsewhere'),
    ['read name:a by name:a'],
  ],
  'a changed name changes what is in its directory': [
    (on) => on.changedName('/s/d/a', true),
    ['write name:d/a by name:d/a', ofD, 'change entries:d by entries:d', 'write kind:d/a by name:d/a'],
  ],
  'and one that was replaced stays of its kind': [
    (on) => on.replacedName('/s/a', true),
    ['write name:a by name:a', 'change entries:. by entries:.'],
  ],
  'who asks for the kind alone has stopped at the name': [
    (on) => on.kind('/s/d/a'),
    ['read kind:d/a by name:d/a', ofD],
  ],
  'one that could not be changed was read': [
    (on) => on.changedName('/s/d/a', false),
    ['read name:d/a by name:d/a', ofD],
  ],
  'the directory that holds the schedule’s own is nobody’s': [
    (on) => on.changedName('/s', true),
    ['write name:. by name:.', 'write kind:. by name:.'],
  ],
  'a rename changes the entries of one directory once': [
    (on) => {
      on.changedName('/s/a', true);
      on.changedName('/s/b', true);
    },
    [
      'write name:a by name:a',
      'change entries:. by entries:.',
      'write kind:a by name:a',
      'write name:b by name:b',
      'write kind:b by name:b',
    ],
  ],
  'and those of two directories in each': [
    (on) => {
      on.changedName('/s/a', true);
      on.changedName('/s/d/a', true);
    },
    [
      'write name:a by name:a',
      'change entries:. by entries:.',
      'write kind:a by name:a',
      'write name:d/a by name:d/a',
      ofD,
      'change entries:d by entries:d',
      'write kind:d/a by name:d/a',
    ],
  ],
  'entries that were read and changed are both': [
    (on) => {
      on.entries('d', 'read', 'to-d');
      on.entries('d', 'change');
    },
    ['read entries:d by entries:to-d', 'change entries:d by entries:d'],
  ],
  'inodes, their links and their locks go by the name of the opening': [
    (on) => {
      on.inode(3, 'read', 'to-a');
      on.links(3, 'write', 'to-a');
      on.made(5, 'new');
      on.lock(locked, 'write');
    },
    [
      'read inode:3 by content:to-a',
      'write links:3 by links:to-a',
      'write inode:5 by content:new, made',
      'write lock:4 by lock:l',
    ],
  ],
  'what lies outside is left out': [
    (on) => {
      on.name('/elsewhere', 'write', '/s/a');
      on.changedName('/elsewhere', true);
      on.entries(null, 'change', 'd');
      on.inode(3, 'write', null);
      on.links(3, 'write', null);
      on.made(3, null);
    },
    [],
  ],
};

it.each(Object.entries(collected))('%s', (_, [collect, expected]) => {
  const on = new Accesses(nameOf);
  collect(on);
  expect(on.list.map(told)).toEqual(expected);
});
