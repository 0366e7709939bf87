// Scripts that end badly: stuck, by an exception that nothing catches, by something that can't be observed,
// and by a virtual crash.
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flockAvailability } from '../../../strategies/locks/flock-lock.js';
import type { Hand } from './testing/drive-entry.js';
import { drive, driveOnce, endOf, gatesOf, inlineStrategy } from './testing/driving.fixture.js';

const flockHere = flockAvailability().available;

describe('ends', () => {
  it('who waits for ever is stuck', () =>
    driveOnce(
      {
        strategy: inlineStrategy('return { write: () => new Promise(() => {}) };'),
        script: { contended: [] },
      },
      (reports) => expect(endOf(reports)).toMatchObject({ at: 'stuck', reason: expect.any(String) }),
    ));

  it.each(['while (!fs.existsSync(path + ".go"));', 'for (;;) await new Promise((r) => setImmediate(r));'])(
    'so is who is busy for ever: %s',
    (wait) =>
      driveOnce(
        {
          strategy: inlineStrategy(`return { read: async (path) => { ${wait} return null; } };`),
          script: { alone: true },
        },
        (reports) => expect(endOf(reports)).toMatchObject({ at: 'stuck', reason: expect.any(String) }),
      ),
  );

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

  it('standard streams and signal handlers are no reason to wait', () =>
    driveOnce(
      {
        strategy: inlineStrategy(`return { open: () => {
          process.stdout.write('x');
          process.stdin.resume();
          process.on('SIGUSR2', () => {});
        } };`),
      },
      (reports) => expect(endOf(reports)).toEqual({ at: 'done' }),
    ));

  it.each([
    ['a child process', "(await import('node:child_process')).execSync('true')", 'child process'],
    ['a worker', "new (await import('node:worker_threads')).Worker('', { eval: true })", 'worker thread'],
    ['a watcher of fs.promises', "for await (const _ of fs.promises.watch('.')) break", 'FSEvent'],
    [
      'a second name of a directory',
      "fs.symlinkSync('.', path + '.d'); fs.writeFileSync(path + '.d/x', '')",
      'symbolic link',
    ],
  ])('%s is beyond sight', (_, what, reason) =>
    driveOnce(
      {
        strategy: inlineStrategy(`return { open: async (path) => { ${what}; } };`),
        script: { contended: [] },
      },
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
      expect(reports.map(({ position }) => position.at)).toEqual(['dead']);
      expect(fs.readdirSync(directory).sort()).toEqual(left);
    }),
  );
});
