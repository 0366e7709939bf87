// Stored searches through interleavings, judged: what they decide under each policy, where their
// counterexamples lie, and what they are worth when a canary was missed or the platform can't run them.
import { describe, expect, it, test } from 'vitest';
import type { StoredRun } from '../../results/archive/stored-run.js';
import type { InterleavingsFact } from '../../results/facts/interleavings-fact.js';
import {
  capsuleOf,
  interleavingsFact,
  lockfileFact,
  noInterleavings,
  resultOf,
  violationOf,
} from '../../results/testing/interleaving-search-fixture.js';
import { caseOf, runOf } from '../../results/testing/run-fixture.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { judgedSchema } from '../../results/verdicts/judged.js';
import { interleavingVariantSchema } from '../../results/vocabulary/schedule.js';
import type { Policy } from '../../results/vocabulary/verdict.js';
import { criteria } from '../../scenarios/criteria.js';
import interleavings from '../../scenarios/interleavings.js';
import { interleavingEvidenceOf } from './interleaving-evidence.js';
import { judgeRun } from './judge-run.js';

const scopes = ['threads', 'processes'] as const;
type Make = (scope: InterleavingsFact['scope']) => InterleavingsFact;

const clean: Make = (scope) => interleavingsFact([], { scope });
const raced: Make = (scope) =>
  interleavingsFact([resultOf('plain', [violationOf('lost-update', { preemptions: 2 })])], {
    scope,
    capsules: [capsuleOf({ scope, variant: 'plain' })],
  });
/** What each canary shows in its own variant. */
const caught = Object.fromEntries(
  interleavings.canaries.map(({ strategy, part, by }): [string, Make] => {
    const variant = interleavingVariantSchema.parse(part);
    const kind = by.includes('no-corruption') ? 'torn-read' : 'lost-update';
    if (variant === 'plain') return [strategy, raced];
    return [
      strategy,
      (scope) =>
        interleavingsFact([resultOf(variant, [violationOf(kind)])], {
          scope,
          capsules: [capsuleOf({ scope, variant })],
        }),
    ];
  }),
);

function storedOf(strategies: Record<string, Make>): StoredRun {
  const cases = Object.entries(strategies).flatMap(([id, make]) =>
    scopes.map((scope) => caseOf(id, interleavings.id, scope, [make(scope)])),
  );
  return runOf(cases);
}

