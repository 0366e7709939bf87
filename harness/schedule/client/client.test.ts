// Real clients in child processes, led through their scripts by a list of commands: what they stand before, what
// they report, how they sleep and die, and that all of it is the same every time.
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flockAvailability } from '../../../strategies/locks/flock.js';
import { ofdAvailability } from '../../../strategies/locks/ofd.js';
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

describe('gates', () => {
  it.runIf(flockHere)('flock stops before everything when everything is contended', () =>
    driveOnce({ strategy: 'flock' }, (reports) => {
      expect(gatesOf(reports)).toEqual([
        'open tasks.yaml',
        'stat tasks.yaml',
        'mkdir .',
        'stat .',
        'open tasks.yaml.lock',
        'try-lock flock tasks.yaml.lock',
        'stat tasks.yaml.lock',
        'stat tasks.yaml.lock',
        'open tasks.yaml',
        'open tasks.yaml.tmp',
        'write 308 bytes to tasks.yaml.tmp',
        'close tasks.yaml.tmp',
        'rename tasks.yaml.tmp → tasks.yaml',
        'open .',
        'close .',
        'unlink tasks.yaml.lock',
        'unlock flock tasks.yaml.lock',
      ]);
      expect(endOf(reports)).toEqual({ at: 'done' });
      expect(entriesOf(reports)).toContainEqual({ e: 'write-ok', n: 1, tries: 1, rev: 1 });
    }),
  );

  it.runIf(flockHere)('only before what is contended', () =>
    driveOnce(
      { strategy: 'flock', script: { contended: ['lock:tasks.yaml.lock', 'name:tasks.yaml'] } },
      (reports) => {
        expect(gatesOf(reports)).toEqual([
          'open tasks.yaml',
          'stat tasks.yaml',
          'try-lock flock tasks.yaml.lock',
          'open tasks.yaml',
          'rename tasks.yaml.tmp → tasks.yaml',
          'unlock flock tasks.yaml.lock',
        ]);
        const gated = entriesOf(reports).filter((entry) => entry.e === 'operation' && entry.gated);
        expect(gated).toHaveLength(6);
      },
    ),
  );

  it.runIf(ofdHere)('nowhere when nothing is', () =>
    driveOnce({ strategy: 'ofd', script: { contended: [] } }, (reports) => {
      expect(reports.map(({ standing }) => standing.at)).toEqual(['done']);
      expect(labelsOf(reports)).toContain('try-lock ofd tasks.yaml.lock {raw:2}: locked');
    }),
  );

  it('a lock without a descriptor is the operations it consists of', () =>
    driveOnce({ strategy: 'lockfile' }, (reports) => {
      expect(gatesOf(reports)).toContain('mkdir tasks.yaml.lock');
      expect(gatesOf(reports).join()).not.toContain('try-lock');
      expect(labelsOf(reports)).toContain('try-lock lockfile tasks.yaml.lock: locked');
    }));

  it.runIf(flockHere)('M0.3 unlocks before it unlinks', () =>
    driveOnce({ strategy: 'm03', script: { job: { do: 'write', writes: 2, triesMax: 6 } } }, (reports) => {
      const labels = labelsOf(reports);
      expect(labels.filter((label) => label.startsWith('rename'))).toEqual([
        'rename tasks.tmp {raw:3} → tasks.yaml',
        'rename tasks.tmp {raw:5} → tasks.yaml {raw:3}',
      ]);
      expect(labels.slice(-2)).toEqual([
        'unlock flock tasks.lock {raw:4}: released',
        'unlink tasks.lock {raw:4}',
      ]);
    }),
  );
});

describe('styles', () => {
  const styles = {
    sync: `return { write: (path, next, rev) => {
      const stored = save(path + '.' + process.pid, next, rev + 1);
      fs.renameSync(path + '.' + process.pid, path);
      return stored;
    } };`,
    callback: `return { write: (path, next, rev) => new Promise((resolve, reject) => {
      const stored = { ...next, rev: rev + 1, updated_at: '' };
      const tmp = path + '.' + process.pid;
      fs.writeFile(tmp, JSON.stringify(stored), (error) => {
        if (error) return reject(error);
        fs.rename(tmp, path, (error) => (error ? reject(error) : resolve(stored)));
      });
    }) };`,
    promise: `return { write: async (path, next, rev) => {
      const stored = { ...next, rev: rev + 1, updated_at: '' };
      const tmp = path + '.' + process.pid;
      const file = await fs.promises.open(tmp, 'w');
      await file.writeFile(JSON.stringify(stored));
      await file.close();
      await fs.promises.rename(tmp, path);
      return stored;
    } };`,
  };

  it.each(Object.entries(styles))('%s', (_, body) =>
    driveOnce({ strategy: inlineStrategy(body) }, (reports) => {
      expect(gatesOf(reports)).toEqual([
        'stat tasks.yaml',
        'open tasks.yaml.P0',
        expect.stringMatching(/^write \d+ bytes to tasks\.yaml\.P0$/),
        'close tasks.yaml.P0',
        'rename tasks.yaml.P0 → tasks.yaml',
      ]);
      expect(endOf(reports)).toEqual({ at: 'done' });
      expect(entriesOf(reports).at(-1)).toEqual({ e: 'write-ok', n: 1, tries: 1, rev: 1 });
    }),
  );
});

