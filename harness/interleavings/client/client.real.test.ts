// Where clients stop and what they report, for the built-in strategies and for each style of calling the file
// system: real child processes, driven through their scripts by a list of commands, with the same result
// every time.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flockAvailability } from '../../../strategies/locks/flock-lock.js';
import { ofdAvailability } from '../../../strategies/locks/ofd-lock.js';
import type { Script } from '../client-protocol.js';
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
        'stat tasks.yaml.lock.queue',
        'open tasks.yaml.lock',
        'try-lock flock tasks.yaml.lock',
        'stat tasks.yaml.lock',
        'stat tasks.yaml.lock',
        'open tasks.yaml',
        'open tasks.yaml.tmp',
        'write 310 bytes to tasks.yaml.tmp',
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
      expect(reports.map(({ position }) => position.at)).toEqual(['done']);
      expect(labelsOf(reports)).toContain('try-lock ofd tasks.yaml.lock {met:1}: locked');
    }),
  );

  it.each<[string, Partial<Script>, number]>([
    ['the second half of what is written over a document, where readers are', { halves: true }, 1],
    ['nothing in the middle of it elsewhere', {}, 0],
  ])('before %s', async (_title, script, times) => {
    const twice: Partial<Script> = { ...script, job: { do: 'write', writes: 2, triesMax: 6 } };
    await driveOnce({ strategy: inlineStrategy(''), script: twice }, (reports) => {
      expect(gatesOf(reports).filter((gate) => gate.endsWith('tasks.yaml: the rest'))).toHaveLength(times);
      expect(endOf(reports)).toEqual({ at: 'done' });
      expect(entriesOf(reports)).toContainEqual({ e: 'write-ok', n: 3, tries: 1, rev: 2 });
    });
  });

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
        'rename tasks.tmp {met:2} → tasks.yaml',
        'rename tasks.tmp {met:5} → tasks.yaml {met:2}',
      ]);
      expect(labels.slice(-2)).toEqual([
        'unlock flock tasks.lock {met:4}: released',
        'unlink tasks.lock {met:4}',
      ]);
    }),
  );
});

describe('what a name stands for', () => {
  it('is seen anew after the client has changed it', () =>
    driveOnce(
      {
        strategy: inlineStrategy(`return { open: (path) => {
          fs.writeFileSync(path, 'old');
          fs.lstatSync(path);
          fs.writeFileSync(path + '.new', 'new');
          fs.renameSync(path + '.new', path);
          fs.closeSync(fs.openSync(path));
          fs.unlinkSync(path);
          fs.statSync(path, { throwIfNoEntry: false });
        } };`),
        script: { contended: [], job: { do: 'read', reads: 0 } },
      },
      (reports) =>
        expect(labelsOf(reports).filter((label) => !/^(?:write|close)/.test(label))).toEqual([
          'create tasks.yaml {met:1}',
          'stat tasks.yaml',
          'create tasks.yaml.new {met:2}',
          'rename tasks.yaml.new {met:2} → tasks.yaml {met:1}',
          'open tasks.yaml {met:2}',
          'unlink tasks.yaml {met:2}',
          'stat tasks.yaml',
        ]),
    ));

  it('is seen anew after somebody else has had a turn', () =>
    driveOnce(
      {
        strategy: inlineStrategy(`return { open: (path) => {
          for (let i = 0; i < 3; i += 1) fs.statSync(path + '.d', { throwIfNoEntry: false });
        } };`),
        script: { job: { do: 'read', reads: 0 } },
        hands: (directory) => [
          { at: 2, do: 'mkdir', path: join(directory, 'tasks.yaml.d') },
          { at: 3, do: 'rmdir', path: join(directory, 'tasks.yaml.d') },
        ],
      },
      (reports) =>
        expect(labelsOf(reports)).toEqual([
          'stat tasks.yaml.d',
          'stat tasks.yaml.d {met:1}',
          'stat tasks.yaml.d',
        ]),
    ));
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
