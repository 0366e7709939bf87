import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgedRun } from '../testing/judged-fixture.js';
import { unzipCases } from '../testing/plain-cases.js';
import { caseOf, death, runOf, steps } from '../testing/run-fixture.js';
import { appendCase, createRun, readJudged, readRun, saveIndex, saveJudged, storeRun } from './archive.js';
import { ArchiveError } from './archive-error.js';
import { mergeRuns } from './merging.js';

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'holdfast-archive-')), 'run');
});
afterEach(async () => {
  await rm(join(dir, '..'), { recursive: true, force: true });
});

const small = () =>
  runOf([caseOf('flock', 'round-trip', 'single'), caseOf('flock', 'mixed', 'threads', [steps, death])]);

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error: unknown = await action.then(
    () => 'resolved',
    (reason: unknown) => reason,
  );
  if (error === 'resolved') return error;
  expect(error).toBeInstanceOf(ArchiveError);
  return error instanceof ArchiveError ? error.code : 'untyped';
}

describe('a stored run', () => {
  it('comes back as it was stored, by directory, by run.json and by the judged.json beside it', async () => {
    const stored = small();
    await storeRun(dir, stored);
    await saveJudged(dir, judgedRun());
    expect(await readRun(dir)).toEqual(stored);
    expect(await readRun(join(dir, 'run.json'))).toEqual(stored);
    expect(await readRun(join(dir, 'judged.json'))).toEqual(stored);
    expect(await readJudged(dir)).toEqual(judgedRun());
    expect(await readJudged(join(dir, 'run.json'))).toEqual(judgedRun());
    expect((await readdir(join(dir, 'cases'))).sort()).toEqual([
      'flock.mixed.threads.jsonl.gz',
      'flock.round-trip.single.jsonl.gz',
    ]);
  });

  it('is readable at every moment: cases are appended as they finish, the index replaced', async () => {
    const { run, cases } = small();
    const running = { ...run, status: 'running' as const, finishedAt: null, cases: [] };
    await createRun(dir, running);
    for (const [done, one] of cases.entries()) {
      expect((await readRun(dir)).cases).toHaveLength(done);
      await appendCase(dir, one.entry, one.header, one.facts);
      // The process may die here, before the index lists the case: it must not be lost.
      const reread = await readRun(dir);
      expect(reread.run.cases).toHaveLength(done + 1);
      await saveIndex(dir, { ...running, cases: reread.run.cases });
    }
    expect(new Set((await readRun(dir)).cases.map(({ entry }) => entry.file)).size).toBe(2);
  });

  it('reads plain cases alike, as earlier versions stored them', async () => {
    const stored = small();
    await storeRun(dir, stored);
    unzipCases(dir);
    expect(await readdir(join(dir, 'cases'))).toContain('flock.mixed.threads.jsonl');
    expect(await readRun(dir)).toEqual(stored);
  });

  it('a case that is run again takes the place of its plain file', async () => {
    const again = caseOf('flock', 'mixed', 'threads', [steps]);
    const stored = small();
    await storeRun(dir, stored);
    unzipCases(dir);
    await appendCase(dir, again.entry, again.header, again.facts);
    expect((await readRun(dir)).cases[1]).toEqual(again);
    expect(await readdir(join(dir, 'cases'))).not.toContain(again.entry.file);
  });

  it('a few kilobytes of facts take a fraction of that on the disk, and the verdicts no white space', async () => {
    const facts = Array.from({ length: 100 }, () => steps);
    const one = caseOf('flock', 'mixed', 'threads', facts);
    await storeRun(dir, runOf([one]));
    await saveJudged(dir, judgedRun());
    const stored = await readFile(join(dir, 'cases', `${one.entry.file}.gz`));
    expect(stored.length * 5).toBeLessThan(gunzipSync(stored).length);
    expect((await readFile(join(dir, 'judged.json'), 'utf8')).match(/\n/g)).toHaveLength(1);
  });

  it('can be merged out of shards, stored and read again with every header', async () => {
    const [a, b] = [join(dir, 'a'), join(dir, 'b')];
    await storeRun(a, runOf([caseOf('flock', 'round-trip', 'single')], { id: 'a' }));
    await storeRun(b, runOf([caseOf('flock', 'mixed', 'threads')], { id: 'b' }));
    const merged = mergeRuns([await readRun(a), await readRun(b)]);
    await storeRun(join(dir, 'merged'), merged);
    expect(await readRun(join(dir, 'merged'))).toEqual(merged);
  });

  it('passes over files that were never published', async () => {
    const stored = small();
    await storeRun(dir, stored);
    await writeFile(join(dir, 'cases', '.flock.round-trip.single.jsonl.1-ab.tmp'), '{"half":');
    expect(await readRun(dir)).toEqual(stored);
  });

  it('leaves no temporary file and keeps the old index when publishing fails', async () => {
    const stored = small();
    await storeRun(dir, stored);
    const failing = async () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    expect(await codeOf(saveIndex(dir, { ...stored.run, warnings: ['new'] }, failing))).toBe('UNWRITABLE');
    expect(await readRun(dir)).toEqual(stored);
    // A directory in the place of the target makes the rename itself fail.
    const inTheWay = caseOf('in-the-way', 'round-trip', 'single');
    await createRun(join(dir, 'cases', `${inTheWay.entry.file}.gz`), stored.run);
    expect(await codeOf(appendCase(dir, inTheWay.entry, inTheWay.header, inTheWay.facts))).toBe('UNWRITABLE');
    expect((await readdir(join(dir, 'cases'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('never replaces another run, nor leaves its own directory', async () => {
    const { run, cases } = small();
    await createRun(dir, run);
    expect(await codeOf(createRun(dir, run))).toBe('UNWRITABLE');
    const [one] = cases;
    if (one === undefined) throw new Error('the fixture has cases');
    for (const file of ['../../escaped.jsonl', 'a/b.jsonl', '..\\b.jsonl', '.hidden.jsonl', 'c:x.jsonl']) {
      expect(await codeOf(appendCase(dir, { ...one.entry, file }, one.header, one.facts))).toBe('UNWRITABLE');
      const entry = { ...one.entry, file };
      await writeFile(join(dir, 'run.json'), JSON.stringify({ ...run, cases: [entry] }));
      expect(await codeOf(readRun(dir))).toBe('MALFORMED');
    }
    expect(existsSync(join(dir, '..', '..', 'escaped.jsonl'))).toBe(false);
  });

  it('refuses to store what could not be read back', async () => {
    const { run } = small();
    const nan = caseOf('flock', 'latency', 'single', [
      {
        kind: 'samples',
        documentBytes: 10,
        rounds: 1,
        series: [{ id: 'strategy', samplesNs: [Number.NaN] }],
        acknowledged: 1,
        verified: 1,
        seed: 1,
      },
    ]);
    await createRun(dir, run);
    expect(await codeOf(appendCase(dir, nan.entry, nan.header, nan.facts))).toBe('MALFORMED');
    expect(await readdir(join(dir, 'cases'))).toEqual([]);
  });
});

describe('what is not a whole run', () => {
  const edits: [name: string, expected: string, edit: (dir: string) => Promise<unknown>][] = [
    ['nothing at the path', 'NOT_FOUND', (at) => rm(at, { recursive: true })],
    ['no run.json', 'NOT_A_RUN', (at) => rm(join(at, 'run.json'))],
    ['JSON of something else', 'NOT_A_RUN', (at) => writeFile(join(at, 'run.json'), '{"name":"x"}')],
    ['a newer index', 'NEWER_SCHEMA', (at) => writeFile(join(at, 'run.json'), '{"schemaVersion":99}')],
    ['a listed case is missing', 'MALFORMED', (at) => rm(join(at, 'cases/flock.mixed.threads.jsonl.gz'))],
    [
      'two cases were swapped',
      'MALFORMED',
      async (at) => {
        const [a, b] = ['cases/flock.mixed.threads.jsonl.gz', 'cases/flock.round-trip.single.jsonl.gz'];
        await rename(join(at, a), join(at, 'x'));
        await rename(join(at, b), join(at, a));
        await rename(join(at, 'x'), join(at, b));
      },
    ],
    [
      'a case of another run',
      'MALFORMED',
      (at) => {
        const other = caseOf('other', 'round-trip', 'single');
        return appendCase(at, other.entry, other.header, other.facts);
      },
    ],
    [
      'a newer case',
      'NEWER_SCHEMA',
      (at) => writeFile(join(at, 'cases/flock.mixed.threads.jsonl.gz'), gzipSync('{"schemaVersion":2}\n')),
    ],
  ];
  it.each(edits)('%s: %s', async (_name, expected, edit) => {
    await storeRun(dir, small());
    expect(await codeOf(readRun(dir))).toBe('resolved');
    await edit(dir);
    expect(await codeOf(readRun(dir))).toBe(expected);
  });

  it('says that a run was never judged, and that other files are not runs', async () => {
    await storeRun(dir, small());
    expect(await codeOf(readJudged(dir))).toBe('NOT_A_RUN');
    expect(await codeOf(readJudged(join(dir, 'nowhere.json')))).toBe('NOT_FOUND');
    await writeFile(join(dir, 'notes.txt'), 'x');
    expect(await codeOf(readRun(join(dir, 'notes.txt')))).toBe('NOT_A_RUN');
    expect(await codeOf(readJudged(join(dir, 'notes.txt')))).toBe('MALFORMED');
  });

  it('takes a faulted case without its file, which proves nothing anyway', async () => {
    const faulted = caseOf('flock', 'mixed', 'threads', []);
    faulted.entry.state = { type: 'faulted', reason: 'the host died' };
    const { run } = runOf([faulted]);
    await createRun(dir, run);
    expect((await readRun(dir)).cases).toEqual([faulted]);
  });
});

describe('torn files', () => {
  /** Cuts the file at every length and expects an error, or the whole run. */
  async function cutEverywhere(file: string, zip: boolean): Promise<void> {
    const stored = small();
    await storeRun(dir, stored);
    if (!zip) unzipCases(dir);
    const path = join(dir, zip ? `${file}.gz` : file);
    const whole = await readFile(path);
    let refused = 0;
    for (let length = 0; length <= whole.length; length += 1) {
      await writeFile(path, whole.subarray(0, length));
      const outcome = await readRun(dir).catch((error: unknown) => error);
      if (outcome instanceof ArchiveError) refused += 1;
      else expect(outcome).toEqual(stored);
    }
    // Only the last newline may be missing.
    expect(refused).toBe(zip ? whole.length : whole.length - 1);
  }

  it('a case file cut at any byte is an error or complete', () =>
    cutEverywhere('cases/flock.mixed.threads.jsonl', false));
  it('a gzipped case file cut at any byte is an error or complete', () =>
    cutEverywhere('cases/flock.mixed.threads.jsonl', true));
  it('an index cut at any byte is an error or complete', () => cutEverywhere('run.json', false));
});