describe('sleep', () => {
  it.runIf(flockHere)('a busy lock is tried again after a virtual millisecond', () =>
    driveOnce(
      {
        strategy: 'flock',
        script: { contended: ['lock:tasks.yaml.lock'] },
        hands: (directory): Hand[] => [
          { at: 1, do: 'lock', mechanism: 'flock', path: join(directory, 'tasks.yaml.lock') },
          { at: 4, do: 'unlock' },
        ],
      },
      (reports) => {
        expect(reports.map(({ standing }) => standing.at)).toEqual([
          'gate',
          'gate',
          'sleep',
          'gate',
          'gate',
          'done',
        ]);
        expect(labelsOf(reports)).toContain('try-lock flock tasks.yaml.lock {raw:2}: busy');
        expect(entriesOf(reports)).toContainEqual({ e: 'write-ok', n: 1, tries: 2, rev: 1 });
      },
    ),
  );

  it('a heartbeat beats in virtual time', () =>
    driveOnce(
      {
        strategy: inlineStrategy(`
          const { createRequire } = await import('node:module');
          const { lock } = createRequire(${JSON.stringify(join(process.cwd(), 'package.json'))})('proper-lockfile');
          return { write: async (path, next, rev) => {
            const release = await lock(path, { realpath: false, stale: 10_000, onCompromised: () => {} });
            await new Promise((resolve) => setTimeout(resolve, 12_000));
            const stored = save(path, next, rev + 1);
            await release();
            return stored;
          } };`),
        script: { contended: [] },
      },
      (reports) => {
        const sleeps = reports.flatMap(({ standing }) => (standing.at === 'sleep' ? [standing.wakeMs] : []));
        expect(sleeps.map((ms) => Math.floor(ms / 1000))).toEqual([6, 11, 13]);
        expect(labelsOf(reports).filter((label) => label.startsWith('utimes'))).toHaveLength(3);
        expect(endOf(reports)).toEqual({ at: 'done' });
      },
    ));

  it('of a synchronous kind, by waiting for what never comes', () =>
    driveOnce(
      {
        strategy: inlineStrategy(`return { read: () => {
          const before = Date.now();
          const nothing = new Int32Array(new SharedArrayBuffer(4));
          Atomics.wait(nothing, 0, 0, 5000);
          if (Date.now() - before !== 5000) refuse('SLEPT', String(Date.now() - before));
          return null;
        } };`),
        script: { contended: [] },
      },
      (reports) => {
        expect(reports[0]?.standing).toMatchObject({ at: 'sleep', wakeMs: 6000.001 });
        expect(entriesOf(reports)).toContainEqual({ e: 'read-ok', n: 0, observed: null });
      },
    ));

  it('a loop that waits for the clock ends', () =>
    driveOnce(
      {
        strategy: inlineStrategy(`return { read: () => {
          for (const until = Date.now() + 60_000; Date.now() < until;);
          for (const until = performance.now() + 60_000; performance.now() < until;);
          return null;
        } };`),
        script: { contended: [] },
      },
      (reports) => {
        expect(reports.map(({ standing }) => standing.at)).toEqual(['done']);
        expect(reports[0]?.entries.slice(0, 3)).toMatchObject([
          { e: 'read' },
          { e: 'clock-read' },
          { e: 'read-ok' },
        ]);
      },
    ));

  it('what is done in passing after the end is waited for, a repeating timer is not', () =>
    driveOnce(
      {
        strategy: inlineStrategy(`return { close: (path) => {
          setInterval(() => {}, 1000);
          setTimeout(() => fs.writeFileSync(path + '.late', ''), 5);
        } };`),
        script: { contended: [] },
      },
      (reports, directory) => {
        expect(reports.map(({ standing }) => standing.at)).toEqual(['sleep', 'done']);
        expect(fs.existsSync(join(directory, 'tasks.yaml.late'))).toBe(true);
      },
    ));
});

describe('ends', () => {
  it('who waits for ever is stuck', () =>
    driveOnce(
      {
        strategy: inlineStrategy('return { write: () => new Promise(() => {}) };'),
        script: { contended: [] },
      },
      (reports) => expect(endOf(reports)).toMatchObject({ at: 'stuck', reason: expect.any(String) }),
    ));

  it.each([
    ['open', "return { open: () => refuse('X', 'not today') };", 'open'],
    ['close', "return { close: () => refuse('X', 'not today') };", 'close'],
    ['a timer', "return { open: () => { setTimeout(() => refuse('X', 'not today'), 1); } };", 'timer'],
    [
      'an event',
      "return { open: () => { setImmediate(() => refuse('X', 'not today')); } };",
      'an uncaught exception',
    ],
    [
      'nobody awaits',
      "return { open: () => { Promise.reject(new Error('not today')); } };",
      'an unhandled rejection',
    ],
  ])('what %s throws is told', (_, body, where) =>
    driveOnce({ strategy: inlineStrategy(body), script: { contended: [] } }, (reports) => {
      expect(endOf(reports)).toEqual({ at: 'threw', where, message: 'not today' });
    }),
  );

  it.each([
    ['a child process', "(await import('node:child_process')).execSync('true')", 'child process'],
    ['a worker', "new (await import('node:worker_threads')).Worker('', { eval: true })", 'worker thread'],
    ['a watcher', "fs.watch('.')", 'FSEvent'],
  ])('%s is beyond sight', (_, what, reason) =>
    driveOnce(
      { strategy: inlineStrategy(`return { open: async () => { ${what}; } };`), script: { contended: [] } },
      (reports) => {
        expect(endOf(reports)).toMatchObject({ at: 'distrust', reason: expect.stringContaining(reason) });
      },
    ),
  );
});

