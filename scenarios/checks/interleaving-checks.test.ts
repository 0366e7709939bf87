// The checks over interleavings, watched failing on every class of violation in every variant that they speak
// for, and unknown wherever less was looked at than a pass asks for.
import { describe, expect, it, test } from 'vitest';
import { type InterleavingsFact, interleavingsFactSchema } from '../../results/facts/interleavings-fact.js';
import {
  interleavingsFact,
  lockfileFact,
  noInterleavings,
  resultOf,
  violationOf,
} from '../../results/testing/interleaving-search-fixture.js';
import {
  type InterleavingVariant,
  interleavingVariantSchema,
  type ViolationClass,
  violationClassSchema,
} from '../../results/vocabulary/schedule.js';
import { completes } from './completes.js';
import { interleavingChecks } from './interleaving-checks.js';

const ORDINARY: readonly InterleavingVariant[] = ['plain', 'stale-lock', 'crash', 'reader'];

/** Who has to fail on what. */
const duties: Record<string, readonly ViolationClass[]> = {
  'no-lost-update': ['lost-update', 'duplicate-rev', 'rev-gap', 'rev-rollback', 'resurrected-write'],
  'no-corruption': ['torn-read', 'phantom'],
  linearizable: ['stale-read', 'real-time-order'],
  'exact-conflicts': ['false-conflict', 'committed-but-errored'],
  'no-client-errors': ['client-error'],
  'no-stuck-lock': ['stuck-lock'],
  terminates: ['hang', 'death'],
};
const circumstances: Record<string, InterleavingVariant> = {
  'survives-clock-jump': 'clock-jump',
  'survives-pause': 'pause',
};

const verdictsOn = (...facts: InterleavingsFact[]) =>
  Object.fromEntries(interleavingChecks.map((check) => [check.id, check.judge(facts).verdict]));
const failing = (...facts: InterleavingsFact[]) =>
  Object.entries(verdictsOn(...facts)).flatMap(([id, verdict]) => (verdict === 'fail' ? [id] : []));

test('the fixtures are facts, and there is a check for every class', () => {
  for (const fact of [interleavingsFact(), noInterleavings, lockfileFact('threads')]) {
    expect(interleavingsFactSchema.parse(fact)).toEqual(fact);
  }
  const classes = Object.values(duties).flat();
  expect(new Set(classes)).toEqual(new Set(violationClassSchema.options));
  expect(classes).toHaveLength(violationClassSchema.options.length);
  expect(interleavingChecks.map(({ id }) => id)).toEqual([
    ...Object.keys(duties),
    ...Object.keys(circumstances),
  ]);
});

test('all pass when everything was covered and nothing found, and say what that was', () => {
  expect(new Set(Object.values(verdictsOn(interleavingsFact())))).toEqual(new Set(['pass']));
  const [judgement] = interleavingChecks.map((check) => check.judge([interleavingsFact()]));
  expect(judgement).toEqual({
    verdict: 'pass',
    summary:
      'All schedules of 2 × 2 with at most 2 preemptions (after a dead writer, with a crash, with a stall: 2 × 2 with at most 2 preemptions; beside a reader: 2 × 1 and 1 reader with at most 2 preemptions): no update was lost',
    coverage: {
      n: 600,
      unit: 'schedules',
      failureRateBelow: null,
      note: expect.stringContaining('crash: all schedules of 2 × 2 with a crash and at most 2 preemptions'),
    },
    evidence: [],
    metrics: [],
  });
});

describe.each(Object.entries(duties))('%s', (id, classes) => {
  const pairs = classes.flatMap((kind) => ORDINARY.map((variant) => [kind, variant] as const));
  it.each(pairs)('fails on %s in %s', (kind, variant) => {
    const fact = interleavingsFact([resultOf(variant, [violationOf(kind)])]);
    expect(failing(fact)).toEqual([id]);
  });
});

