// The page of a lab: what each cell says, which platforms share a row, whose reasons are told, and that
// twenty platforms stay on one screen. Runs are judged by hand.
import { describe, expect, test } from 'vitest';
import { judgedRun, strategy } from '../../results/testing/judged-fixture.js';
import { linux } from '../../results/testing/run-fixture.js';
import type { Judged } from '../../results/verdicts/judged.js';
import type { LabOutcome, LabRecord, LabResult } from '../../results/verdicts/lab-record.js';
import { platformsPage, platformsRecordOf } from '../evidence/platforms-record.js';
import { labRows } from './lab-rows.js';
import { labMarkdown, labText } from './lab-text.js';

const run = (id: string): LabOutcome => ({ type: 'run', run: id, status: 'finished' });

function record(outcomes: Record<string, LabOutcome>, wanted = Object.keys(outcomes)): LabRecord {
  const results = Object.entries(outcomes).map(
    ([id, outcome]): LabResult => ({ id, title: `Title of ${id}`, outcome, durationMs: 60_000 }),
  );
  return {
    schemaVersion: 1,
    holdfast: '0.1.0',
    startedAt: '2026-11-23T10:00:00.000Z',
    finishedAt: '2026-11-23T10:20:00.000Z',
    profile: 'quick',
    policy: 'm03',
    seed: 7,
    strategies: ['flock', 'link'],
    wanted,
    results,
  };
}

/** A mount of its own path, as each platform of a lab has. */
function judgedOn(id: string, type: string, strategies: Judged['strategies'], lost: boolean): Judged {
  const mount = `/w/.holdfast/run-mwza9jo9-4064-436c930b/mounts/${id}/mnt`;
  const reason = `${mount} (${type}) passes no fsync of a directory on`;
  const syncs = lost
    ? ({ file: 'unknown', directory: 'not-passed-on', reason } as const)
    : ({ file: 'passed-on', directory: 'passed-on', reason: '' } as const);
  const fileSystem = { ...linux.fileSystem, type, mount, syncs };
  return judgedRun({ runId: id, platform: { ...linux, fileSystem }, strategies });
}

const sound = [strategy('flock', 'GO', 'GO'), strategy('link', 'GO', 'NO-GO')];
const byTheMount = sound.map(({ id }) =>
  strategy(id, 'NO-GO', 'NO-GO', { reason: 'one writer: the platform, not the strategy: it lies' }),
);

const everything = record(
  {
    ext4: run('ext4'),
    xfs: run('xfs'),
    bindfs: run('bindfs'),
    encfs: run('encfs'),
    'single-file': {
      type: 'file',
      trials: [
        { strategy: 'flock', outcome: 'refused', reason: 'EBUSY' },
        { strategy: 'link', outcome: 'kept', reason: '' },
      ],
    },
    full: { type: 'failed', reason: 'the disk or the quota is full (ENOSPC)' },
    btrfs: { type: 'skipped', reasons: ['mkfs.btrfs is missing: apt install btrfs-progs'] },
  },
  ['ext4', 'xfs', 'bindfs', 'encfs', 'single-file', 'full', 'btrfs', 'sshfs'],
);
const judged = new Map([
  ['ext4', judgedOn('ext4', 'ext4', sound, false)],
  ['xfs', judgedOn('xfs', 'xfs', sound, false)],
  ['bindfs', judgedOn('bindfs', 'fuse', byTheMount, true)],
  ['encfs', judgedOn('encfs', 'fuse', byTheMount, true)],
]);