/** The criteria that interleavings prove, by nothing else. */
const catalogue = {
  scenarios: [interleavings],
  criteria: criteria
    .map((criterion) => ({
      ...criterion,
      provenBy: criterion.provenBy.filter((pattern) => /^(\*|interleavings)\//.test(pattern)),
    }))
    .map((criterion) => ({
      ...criterion,
      // Patterns for every scenario mean here what this one has.
      provenBy: criterion.provenBy.filter((pattern) =>
        interleavings.checks.some(({ id }) => pattern.endsWith(`/${id}`)),
      ),
    })),
};

function judged(strategies: Record<string, Make>, policy: Policy = 'm03'): Judged {
  return judgeRun(storedOf({ ...caught, ...strategies }), catalogue, policy);
}

function strategyIn({ strategies }: Judged, wanted: string): JudgedStrategy {
  const found = strategies.find(({ id }) => id === wanted);
  if (found === undefined) throw new Error(`no ${wanted}`);
  return found;
}

const verdict = (one: JudgedStrategy, id: string): (string | undefined)[] =>
  scopes.map((scope) => one.criteria.find((row) => row.id === id && row.scope === scope)?.verdict);

describe('a run', () => {
  it('is GO under both policies where all was covered and nothing found', () => {
    const run = judged({ flock: clean });
    expect(strategyIn(run, 'flock')).toMatchObject({
      decision: 'GO',
      policies: { m03: 'GO', strict: 'GO' },
    });
    expect(run.canaries.every(({ caught: isCaught }) => isCaught === true)).toBe(true);
    expect(judgedSchema.parse(JSON.parse(JSON.stringify(run)))).toEqual(run);
  });

  it('lets lockfile pass by m03, and fail by the clock when judged strictly', () => {
    const run = judged({ flock: clean, lockfile: lockfileFact });
    const lockfile = strategyIn(run, 'lockfile');
    expect(lockfile.policies).toEqual({ m03: 'GO', strict: 'NO-GO' });
    expect(verdict(lockfile, 'clock-jumps')).toEqual(['fail', 'fail']);
    expect(verdict(lockfile, 'paused-holders')).toEqual(['fail', 'fail']);
    expect(verdict(lockfile, 'locks-prevent-races')).toEqual(['pass', 'pass']);
    expect(verdict(lockfile, 'concurrent-writes')).toEqual(['pass', 'pass']);
    const strict = strategyIn(judged({ lockfile: lockfileFact }, 'strict'), 'lockfile');
    expect(strict.decision).toBe('NO-GO');
    expect(strict.reason).toContain('survives-pause: lost-update with 1 preemption');
  });

  it.each<[string, string]>([
    ['locks-prevent-races', 'lost-update'],
    ['conflicts-detected', 'false-conflict'],
    ['no-corruption', 'phantom'],
    ['atomic-operations', 'hang'],
    ['edge-concurrent-writes', 'client-error'],
    ['edge-process-crash', 'stuck-lock'],
  ])('fails %s on a %s', (criterion, kind) => {
    const broken: Make = (scope) =>
      interleavingsFact([resultOf('crash', [violationOf(kind as 'hang')])], { scope });
    const one = strategyIn(judged({ mine: broken }), 'mine');
    expect(verdict(one, criterion)).toEqual(['fail', 'fail']);
    expect(one.decision).toBe('NO-GO');
  });

  it('is inconclusive where a search did not go far enough', () => {
    const shallow: Make = (scope) =>
      interleavingsFact([resultOf('plain', [], { coverage: { completeTo: 1, sampled: 0 } })], { scope });
    expect(strategyIn(judged({ mine: shallow }), 'mine').decision).toBe('INCONCLUSIVE');
  });

  it('takes the passes back where a canary got through', () => {
    const run = judged({ flock: clean, m03: clean });
    expect(strategyIn(run, 'flock').decision).toBe('INCONCLUSIVE');
    expect(run.canaries).toContainEqual(expect.objectContaining({ id: 'm03', caught: false }));
  });

  it('says n/a, and blames no canary, where none can be run', () => {
    const absent: Make = (scope) => ({ ...noInterleavings, scope });
    const run = judgeRun(storedOf({ flock: absent, 'no-lock': absent, m03: absent }), catalogue, 'm03');
    const flock = strategyIn(run, 'flock');
    expect(new Set(flock.findings.map((one) => one.verdict))).toEqual(new Set(['n/a']));
    expect(verdict(flock, 'clock-jumps')).toEqual(['n/a', 'n/a']);
    expect(new Set(run.canaries.map(({ caught: isCaught }) => isCaught))).toEqual(new Set([null]));
    expect(run.warnings).toEqual([]);
    expect(flock.interleavings).toMatchObject([{ unavailable: { reason: expect.any(String) } }, {}]);
  });
});

test('counterexamples are named as they are stored, the smallest of each kind', () => {
  const small = violationOf('lost-update', { capsule: 1 });
  const large = violationOf('lost-update', { preemptions: 3 });
  const unstored = violationOf('torn-read', { capsule: 9 });
  const fact = interleavingsFact(
    [resultOf('plain', [large]), resultOf('plain', [small, unstored], { search: 'pct' })],
    { capsules: [capsuleOf(), capsuleOf({ variant: 'plain' })] },
  );
  const [found] = interleavingEvidenceOf('../mine', [fact]);
  const plain = found?.variants.filter(({ variant }) => variant === 'plain');
  expect(plain?.map(({ violations }) => violations.map(({ file }) => file))).toEqual([
    [],
    [expect.stringMatching(/^capsules\/[\w-]+\.processes\.plain\.lost-update\.json$/), null],
  ]);
  expect(interleavingEvidenceOf('mine', [])).toEqual([]);
});
