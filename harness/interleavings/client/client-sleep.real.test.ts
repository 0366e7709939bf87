// Virtual time as a strategy experiences it: sleeps of every kind, heartbeats, loops that wait for the clock,
// and runs of a single client.
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flockAvailability } from '../../../strategies/locks/flock-lock.js';
import type { Hand } from './testing/drive-entry.js';
import { driveOnce, endOf, entriesOf, inlineStrategy, labelsOf } from './testing/driving.fixture.js';

const flockHere = flockAvailability().available;

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
        expect(reports.map(({ position }) => position.at)).toEqual([
          'gate',
          'gate',
          'sleep',
          'gate',
          'gate',
          'done',
        ]);
        expect(labelsOf(reports)).toContain('try-lock flock tasks.yaml.lock {met:1}: busy');
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
        const sleeps = reports.flatMap(({ position }) => (position.at === 'sleep' ? [position.wakeMs] : []));
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
        expect(reports[0]?.position).toMatchObject({ at: 'sleep', wakeMs: 6000.001 });
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
        expect(reports.map(({ position }) => position.at)).toEqual(['done']);
        expect(reports[0]?.entries.slice(0, 3)).toMatchObject([
          { e: 'read' },
          { e: 'clock-read' },
          { e: 'read-ok' },
        ]);
      },
    ));

  it('every clock and timer of Node keeps virtual time', () =>
    driveOnce(
      {
        strategy: inlineStrategy(`
          const timers = await import('node:timers');
          const { setTimeout: later, setInterval: every, scheduler } = await import('node:timers/promises');
          const { promisify } = await import('node:util');
          const passed = async (ms, work) => {
            const before = [Date.now(), performance.now(), Number(process.hrtime.bigint()) / 1e6, new Date().getTime()];
            await work();
            const after = [Date.now(), performance.now(), Number(process.hrtime.bigint()) / 1e6, new Date().getTime()];
            for (const [index, at] of after.entries()) {
              const gone = at - before[index];
              if (gone < ms - 1 || gone > ms + 1) refuse('CLOCK', index + ': ' + gone + ' ms instead of ' + ms);
            }
          };
          return { read: async () => {
            await passed(70_000, () => later(70_000));
            await passed(80_000, () => promisify(setTimeout)(80_000));
            await passed(90_000, () => scheduler.wait(90_000));
            await passed(60_000, () => new Promise((resolve) => timers.setTimeout(resolve, 60_000)));
            await passed(50_000, () => new Promise((resolve) => {
              clearTimeout(setTimeout(() => process.abort(), 1000));
              clearTimeout(+setTimeout(() => process.abort(), 1000));
              AbortSignal.timeout(50_000).addEventListener('abort', resolve);
            }));
            await passed(30_000, async () => {
              let ticks = 0;
              for await (const _ of every(10_000)) if ((ticks += 1) === 3) break;
            });
            await passed(0, () => later(5000, null, { signal: AbortSignal.abort() }).catch((e) => {
              if (e.name !== 'AbortError') throw e;
            }));
            if (Math.abs(performance.timeOrigin + performance.now() - Date.now()) > 2) refuse('ORIGIN');
            if (!(new Date() instanceof Date) || new Date(5).getTime() !== 5) refuse('DATE');
            return null;
          } };`),
        script: { contended: [] },
      },
      (reports) => {
        expect(entriesOf(reports).filter(({ e }) => e.startsWith('read'))).toEqual([
          { e: 'read', n: 0 },
          { e: 'read-ok', n: 0, observed: null },
        ]);
        expect(endOf(reports)).toEqual({ at: 'done' });
      },
    ));

  it.each([
    ['asking the disk', 'while (!fs.existsSync(path + ".go"));'],
    ['turning round', 'while (!fs.existsSync(path + ".go")) await new Promise((r) => setImmediate(r));'],
  ])('who waits by %s lets others have a turn', (_, wait) =>
    driveOnce(
      {
        strategy: inlineStrategy(`return { read: async (path) => { ${wait} return null; } };`),
        script: { contended: [] },
        hands: (directory): Hand[] => [{ at: 3, do: 'mkdir', path: join(directory, 'tasks.yaml.go') }],
      },
      (reports) => {
        expect(reports.map(({ position }) => position.at)).toEqual(['sleep', 'sleep', 'sleep', 'done']);
        expect(reports.slice(0, 3).map(({ position }) => position)).toMatchObject([
          { wakeMs: 1001 },
          { wakeMs: 1003 },
          { wakeMs: 1007 },
        ]);
      },
    ),
  );

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
        expect(reports.map(({ position }) => position.at)).toEqual(['sleep', 'done']);
        expect(fs.existsSync(join(directory, 'tasks.yaml.late'))).toBe(true);
      },
    ));
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
        expect(reports.map(({ position }) => position.at)).toEqual(['done']);
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