describe('rows', () => {
  const { rows, skipped, unreached, strategies } = labRows(everything, judged);

  test('platforms that say the same share one, whatever their paths', () => {
    expect(strategies).toEqual(['flock', 'link']);
    expect(rows.map(({ platforms }) => platforms)).toEqual([
      ['ext4', 'xfs'],
      ['bindfs', 'encfs'],
      ['single-file'],
      ['full'],
    ]);
  });

  test('cells name the kinds of writers; all that is refused needs no letters', () => {
    expect(rows.map(({ cells }) => [cells.flock, cells.link])).toEqual([
      ['✓ 1 t p', '✓ 1 t ✗ p'],
      ['✗', '✗'],
      ['✗', '?'],
      ['?', '?'],
    ]);
  });

  test('what the mount does stands for all; what a strategy does, by its name', () => {
    expect(rows.map(({ reasons }) => reasons)).toEqual([
      ['link: link is PARTIAL'],
      ['(fuse) passes no fsync of a directory on'],
      ['EBUSY'],
      ['the disk or the quota is full (ENOSPC)'],
    ]);
  });

  test('where few scenarios were run, it is said so', () => {
    const few = record({ bindfs: { type: 'run', run: 'bindfs', status: 'finished', onlyScenarios: 6 } });
    const [row] = labRows(few, judged).rows;
    expect(row?.reasons.at(-1)).toMatch(/^nothing can be GO here, so only 6 scenarios were run/);
  });

  test('what was not made, and not reached, is in no row', () => {
    expect(skipped).toEqual([
      { reason: 'mkfs.btrfs is missing: apt install btrfs-progs', platforms: ['btrfs'] },
    ]);
    expect(unreached).toEqual(['sshfs']);
  });

  test('a run that is missing is unknown', () => {
    const [row] = labRows(record({ ext4: run('ext4') }), new Map()).rows;
    expect(row?.reasons).toEqual(['its run is missing']);
  });
});

test('the page says where everything holds, and where nothing does', () => {
  const text = labText(everything, judged, 'results/runs/lab', { color: false, width: 100 });
  expect(text).toContain('ext4, xfs');
  expect(text).toContain('  bindfs, encfs: (fuse) passes no fsync of a directory on.');
  expect(text).toContain('  btrfs: mkfs.btrfs is missing: apt install btrfs-progs.');
  expect(text).toContain('  sshfs: the lab ended before them.');
  expect(text).toContain('Everything that is claimed holds on: nowhere\n');
  expect(text).toContain('Nothing is known to hold on: bindfs, encfs, single-file, full\n');
  expect(text).toContain('Next: holdfast report results/runs/lab/ext4');
});

test('the table of twenty-four platforms stays on the first screen', () => {
  const ids = Array.from({ length: 24 }, (_, at) => `platform-${at}`);
  const many = record(Object.fromEntries(ids.map((id) => [id, run(id)])));
  const runs = new Map(ids.map((id, at) => [id, judgedOn(id, 'fuse', at % 2 ? sound : byTheMount, true)]));
  const lines = labText(many, runs, 'lab', { color: false, width: 100 }).split('\n');
  const end = lines.findIndex((line) => line.startsWith('Why not'));
  expect(end).toBeGreaterThan(0);
  expect(end).toBeLessThanOrEqual(30);
  for (const id of ids) expect(lines.slice(0, end).join('\n')).toContain(id);
});

test('the page for a repository has a row for each platform that was made or not', () => {
  const page = labMarkdown(everything, judged);
  for (const { id } of everything.results) expect(page).toContain(`| ${id} | Title of ${id} |`);
  expect(page).toContain('- sshfs: the lab ended before it.');
});

test('the reference keeps the page, and neither paths of the machine nor counterexamples', () => {
  const kept = platformsRecordOf(everything, judged);
  const text = JSON.stringify(kept);
  expect(text).not.toContain('/w/');
  expect(text).not.toContain('crashEvidence');
  expect(text.length).toBeLessThan(20_000);
  const rows = (page: string): string[] =>
    page.split('\n').filter((line) => /^\| (?:ext4|bindfs),/.test(line));
  expect(rows(platformsPage(kept))).toEqual(rows(labMarkdown(everything, judged)));
  expect(rows(platformsPage(kept))).toHaveLength(2);
});
