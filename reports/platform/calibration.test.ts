// What reports say of power cuts beside a grade: which runs they speak for, and where models and disks differ.
import { expect, test } from 'vitest';
import { judgedRun } from '../../results/testing/judged-fixture.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import consoleReporter from '../run/console.js';
import htmlReporter from '../run/html.js';
import markdownReporter from '../run/markdown.js';
import { calibrationOf } from './calibration.js';
import type { PowerCutCounts } from './power-cut-counts.js';

const known: PowerCutCounts = {
  kernel: '6.8.1-test',
  rows: [
    ['no-lock', 'ext4:barrier=0', true, 100, 70],
    ['flock', 'ext4', false, 2000, 0],
    ['m03', 'ext4', false, 480, 120],
    ['m03', 'xfs', false, 480, 7],
  ],
};

function on(fileSystem: Partial<Judged['platform']['fileSystem']>, release = '6.8.0'): Judged {
  const run = judgedRun();
  return {
    ...run,
    platform: { ...run.platform, release, fileSystem: { ...run.platform.fileSystem, ...fileSystem } },
  };
}
function withStrategy(id: string, change: Partial<JudgedStrategy>): Judged {
  const run = judgedRun();
  return { ...run, strategies: run.strategies.map((one) => (one.id === id ? { ...one, ...change } : one)) };
}

test('models and disks stand beside each other, with what must fail', () => {
  expect(calibrationOf(judgedRun(), known)).toEqual({
    where: 'ext4 on Linux 6.8',
    strategies: [
      { strategy: 'm03', grade: 'kill', images: 480, failed: 120, disagreement: '' },
      { strategy: 'flock', grade: 'weakest', images: 2000, failed: 0, disagreement: '' },
    ],
    note: 'no-lock on ext4 with barrier=0, which must fail, failed in 70 of 100',
  });
});

test('the run of another kernel is told so', () => {
  expect(calibrationOf(on({}, '5.10.0'), known)?.note).toContain('this run was on Linux 5.10.0');
});

test.each([
  ['tmpfs', { type: 'tmpfs' }],
  ['no barriers', { options: 'rw,relatime,nobarrier' }],
  ['another order', { options: 'rw,nodioread_nolock' }],
])('%s is not calibrated', (_name, fileSystem) => {
  expect(calibrationOf(on(fileSystem), known)).toBeNull();
});

test('a module of the user has no power cuts, whatever it is called', () => {
  const found = calibrationOf(withStrategy('flock', { module: './mine.mjs' }), known);
  expect(found?.strategies.map(({ strategy }) => strategy)).toEqual(['m03']);
});

test('each direction of a difference has its words', () => {
  const [survivor] = judgedRun().strategies.flatMap(({ durability }) => durability ?? []);
  if (survivor === undefined) throw new Error('the fixture has no grade');
  const harsher = withStrategy('m03', { durability: { ...survivor, grade: 'weakest' } });
  expect(calibrationOf(harsher, known)?.strategies[0]?.disagreement).toBe('disks are harsher: 120');
  const milder = withStrategy('flock', { durability: { ...survivor, grade: 'ordered' } });
  expect(calibrationOf(milder, known)?.strategies[1]?.disagreement).toBe('models are harsher');
});

test('every page tells of it, and says so where nothing is known', () => {
  const layout = { color: false, width: 100, full: true };
  for (const reporter of [consoleReporter, markdownReporter, htmlReporter]) {
    expect(reporter.render(judgedRun(), layout)).toMatch(/power cuts on ext4/);
    expect(reporter.render(on({ type: 'tmpfs' }), layout).replace(/\s+/g, ' ')).toContain(
      'power cuts are known of tmpfs',
    );
  }
});
