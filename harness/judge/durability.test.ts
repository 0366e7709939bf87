// The grade over several starting situations, from stored counts: the worst situation counts, a hole in the
// ladder ends it, and what only looks survived counts for nothing once the canaries were missed.
import { describe, expect, it } from 'vitest';
import type {
  CrashStatesFact,
  CrashVariant,
  ModelResult,
  StateCoverage,
} from '../../results/facts/crash-states-fact.js';
import type { FailureKind } from '../../results/vocabulary/persistence.js';
import { type LadderModel, ladder } from '../../results/vocabulary/persistence.js';
import { durabilityOf } from './durability.js';
import { judgeDurability } from './judge-durability.js';

type Failing = Partial<Record<LadderModel, FailureKind[]>>;

function modelOf(id: LadderModel, kinds: FailureKind[], coverage: StateCoverage): ModelResult {
  const failures = kinds.map((kind) => ({ kind, states: 3 }));
  return { id, crashPoints: 5, states: 10, uniqueStates: 8, recovered: 2, coverage, failures };
}

function variantOf(failing: Failing, changes: Partial<CrashVariant> = {}): CrashVariant {
  return {
    variant: 'document-present',
    distrust: null,
    effects: 9,
    attempted: 2,
    acknowledged: 2,
    models: ladder.map((id) => modelOf(id, failing[id] ?? [], { type: 'exhaustive' })),
    audit: [],
    ...changes,
  };
}

const factOf = (...variants: CrashVariant[]): CrashStatesFact => ({
  kind: 'crash-states',
  recorder: 'node',
  seed: 1,
  documentPath: 'doc',
  documentBytes: 10,
  variants,
  capsules: [],
});

const sampled = (judged: number): CrashVariant =>
  variantOf(
    {},
    {
      models: ladder.map((id) => modelOf(id, [], { type: 'sampled', judged, approximately: 1e6, seed: 1 })),
    },
  );

it('what could not be recorded is unknown, with its own reason', () => {
  const lost = variantOf({ ordered: ['lost-acknowledged-write'] });
  const unrecorded = variantOf({}, { variant: 'document-absent', distrust: 'it crashed', models: [] });
  const models = durabilityOf([factOf(lost, unrecorded)], false)?.models;
  expect(models?.find(({ id }) => id === 'kill')).toMatchObject({
    verdict: 'unknown',
    reason: 'document-absent: it crashed',
  });
  expect(models?.find(({ id }) => id === 'ordered')).not.toHaveProperty('reason');
});

describe('the grade', () => {
  const tables: [what: string, grade: string, variants: CrashVariant[]][] = [
    ['is the top where nothing failed', 'weakest', [variantOf({})]],
    [
      'does not ask for what the strategy refuses to write',
      'weakest',
      [variantOf({}), variantOf({}, { refused: 'ENOENT', acknowledged: 0, models: [] })],
    ],
    ['ends below the first failure', 'ordered', [variantOf({ journaled: ['torn-document'] })]],
    [
      'ends below a failure even if a stronger adversary seems survived',
      'kill',
      [variantOf({ ordered: ['lost-acknowledged-write'] })],
    ],
    [
      'is that of the worst situation',
      'kill',
      [variantOf({}), variantOf({ ordered: ['missing-document'], journaled: ['missing-document'] })],
    ],
    ['is none with a failure at the first rung', 'none', [variantOf({ kill: ['torn-document'] })]],
    ['is not lowered by litter, which loses nothing', 'weakest', [variantOf({ weakest: ['litter'] })]],
    [
      'is none where the recording is not trusted',
      'none',
      [variantOf({}, { distrust: 'no' }), variantOf({})],
    ],
    ['is none where nothing was acknowledged', 'none', [variantOf({}, { acknowledged: 0 })]],
    ['is none where a model is missing', 'none', [variantOf({}, { models: [] })]],
    ['needs enough of a sample', 'none', [sampled(9_999)]],
    ['takes a sample that is large enough', 'weakest', [sampled(10_000)]],
  ];
  it.each(tables)('%s', (_, grade, variants) => {
    expect(durabilityOf([factOf(...variants)], false)?.grade).toBe(grade);
    // One record each, or one for all.
    expect(
      durabilityOf(
        variants.map((variant) => factOf(variant)),
        false,
      )?.grade,
    ).toBe(grade);
  });

  it('is null without a record', () => {
    expect(durabilityOf([], false)).toBeNull();
    expect(durabilityOf([factOf()], false)).toBeNull();
  });

  it('where the canaries were missed, nothing passes and a failure is still one', () => {
    const found = durabilityOf([factOf(variantOf({ journaled: ['torn-document'] }))], true);
    expect(found?.grade).toBe('none');
    expect(found?.models.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'fail', 'unknown']);
  });

  it('comes with sums, with every kind of failure once, and says where it sampled', () => {
    const first = variantOf({ weakest: ['torn-document', 'missing-document'] });
    const [, , , last] = sampled(50).models;
    if (last === undefined) throw new Error('no model');
    const second = variantOf(
      {},
      { models: [...first.models.slice(0, 3), { ...last, failures: first.models[3]?.failures ?? [] }] },
    );
    const models = durabilityOf([factOf(first, second)], false)?.models ?? [];
    expect(models.at(-1)).toEqual({
      id: 'weakest',
      verdict: 'fail',
      crashPoints: 10,
      states: 20,
      exhaustive: false,
      kinds: ['missing-document', 'torn-document'],
    });
    expect(models[0]).toMatchObject({ exhaustive: true, kinds: [] });
  });
});

describe('a record on its own', () => {
  it('has its grade and what stands behind it, as in a run whose canaries were caught', () => {
    const fact = factOf(variantOf({ weakest: ['torn-document'] }));
    expect(judgeDurability('mine', fact)).toEqual({
      ...durabilityOf([fact], false),
      audit: [],
      capsules: [],
    });
    expect(judgeDurability('mine', fact)?.grade).toBe('journaled');
  });

  it('is null when nothing was recorded', () => {
    expect(judgeDurability('mine', factOf())).toBeNull();
  });
});
