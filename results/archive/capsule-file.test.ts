// Capsules on a real disk: named so that none replaces another, whole or not at all, below the run and
// nowhere else.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, test } from 'vitest';
import { parseAnyCapsule } from '../capsules/any-capsule.js';
import type { Capsule } from '../capsules/crash-capsule.js';
import {
  capsuleOf,
  interleavingsFact,
  lockfileFact,
  resultOf,
  violationOf,
} from '../testing/interleaving-search-fixture.js';
import { caseOf, runOf } from '../testing/run-fixture.js';
import { capsuleFileName, interleavingFileName, saveCapsules } from './capsule-file.js';
import type { StoredRun } from './stored-run.js';

const root = mkdtempSync(join(tmpdir(), 'holdfast-capsules-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let runs = 0;
const freshDir = () => mkdtempSync(join(root, `run-${runs++}-`));

function capsule(changes: Partial<Capsule> = {}): Capsule {
  return {
    schemaVersion: 1,
    kind: 'power-loss',
    strategy: { id: 'mine', reference: 'mine' },
    variant: 'document-present',
    documentPath: 'doc',
    trace: {
      initial: { inodes: { '0': { type: 'dir', mode: 0o755, entries: {} } } },
      effects: [],
      calls: [],
      durationsNs: [],
      distrust: null,
    },
    crashPoint: 0,
    model: 'kill',
    lost: [],
    disk: { inodes: { '0': { type: 'dir', mode: 0o755, entries: {} } } },
    seed: 1,
    environment: { platform: 'linux-x64', node: '20', holdfast: '0', fileSystem: 'ext4' },
    outcome: 'missing-document',
    expected: { lastAcked: null, lastAttempted: null },
    explanation: { sentence: 'gone', lines: [] },
    ...changes,
  };
}

const { run: linuxRun } = runOf([]);

function runWith(strategy: string, capsules: Capsule[]): StoredRun {
  const fact = {
    kind: 'crash-states' as const,
    recorder: 'node' as const,
    seed: 1,
    documentPath: 'doc',
    documentBytes: 10,
    variants: [],
    capsules,
  };
  const entry = {
    strategy,
    scenario: 'power-loss',
    scope: 'single' as const,
    file: 'x.jsonl',
    state: { type: 'done' as const },
    durationMs: 1,
  };
  return { run: linuxRun, cases: [{ entry, facts: [fact] }] };
}

it('writes each to a name of its own, and what is read back is what was stored', async () => {
  const dir = freshDir();
  const all = [capsule(), capsule({ model: 'weakest' }), capsule({ variant: 'document-absent' })];
  const names = await saveCapsules(dir, runWith('in-place', all));
  expect(names).toEqual([
    'in-place.document-present.kill.missing-document.json',
    'in-place.document-present.weakest.missing-document.json',
    'in-place.document-absent.kill.missing-document.json',
  ]);
  expect(new Set(readdirSync(join(dir, 'capsules')))).toEqual(new Set(names));
  const texts = names.map((name) => readFileSync(join(dir, 'capsules', name), 'utf8'));
  expect(texts.map(parseAnyCapsule)).toEqual(all);
  await saveCapsules(dir, runWith('in-place', all));
  expect(readdirSync(join(dir, 'capsules'))).toHaveLength(3);
});

it('keeps the schedules of both scopes apart, and the smallest of each class', async () => {
  const dir = freshDir();
  const small = violationOf('lost-update', { preemptions: 2, capsule: 1 });
  const large = violationOf('lost-update', { preemptions: 3, capsule: 0 });
  const capsules = [3, 2].map((preemptions) => capsuleOf({ variant: 'plain', preemptions }));
  const twice = interleavingsFact([resultOf('plain', [large]), resultOf('plain', [small])], { capsules });
  const names = await saveCapsules(
    dir,
    runOf([
      caseOf('lockfile', 'interleavings', 'threads', [lockfileFact('threads')]),
      caseOf('lockfile', 'interleavings', 'processes', [lockfileFact('processes')]),
      caseOf('mine', 'interleavings', 'processes', [twice]),
    ]),
  );
  expect(names).toEqual([
    'lockfile.threads.clock-jump.lost-update.json',
    'lockfile.threads.pause.lost-update.json',
    'lockfile.processes.clock-jump.lost-update.json',
    'lockfile.processes.pause.lost-update.json',
    'mine.processes.plain.lost-update.json',
  ]);
  const stored = names.map((name) => parseAnyCapsule(readFileSync(join(dir, 'capsules', name), 'utf8')));
  expect(stored).toMatchObject([1, 1, 1, 1, 2].map((preemptions) => ({ preemptions })));
  expect(stored[0]).toEqual(capsuleOf({ scope: 'threads', variant: 'clock-jump' }));
});

it('stores no schedule that a violation names and that is not there', async () => {
  const dir = freshDir();
  const fact = interleavingsFact([resultOf('plain', [violationOf('hang', { capsule: 4 })])]);
  expect(await saveCapsules(dir, runOf([caseOf('mine', 'interleavings', 'threads', [fact])]))).toEqual([]);
});

it('makes nothing where there is nothing to keep', async () => {
  const dir = freshDir();
  expect(await saveCapsules(dir, runWith('in-place', []))).toEqual([]);
  expect(existsSync(join(dir, 'capsules'))).toBe(false);
});

it('says where a disk refuses', async () => {
  const dir = freshDir();
  writeFileSync(join(dir, 'capsules'), 'in the way');
  await expect(saveCapsules(dir, runWith('in-place', [capsule()]))).rejects.toMatchObject({
    code: 'UNWRITABLE',
  });
});

test.each(['../../etc/passwd', 'a/b', 'CON', '', 'Ä'.repeat(300)])(
  'an id like %j names a file here',
  (id) => {
    const name = capsuleFileName(id, capsule());
    expect(name).toMatch(/^[a-z0-9_-]*\.document-present\.kill\.missing-document\.json$/);
    expect(name.length).toBeLessThan(200);
    const schedule = interleavingFileName(id, capsuleOf());
    expect(schedule).toMatch(/^[a-z0-9_-]*\.processes\.clock-jump\.lost-update\.json$/);
    expect(schedule.length).toBeLessThan(200);
  },
);