describe.each(Object.entries(circumstances))('%s', (id, variant) => {
  it.each(violationClassSchema.options)('fails on %s', (kind) => {
    const fact = interleavingsFact([resultOf(variant, [violationOf(kind)])]);
    // A death is no right answer, whatever the clock does: it counts under every policy.
    expect(failing(fact)).toEqual(kind === 'death' ? ['terminates', id] : [id]);
  });
});

test('a failure tells the smallest schedule of each class, step by step', () => {
  const early = violationOf('rev-gap', { preemptions: 2, afterSchedules: 1500 });
  const late = violationOf('lost-update', { preemptions: 3 });
  const small = violationOf('lost-update', { preemptions: 2, afterSchedules: 150 });
  const fact = interleavingsFact([resultOf('plain', [late, early]), resultOf('crash', [small])]);
  const [check] = interleavingChecks;
  const judgement = check?.judge([fact]);
  expect(judgement?.summary).toBe(
    'lost-update with 2 preemptions after 150 schedules (crash, 2 × 2) (and 2 more)',
  );
  expect(judgement?.evidence.map(({ anomaly }) => anomaly)).toEqual(['lost-update', 'rev-gap']);
  expect(judgement?.evidence[0]).toEqual({
    anomaly: 'lost-update',
    description: 'Client 1 took the lock of client 0 for stale, and both wrote rev 2 (crash, 2 preemptions).',
    witness: expect.arrayContaining([
      'P0  mkdir A/tasks.yaml.lock',
      'clock  the wall clock is set on by a minute',
      'P1  stat A/tasks.yaml.lock: stale  (P0 was preempted)',
    ]),
  });
});

const nothing = { completeTo: null, sampled: 0 };
const tooLittle: [what: string, facts: InterleavingsFact[], why: RegExp][] = [
  ['nothing was recorded', [], /^plain: no search/],
  ['no variant was run', [interleavingsFact([], { variants: [] })], /^plain: no search/],
  [
    'plain ended at bound 1',
    [interleavingsFact([resultOf('plain', [], { coverage: { completeTo: 1, sampled: 0 } })])],
    /^plain: the search ended after 120 schedules, before all with at most 2 preemptions were done$/,
  ],
  [
    'plain came to nothing',
    [interleavingsFact([resultOf('plain', [], { coverage: nothing })])],
    /^plain: the search ended/,
  ],
  [
    'plain was only sampled',
    [
      interleavingsFact([
        resultOf('plain', [], { search: 'pct', coverage: { completeTo: null, sampled: 100_000 } }),
      ]),
    ],
    /^plain: no search of all schedules of 2 × 2 with at most 2 preemptions was run$/,
  ],
  [
    'each client wrote only once',
    [interleavingsFact([resultOf('plain', [], { writes: 1, coverage: { completeTo: 9, sampled: 0 } })])],
    /^plain: no search/,
  ],
  ['there was one writer', [interleavingsFact([resultOf('crash', [], { writers: 1 })])], /^crash: no search/],
  [
    'the reader was missing',
    [interleavingsFact([resultOf('reader', [], { readers: 0 })])],
    /^reader: no search/,
  ],
  [
    'a variant ended before its bound',
    [interleavingsFact([resultOf('stale-lock', [], { coverage: { completeTo: 0, sampled: 0 } })])],
    /^stale-lock: the search ended/,
  ],
  [
    'the clients met at nothing',
    [interleavingsFact([resultOf('plain', [], { schedules: 1, cut: 0 })])],
    /^plain: the clients touched nothing in common$/,
  ],
  [
    'a search may not be trusted',
    [interleavingsFact([resultOf('reader', [], { distrust: 'an addon works unseen' })])],
    /^reader: an addon works unseen$/,
  ],
];

test('what went wrong went wrong, also where the rest may not be trusted', () => {
  const fact = interleavingsFact([
    resultOf('crash', [violationOf('phantom')], { distrust: 'not repeatable' }),
  ]);
  expect(verdictsOn(fact)).toMatchObject({ 'no-corruption': 'fail', 'no-lost-update': 'unknown' });
});

