// Models against disks, as a table: which differences are a false GO, and when a count without failure says nothing.
import { expect, test } from 'vitest';
import { powerCutSession } from '../testing/power-cut-fixture.js';
import { type PowerCutAgreement, rowsOf, verdictOf } from './power-cut-agreement.js';
import { mergedPowerCuts, type PowerCutSession, type PowerCuts } from './power-cuts.js';

const mutant = powerCutSession({ strategy: 'no-lock', mountedWith: 'barrier=0', mutant: true, failed: 7 });
const record = (...sessions: PowerCutSession[]): PowerCuts => ({
  kind: 'power-cuts',
  schemaVersion: 1,
  holdfast: '0',
  platform: { id: 'linux-x64', kernel: '6', node: 'v20' },
  sessions,
  skipped: [],
});

test.each<[string, Parameters<typeof powerCutSession>[0], PowerCutAgreement, 'pass' | 'fail' | 'unknown']>([
  ['survived in both', {}, 'agrees', 'pass'],
  ['survives what m03 asks for, and the disks', { grade: 'journaled' }, 'agrees', 'pass'],
  ['falls in both', { grade: 'kill', failed: 3 }, 'agrees', 'pass'],
  ['falls in the models only', { grade: 'ordered' }, 'model-harsher', 'pass'],
  ['falls on the disks only', { failed: 1 }, 'disks-harsher', 'fail'],
  ['a false GO under m03', { grade: 'journaled', failed: 1 }, 'disks-harsher', 'fail'],
  ['a failure that was seen stands', { distrust: 'in doubt', failed: 1 }, 'disks-harsher', 'fail'],
  ['nothing to conclude from', { distrust: 'in doubt' }, 'unknown', 'unknown'],
  ['no grade', { grade: null }, 'unknown', 'unknown'],
  ['no images', { classes: [] }, 'unknown', 'unknown'],
  ['images that could not be mounted', { unmountable: 1 }, 'unknown', 'unknown'],
  ['a file system on which nothing has failed', { fileSystem: 'xfs' }, 'unknown', 'unknown'],
])('%s', (_name, given, agreement, verdict) => {
  const rows = rowsOf(record(mutant, powerCutSession(given)));
  expect(rows.map((row) => row.agreement)).toEqual(['caught', agreement]);
  expect(verdictOf(rows)).toBe(verdict);
});

test('without a mutant that fails nothing is concluded', () => {
  const missed = powerCutSession({ ...mutant, classes: [{ class: 'prefix', images: 10, failed: 0 }] });
  const broken = powerCutSession({ strategy: 'broken', grade: 'kill', failed: 1 });
  expect(verdictOf(rowsOf(record(missed, broken, powerCutSession({}))))).toBe('unknown');
  expect(verdictOf(rowsOf(record(powerCutSession({}))))).toBe('unknown');
  expect(verdictOf([])).toBe('unknown');
});

test('where nothing can be mounted without barriers, a broken strategy that falls is the proof', () => {
  const onXfs = { fileSystem: 'xfs' };
  const broken = powerCutSession({ ...onXfs, strategy: 'broken', grade: 'kill', failed: 1 });
  const survivor = powerCutSession(onXfs);
  expect(verdictOf(rowsOf(record(broken, survivor)))).toBe('pass');
});

test('seeds are counted together, and the same seed once', () => {
  const first = record(
    mutant,
    powerCutSession({ seed: 1 }),
    powerCutSession({ seed: 2, grade: 'journaled' }),
  );
  const again = record(powerCutSession({ seed: 2, failed: 1 }));
  const [, row] = rowsOf(mergedPowerCuts(first, again));
  expect(row).toMatchObject({ images: 20, failed: 1, grade: 'weakest', agreement: 'disks-harsher' });
});
