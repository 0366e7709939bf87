import { expect, it } from 'vitest';
import { performancePage } from './performance-page.js';
import {
  crowdRecord,
  type PerformanceRecord,
  performanceRecordSchema,
  sizeRecord,
} from './performance-record.js';

const constant = (ms: number) => Array.from({ length: 9 }, () => ms);

const size = (documentBytes: number) =>
  sizeRecord(
    documentBytes,
    [
      { id: 'one flush', role: 'floor', samplesMs: constant(1) },
      { id: 'rename floor', role: 'floor', samplesMs: constant(4) },
      { id: 'one flush in C', role: 'floor', samplesMs: constant(0.5) },
      { id: 'ofd', role: 'candidate', addon: 'prebuilt', samplesMs: constant(6) },
      { id: 'link', role: 'candidate', samplesMs: constant(8) },
      { id: 'no-lock', role: 'baseline', samplesMs: constant(5) },
      { id: 'steno', role: 'peer', samplesMs: constant(2) },
      { id: 'sqlite-wal', role: 'peer', addon: 'prebuilt', samplesMs: constant(documentBytes / 1024) },
    ],
    { first: constant(6), second: constant(6.3) },
  );

const round = (writesPerSecond: number, fairness = 1) => ({
  writesPerSecond,
  floorPerSecond: 100,
  fairness,
  longestToMedian: 2,
  writes: 10,
});

const record = (changes: Partial<PerformanceRecord> = {}): PerformanceRecord => ({
  platform: 'linux-x64 · Node 20 · ext4',
  processors: 2,
  withoutC: null,
  othersShare: 0.01,
  sizes: [size(2048), size(1_048_576)],
  rounds: 3,
  contention: [
    crowdRecord({ id: 'ofd', crowd: 'processes', writers: 8 }, [round(40), round(60), round(50)]),
    crowdRecord({ id: 'like', crowd: 'processes', writers: 8 }, [round(38), round(45)]),
    crowdRecord({ id: 'link', crowd: 'processes', writers: 8 }, [round(10)]),
    crowdRecord({ id: 'greedy', crowd: 'processes', writers: 8 }, [round(500, 0.2)]),
  ],
  ...changes,
});

it('puts each contestant in relation to both floors, and the first to itself', () => {
  const { rows, noise, writes, renameMs } = size(2048);
  const row = (id: string) => rows.find((one) => one.id === id);
  expect(row('ofd')).toMatchObject({ toFlush: { value: 6 }, toRename: { value: 1.5, low: 1.5, high: 1.5 } });
  expect(row('one flush')?.toFlush.value).toBe(1);
  expect(row('ofd')).toMatchObject({ addon: 'prebuilt', toFlushInC: { value: 12 }, toRenameInC: null });
  expect(row('link')?.addon).toBeNull();
  expect(noise.value).toBe(1.05);
  expect({ writes, renameMs }).toEqual({ writes: 9, renameMs: 4 });
});

it('refuses a run without floors', () => {
  const lone = [{ id: 'ofd', role: 'candidate', samplesMs: [1] }];
  expect(() => sizeRecord(1, lone, { first: [1], second: [1] })).toThrow();
  expect(() => crowdRecord({ id: 'ofd', crowd: 'threads', writers: 2 }, [])).toThrow();
});

it('tells of contention the middle round, the least and the most, and the worst fairness', () => {
  const found = crowdRecord({ id: 'ofd', crowd: 'threads', writers: 2 }, [
    round(40),
    round(90, 0.7),
    round(50),
  ]);
  expect(found).toMatchObject({ toFloor: { value: 0.5, low: 0.4, high: 0.9 }, fairness: 0.7, writes: 30 });
});

it('is a record of its schema', () => {
  expect(performanceRecordSchema.parse(JSON.parse(JSON.stringify(record())))).toEqual(record());
});

it('advises what the run found, and nothing that does not share', () => {
  const page = performancePage(record());
  expect(page).toContain('a lock would only cost | `no-lock` | 1.25 [1.25–1.25] × the rename floor, 2 KiB |');
  expect(page).toContain('| one writer at a time, a small document | `ofd` | 1.50 [1.50–1.50]');
  expect(page).toContain(
    '| one writer at a time, a large document | `ofd` | 1.50 [1.50–1.50] × the rename floor, 1 MiB',
  );
  expect(page).toContain(
    '| many processes | `ofd`, `like` | 0.50 [0.40–0.60], 0.45 [0.38–0.45] × the throughput',
  );
  expect(page).toContain('| many processes, no addon | `link` | 0.10');
  expect(page).toContain('| no addon, one writer at a time | `link` |');
  expect(page).not.toContain('| many threads |');
  expect(page).toContain('2.1 × the rename floor of this run');
  expect(page).not.toContain('did something else');
  expect(page).toContain(
    '| `ofd` | strategy | prebuilt | 6.00 [6.00–6.00] | 1.50 [1.50–1.50] | 12.00 [12.00–12.00] |  |',
  );
  const words = page.replace(/\n/g, ' ');
  expect(words).toContain(
    '`sqlite-wal` cost 0.50 [0.50–0.50] times the rename floor for a document of 2 KiB, 256.00',
  );
});

it('says what limits the figures, and then gives none', () => {
  const page = performancePage(record({ othersShare: 0.6, withoutC: 'The floors in C are left out.' }));
  const words = page.replace(/\n/g, ' ');
  expect(words).toContain('did something else for 60 % of its processor time');
  expect(page).toContain('The floors in C are left out.');
  expect(words).toContain('too busy with something else for this run to tell one strategy from another');
  expect(page).toContain(
    '| one writer at a time, a small document | `ofd`, `link` | they fit; this run does not tell',
  );
  expect(words).toContain('How they compare in speed with files can’t be told from this run');
});