describe('unknown', () => {
  it.each(tooLittle)('when %s', (_, facts, why) => {
    for (const id of Object.keys(duties)) {
      const judgement = interleavingChecks.find((check) => check.id === id)?.judge(facts);
      expect(judgement).toMatchObject({
        verdict: 'unknown',
        evidence: [],
        coverage: { failureRateBelow: null },
      });
      expect(judgement?.summary).toMatch(why);
    }
  });

  it('where the search ended at a violation of another kind, and says so', () => {
    const fact = interleavingsFact([resultOf('plain', [violationOf('lost-update', { preemptions: 2 })])]);
    expect(verdictsOn(fact)).toMatchObject({ 'no-lost-update': 'fail', 'no-corruption': 'unknown' });
    const judgement = interleavingChecks.find(({ id }) => id === 'no-corruption')?.judge([fact]);
    expect(judgement?.summary).toMatch(/^plain: the search ended at a lost-update, before/);
  });

  it.each(Object.entries(circumstances))(
    '%s when its variant was not searched, and only then',
    (id, variant) => {
      const open = interleavingsFact([resultOf(variant, [], { coverage: nothing })]);
      expect(verdictsOn(open)).toMatchObject({ [id]: 'unknown', 'no-lost-update': 'pass' });
      const blind = interleavingsFact([resultOf(variant, [], { distrust: 'not repeatable' })]);
      expect(verdictsOn(blind)).toMatchObject({ [id]: 'unknown', 'no-lost-update': 'pass' });
      const other = interleavingsFact([resultOf('plain', [], { coverage: nothing })]);
      expect(verdictsOn(other)).toMatchObject({ [id]: 'pass', 'no-lost-update': 'unknown' });
    },
  );
});

it('is enough when one of several searches of a variant went far enough', () => {
  const shallow = resultOf('plain', [], { coverage: nothing });
  const random = resultOf('plain', [], { search: 'walk', coverage: { completeTo: null, sampled: 50 } });
  const fact = interleavingsFact([shallow, resultOf('plain'), random]);
  expect(new Set(Object.values(verdictsOn(fact)))).toEqual(new Set(['pass']));
  const found = resultOf('plain', [violationOf('phantom')], { search: 'walk' });
  expect(failing(interleavingsFact([resultOf('plain'), found]))).toEqual(['no-corruption']);
});

describe('n/a', () => {
  it('where none can be run, with the remedy, for completes too', () => {
    for (const check of [...interleavingChecks, completes]) {
      expect(check.judge([noInterleavings])).toMatchObject({ verdict: 'n/a', evidence: [] });
    }
    expect(interleavingChecks[0]?.judge([noInterleavings]).summary).toContain('Run this scenario on Linux');
  });

  it('but a host that died over it has died', () => {
    const death = {
      kind: 'death',
      how: { type: 'signal', signal: 'SIGSEGV' },
      inside: 'load',
      actor: null,
    } as const;
    expect(completes.judge([noInterleavings, death]).verdict).toBe('fail');
    expect(completes.judge([interleavingsFact()]).verdict).toBe('pass');
    expect(completes.judge([]).verdict).toBe('unknown');
  });
});

test.each(['threads', 'processes'] as const)(
  'a lock with a stale time fails by the clock alone (%s)',
  (scope) => {
    expect(failing(lockfileFact(scope))).toEqual(['survives-clock-jump', 'survives-pause']);
    const passing = Object.entries(verdictsOn(lockfileFact(scope))).filter(
      ([, verdict]) => verdict === 'pass',
    );
    expect(passing.map(([id]) => id)).toEqual(Object.keys(duties));
  },
);

test('every variant is spoken for', () => {
  for (const variant of interleavingVariantSchema.options) {
    const fact = interleavingsFact([resultOf(variant, [violationOf('lost-update')])]);
    expect(failing(fact)).not.toEqual([]);
  }
});
