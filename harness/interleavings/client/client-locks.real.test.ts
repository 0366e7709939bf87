// Locks beyond the announcements of built-in strategies: taken from an addon directly, waited for inside the
// kernel, requested through the broker of a worker thread, and lost by closing another descriptor.
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flockAvailability } from '../../../strategies/locks/flock-lock.js';
import { ofdAvailability } from '../../../strategies/locks/ofd-lock.js';
import type { Hand } from './testing/drive-entry.js';
import {
  drive,
  driveOnce,
  endOf,
  entriesOf,
  gatesOf,
  inlineStrategy,
  labelsOf,
} from './testing/driving.fixture.js';

const flockHere = flockAvailability().available;
const ofdHere = ofdAvailability().available;
const REQUIRE = `const { createRequire } = await import('node:module');
  const require = createRequire(${JSON.stringify(join(process.cwd(), 'package.json'))});`;

/** A write under a lock; `lock` and `unlock` get the descriptor. */
function locked(addon: string, lock: string, unlock: string): { source: string } {
  return inlineStrategy(`${REQUIRE}
    const addon = require('${addon}');
    const promised = (call) => new Promise((resolve, reject) => call((e) => (e ? reject(e) : resolve())));
    return { write: async (path, next, rev) => {
      const fd = fs.openSync(path + '.lock', 'a+');
      try {
        ${lock};
        try { return save(path, next, rev + 1); } finally { ${unlock}; }
      } catch (error) {
        refuse(error.code === 'EAGAIN' ? 'LOCKED' : error.code, error.message);
      } finally { fs.closeSync(fd); }
    } };`);
}

const ways: [string, boolean, { source: string }, string][] = [
  [
    'fs-ext, flockSync',
    flockHere,
    locked('fs-ext', "addon.flockSync(fd, 'exnb')", "addon.flockSync(fd, 'un')"),
    'flock',
  ],
  [
    'fs-ext, flock',
    flockHere,
    locked(
      'fs-ext',
      "await promised((d) => addon.flock(fd, 'exnb', d))",
      "await promised((d) => addon.flock(fd, 'un', d))",
    ),
    'flock',
  ],
  [
    'fs-ext, fcntl',
    flockHere,
    locked(
      'fs-ext',
      "await promised((d) => addon.fcntl(fd, 'setlk', addon.constants.F_WRLCK, d))",
      "await promised((d) => addon.fcntl(fd, 'setlk', addon.constants.F_UNLCK, d))",
    ),
    'posix',
  ],
  [
    'fs-native-extensions, tryLock',
    ofdHere,
    locked('fs-native-extensions', "addon.tryLock(fd) || refuse('EAGAIN', '')", 'addon.unlock(fd)'),
    'ofd',
  ],
];

describe('taken from an addon', () => {
  it.each(ways.filter(([, available]) => available))('%s', (_, __, strategy, kind) =>
    driveOnce({ strategy }, (reports) => {
      expect(gatesOf(reports).filter((label) => label.includes('lock '))).toEqual([
        `try-lock ${kind} tasks.yaml.lock`,
        `unlock ${kind} tasks.yaml.lock`,
      ]);
      expect(labelsOf(reports)).toContain(`try-lock ${kind} tasks.yaml.lock {met:1}: locked`);
      expect(endOf(reports)).toEqual({ at: 'done' });
    }),
  );

  const waiting: [string, boolean, { source: string }, 'flock' | 'ofd'][] = [
    ['flockSync', flockHere, locked('fs-ext', "addon.flockSync(fd, 'ex')", ''), 'flock'],
    ['flock', flockHere, locked('fs-ext', "await promised((d) => addon.flock(fd, 'ex', d))", ''), 'flock'],
    ['waitForLock', ofdHere, locked('fs-native-extensions', 'await addon.waitForLock(fd)', ''), 'ofd'],
    ['waitForLockSync', ofdHere, locked('fs-native-extensions', 'addon.waitForLockSync(fd)', ''), 'ofd'],
  ];

  it.each(waiting.filter(([, available]) => available))(
    '%s waits in virtual time',
    (_, __, strategy, mechanism) =>
      driveOnce(
        {
          strategy,
          script: { contended: ['lock:tasks.yaml.lock'] },
          hands: (directory): Hand[] => [
            { at: 1, do: 'lock', mechanism, path: join(directory, 'tasks.yaml.lock') },
            { at: 4, do: 'unlock' },
          ],
        },
        (reports) => {
          expect(reports.map(({ position }) => position.at)).toEqual([
            'gate',
            'sleep',
            'gate',
            'sleep',
            'gate',
            'gate',
            'done',
          ]);
          expect(labelsOf(reports).filter((label) => label.endsWith('busy'))).toHaveLength(2);
          expect(entriesOf(reports)).toContainEqual({ e: 'write-ok', n: 1, tries: 1, rev: 1 });
        },
      ),
  );
});

it.runIf(flockHere)('closing another descriptor of the file may release a POSIX lock', () =>
  driveOnce(
    {
      strategy: locked(
        'fs-ext',
        `await promised((d) => addon.fcntl(fd, 'setlk', addon.constants.F_WRLCK, d));
         fs.closeSync(fs.openSync(path + '.lock'))`,
        '',
      ),
    },
    (reports) => {
      const closes = entriesOf(reports).filter(
        (entry) => entry.e === 'operation' && entry.label.startsWith('close tasks.yaml.lock'),
      );
      const releases = [{ resource: { type: 'lock', inode: 1 }, mode: 'write', key: 'lock:tasks.yaml.lock' }];
      expect(closes).toMatchObject([{ accesses: releases }, { accesses: releases }]);
    },
  ),
);

describe.runIf(flockHere)('in a worker thread', () => {
  it.each(['flock', 'fcntl'])('%s through the broker, the same every time', (strategy) =>
    drive({ strategy, thread: true, repeats: 12 }, (rounds) => {
      const [first, ...others] = rounds.slice(2).map(({ reports }) => JSON.stringify(reports));
      for (const other of others) expect(other).toEqual(first);
      expect(first).toContain('"at":"done"');
      expect(first).toContain('tasks.yaml.lock {met:1}: locked');
    }),
  );

  it('a virtual death while the broker is asked leaves no lock', () =>
    driveOnce(
      {
        strategy: 'flock',
        thread: true,
        hands: () => [{ at: 7, do: 'die' }],
      },
      (reports, directory) => {
        expect(gatesOf(reports).at(-1)).toBe('try-lock flock tasks.yaml.lock');
        expect(endOf(reports)).toEqual({ at: 'dead' });
        expect(fs.readdirSync(directory)).toEqual(['tasks.yaml.lock']);
      },
    ));
});