describe('death', () => {
  const stopsAt = (label: string) => {
    let at = 0;
    return driveOnce({ strategy: 'flock' }, (reports) => {
      at = gatesOf(reports).indexOf(label) + 1;
      expect(at).toBeGreaterThan(0);
    }).then(() => at);
  };

  it.runIf(flockHere)('drops the lock, closes descriptors, and nothing more is done', async () => {
    const at = await stopsAt('rename tasks.yaml.tmp → tasks.yaml');
    await drive({ strategy: 'flock', repeats: 2, hands: () => [{ at, do: 'die' }] }, (rounds) => {
      for (const { reports, directory } of rounds) {
        expect(endOf(reports)).toEqual({ at: 'dead' });
        expect(reports.at(-1)?.entries).toEqual([]);
        expect(fs.readdirSync(directory).sort()).toEqual(['tasks.yaml.lock', 'tasks.yaml.tmp']);
      }
    });
  });

  it.runIf(flockHere)('whoever comes next, in the same process, gets the lock', async () => {
    const at = await stopsAt('stat tasks.yaml.lock');
    await driveOnce(
      {
        strategy: 'flock',
        hands: (directory): Hand[] => [
          { at, do: 'die' },
          { at: at + 1, do: 'lock', mechanism: 'flock', path: join(directory, 'tasks.yaml.lock') },
        ],
      },
      (reports) => expect(endOf(reports)).toEqual({ at: 'dead' }),
    );
  });

  it.each([
    [0, []],
    [1, ['tasks.yaml.lock']],
    [3, ['tasks.yaml.lock', 'tasks.yaml.tmp']],
    [4, ['tasks.yaml', 'tasks.yaml.lock']],
    [5, ['tasks.yaml']],
  ])('after %i changes, alone', (dieAfter, left) =>
    driveOnce({ strategy: 'ofd', script: { alone: true, dieAfter } }, (reports, directory) => {
      expect(reports.map(({ standing }) => standing.at)).toEqual(['dead']);
      expect(fs.readdirSync(directory).sort()).toEqual(left);
    }),
  );
});

describe('alone', () => {
  it.runIf(flockHere)('never stands, and time passes at once', () =>
    driveOnce(
      {
        strategy: 'flock',
        script: { alone: true, job: { do: 'probe' }, lockTimeoutMs: 60_000 },
        hands: () => [],
        prepare: (directory) => fs.mkdirSync(join(directory, 'tasks.yaml.lock.d')),
      },
      (reports) => {
        expect(reports.map(({ standing }) => standing.at)).toEqual(['done']);
        expect(entriesOf(reports).map(({ e }) => e)).toEqual(
          expect.arrayContaining(['read', 'read-ok', 'write', 'write-ok']),
        );
      },
    ),
  );

  it('an abandoned lock directory is waited for in virtual time', () =>
    driveOnce(
      {
        strategy: 'lockfile',
        script: { alone: true, job: { do: 'probe' }, lockTimeoutMs: 60_000 },
        prepare: (directory) => {
          const seconds = Date.UTC(2030, 0, 1) / 1000;
          fs.mkdirSync(join(directory, 'tasks.yaml.lock'));
          fs.utimesSync(join(directory, 'tasks.yaml.lock'), seconds, seconds);
        },
      },
      (reports) => {
        expect(entriesOf(reports)).toContainEqual({ e: 'write-ok', n: 1, tries: 1, rev: 1 });
        expect(reports[0]?.nowMs).toBeGreaterThan(10_000);
        expect(reports[0]?.nowMs).toBeLessThan(12_000);
      },
    ));
});

describe('repeatability', () => {
  it.each(['flock', 'ofd', 'lockfile', 'm03', 'no-lock', 'fcntl'])(
    '%s says the same 20 times',
    async (strategy) => {
      if (strategy !== 'lockfile' && strategy !== 'no-lock' && !(flockHere && ofdHere)) return;
      await drive(
        {
          strategy,
          repeats: 22,
          script: { job: { do: 'write', writes: 2, triesMax: 6 } },
          hands: () => [{ at: 9, do: 'pass-time', ms: 3 }],
        },
        (rounds) => {
          // The first ones warm libraries up.
          const [first, ...others] = rounds.slice(2).map(({ reports }) => JSON.stringify(reports));
          for (const other of others) expect(other).toEqual(first);
          expect(first).toContain('write-ok');
        },
      );
    },
  );
});
