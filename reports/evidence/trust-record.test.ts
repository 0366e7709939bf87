// What a run says about Holdfast itself: who was caught by which check, who was accused, and what is
// complained of.
import { expect, it } from 'vitest';
import { finding, judgedRun, lostUpdate, strategy } from '../../results/testing/judged-fixture.js';
import type { Judged } from '../../results/verdicts/judged.js';
import { trustPage } from './trust-page.js';
import { complaintsAbout, type Expectations, mergedTrust, trustIn, wholeRunsIn } from './trust-record.js';

const raced = finding('concurrent-threads', 'threads', 'no-lost-update', 'fail', {
  summary: '1 is gone',
  evidence: [lostUpdate],
});
const quiet = finding('concurrent-threads', 'threads', 'no-lost-update', 'pass');

const ran = (strategy: string): Judged['cases'][number] => ({
  strategy,
  scenario: 'concurrent-threads',
  scope: 'threads',
  file: `${strategy}.jsonl`,
  state: { type: 'done' },
  durationMs: 12,
});
const cases = ['broken', 'sound', 'no-lock'].map(ran);

const expected: Expectations = {
  broken: { broken: ['concurrent-threads/no-lost-update', 'readers/no-corruption'] },
  sound: ['sound'],
};

const run = (broken: typeof raced, sound: typeof raced, changes: Partial<Judged> = {}) =>
  trustIn(
    judgedRun({
      strategies: [
        strategy('broken', 'NO-GO', 'NO-GO', { findings: [broken] }),
        strategy('sound', 'GO', 'GO', { findings: [sound] }),
      ],
      cases,
      ...changes,
    }),
    expected,
  ).filter(({ scenario }) => scenario === 'concurrent-threads');

it('says which check caught a broken one, and how many passed a sound one', () => {
  expect(run(raced, quiet)).toMatchObject([
    {
      scenario: 'concurrent-threads',
      broken: [
        { strategy: 'no-lock', scope: 'threads', by: 'no-lost-update: lost-update', available: true },
        { strategy: 'broken', scope: 'threads', by: 'no-lost-update: lost-update', available: true },
      ],
      sound: [{ strategy: 'sound', passed: 1 }],
    },
  ]);
  expect(complaintsAbout(run(raced, quiet))).toEqual([]);
});

it('complains of a broken one that nothing of its own caught, whatever else it failed', () => {
  const other = finding('concurrent-threads', 'threads', 'linearizable', 'fail', { evidence: [lostUpdate] });
  for (const missed of [quiet, other, { ...quiet, verdict: 'unknown' as const }]) {
    expect(complaintsAbout(run(missed, quiet))).toEqual([
      'broken was not caught by concurrent-threads (threads)',
    ]);
  }
});

it('complains of a missed canary', () => {
  const [canary] = judgedRun().canaries;
  if (canary === undefined) throw new Error('the fixture has no canary');
  const canaries = [{ ...canary, caught: false, by: 'none failed' }];
  expect(complaintsAbout(run(raced, quiet, { canaries }))).toEqual([
    'no-lock was not caught by concurrent-threads (threads)',
  ]);
});

it('is content when another scenario caught it', () => {
  const elsewhere = { scenario: 'readers', sound: [], broken: run(raced, quiet)[0]?.broken ?? [] };
  expect(complaintsAbout([...run(quiet, quiet), elsewhere])).toEqual([]);
});

it('complains of each accusation of a sound one in a scope that it claims', () => {
  expect(complaintsAbout(run(raced, raced))).toEqual([
    'sound is sound and was accused by concurrent-threads/no-lost-update (threads): 1 is gone',
  ]);
  const unclaimed = judgedRun({
    strategies: [strategy('sound', 'GO', 'GO', { claims: { threads: false }, findings: [raced] })],
    canaries: [],
    cases,
  });
  expect(complaintsAbout(trustIn(unclaimed, expected))).toEqual([]);
});

it('replaces the rows of what was run again, and keeps the others', () => {
  const before = run(quiet, raced);
  expect(complaintsAbout(mergedTrust(before, run(raced, quiet)))).toEqual([]);
  const [only] = run(raced, quiet);
  const partly = [{ scenario: 'concurrent-threads', broken: only?.broken ?? [], sound: [] }];
  expect(mergedTrust(before, partly)[0]?.sound).toEqual(before[0]?.sound);
});

it('leaves out what an interrupted run has not come to', () => {
  const [only] = run(quiet, raced, { cases: [] });
  expect(only).toMatchObject({ broken: [{ strategy: 'no-lock' }], sound: [] });
});

it('shows both tables', () => {
  const page = trustPage({ platform: 'linux', profile: 'quick', scenarios: run(raced, raced) });
  expect(page).toContain(
    '| `broken` | The broken strategy | `concurrent-threads` | threads | no-lost-update: lost-update |',
  );
  expect(page).toContain('| `sound` | ✗ 1 |');
});

it('tells of a whole run whether the check that was meant is among those that failed', () => {
  const other = finding('readers', 'single', 'linearizable', 'fail', { evidence: [lostUpdate] });
  const wholeOf = (found: typeof raced) =>
    wholeRunsIn(
      judgedRun({ strategies: [strategy('broken', 'NO-GO', 'NO-GO', { findings: [found] })] }),
      expected,
    );
  expect(wholeOf(raced)).toMatchObject([
    { strategy: 'broken', decision: 'NO-GO', failed: ['concurrent-threads/no-lost-update'], caught: true },
  ]);
  expect(wholeOf(other)).toMatchObject([{ failed: ['readers/linearizable'], caught: false }]);
  const page = trustPage({ platform: 'linux', profile: 'quick', scenarios: [], whole: wholeOf(other) });
  expect(page).toContain('| `broken` | The broken strategy | NO-GO |');
});
