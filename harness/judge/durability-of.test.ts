// From stored counts to a strategy's durability: the worst situation counts, and what is unknown stays unknown.
import { expect, it, test } from 'vitest';
import type { CrashStatesFact, ModelResult } from '../../results/crash-states.js';
import { ladder, type PersistenceModelId } from '../../results/persistence.js';
import type { Verdict } from '../../results/verdict.js';
import { commits } from '../crash/testing/script.js';
import { capsulesOf, record } from '../replay/testing/capsules.js';
import { durabilityOf } from './durability-of.js';

type Variant = CrashStatesFact['variants'][number];

function model(id: PersistenceModelId, changes: Partial<ModelResult> = {}): ModelResult {
  return {
    id,
    crashPoints: 5,
    states: 10,
    uniqueStates: 8,
    recovered: 8,
    coverage: { type: 'exhaustive' },
    failures: [],
    ...changes,
  };
}
const torn = { failures: [{ kind: 'torn-document' as const, states: 2 }] };
const few = { coverage: { type: 'sampled' as const, judged: 9, approximately: 900, seed: 1 } };

function variant(models: ModelResult[], changes: Partial<Variant> = {}): Variant {
  return {
    variant: 'document-present',
    distrust: null,
    effects: 9,
    attempted: 2,
    acknowledged: 2,
    models,
    audit: [],
    ...changes,
  };
}
const fact = (variants: Variant[], capsules: CrashStatesFact['capsules'] = []): CrashStatesFact => ({
  kind: 'crash-states',
  seed: 1,
  documentPath: 'doc',
  documentBytes: 10,
  variants,
  capsules,
});
const clean = ladder.map((id) => model(id));

test('nothing recorded is nothing judged', () => {
  expect(durabilityOf('mine', [])).toBeNull();
  expect(durabilityOf('mine', [fact([])])).toBeNull();
});

test.each<[string, Variant[], string, Verdict[]]>([
  ['all survived', [variant(clean)], 'weakest', ['pass', 'pass', 'pass', 'pass']],
  [
    'one situation fails',
    [variant(clean), variant(clean.map((one) => (one.id === 'journaled' ? { ...one, ...torn } : one)))],
    'ordered',
    ['pass', 'pass', 'fail', 'pass'],
  ],
  [
    'too few were looked at',
    [variant(clean.map((one) => (one.id === 'ordered' ? { ...one, ...few } : one)))],
    'kill',
    ['pass', 'unknown', 'pass', 'pass'],
  ],
  [
    'one recording is not trusted',
    [variant(clean), variant([], { distrust: 'native code' })],
    'none',
    ['unknown', 'unknown', 'unknown', 'unknown'],
  ],
  ['nothing was acknowledged', [variant(clean, { acknowledged: 0 })], 'none', Array(4).fill('unknown')],
])('%s', (_, variants, grade, verdicts) => {
  const found = durabilityOf('mine', [fact(variants)]);
  expect(found?.grade).toBe(grade);
  expect(found?.models.map(({ verdict }) => verdict)).toEqual(verdicts);
});

it('adds up what was judged and names every kind once', () => {
  const failing = variant([model('kill', { ...torn, ...few })]);
  const found = durabilityOf('mine', [fact([failing]), fact([failing, variant([model('kill')])])]);
  expect(found?.models).toEqual([
    { id: 'kill', verdict: 'fail', crashPoints: 15, states: 30, exhaustive: false, kinds: ['torn-document'] },
  ]);
});

it('says where the counterexamples are and why they fail', () => {
  const capsules = capsulesOf(record(commits['m03-order'], 'document-present', 1), 'document-present', 1);
  const found = durabilityOf('m03', [fact([variant(clean)], capsules)]);
  expect(found?.capsules[0]).toEqual({
    file: 'capsules/m03.document-present.ordered.lost-acknowledged-write.json',
    variant: 'document-present',
    model: 'ordered',
    kind: 'lost-acknowledged-write',
    sentence: expect.stringContaining('its directory was synced before it, not after'),
  });
});
