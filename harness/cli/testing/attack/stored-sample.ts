// A small stored run for attacks on the readers, and the question after each: refused, or read as it was.
import { readJudged, readRun, saveJudged, storeRun } from '../../../../results/archive/archive.js';
import { ArchiveError } from '../../../../results/archive/archive-error.js';
import { judgedRun } from '../../../../results/testing/judged-fixture.js';
import { unzipCases } from '../../../../results/testing/plain-cases.js';
import { caseOf, death, runOf, steps } from '../../../../results/testing/run-fixture.js';
import type { Random } from '../../../random.js';

const stored = runOf(
  [
    caseOf('flock', 'round-trip', 'single', [steps]),
    caseOf('flock', 'mixed', 'threads', [steps, death, steps]),
    caseOf('no-lock', 'mixed', 'threads', [death]),
  ],
  { digests: true },
);

/** All files of the sample, relative to its directory. */
export const sampleFiles = [
  'run.json',
  'judged.json',
  ...stored.cases.map(({ entry }) => `cases/${entry.file}`),
];

/** Stores the sample in `dir`, some of its cases as earlier versions did, and returns the names of its files. */
export async function storeSample(dir: string, random: Random): Promise<string[]> {
  await storeRun(dir, stored);
  await saveJudged(dir, judgedRun());
  return sampleFiles.map((name) => {
    if (!name.startsWith('cases/')) return name;
    if (random.integer(0, 2) === 0) return `${name}.gz`;
    unzipCases(dir, (one) => name.endsWith(`/${one}`));
    return name;
  });
}

/** What is wrong with the reading of a damaged sample; null: it was refused, or nothing of it had changed. */
export async function misreading(dir: string): Promise<string | null> {
  const readers = [
    { what: 'run', read: () => readRun(dir), was: stored },
    { what: 'judged run', read: () => readJudged(dir), was: judgedRun() },
  ];
  for (const { what, read, was } of readers) {
    try {
      const now = await read();
      if (JSON.stringify(sorted(now)) !== JSON.stringify(sorted(was)))
        return `a changed ${what} was accepted`;
    } catch (error) {
      if (!(error instanceof ArchiveError)) return `a damaged ${what} was no ArchiveError: ${String(error)}`;
    }
  }
  return null;
}

/** Keys in one order, so that only what is said counts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
