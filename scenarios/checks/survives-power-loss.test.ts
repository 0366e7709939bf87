// The checks of power loss, watched failing on every kind of broken promise, and unknown where little was
// seen.
import { describe, expect, it } from 'vitest';
import type { CrashStatesFact, CrashVariant, ModelResult } from '../../results/facts/crash-states-fact.js';
import { failureKindSchema, type LadderModel, ladder } from '../../results/vocabulary/persistence.js';
import { noLitterAfterPowerLoss, survivesModel } from './survives-power-loss.js';

function factOf(
  failing: Partial<Record<LadderModel, ModelResult['failures']>> = {},
  variant: Partial<CrashVariant> = {},
  result: Partial<ModelResult> = {},
): CrashStatesFact {
  const models = ladder.map(
    (id): ModelResult => ({
      id,
      crashPoints: 15,
      states: 40,
      uniqueStates: 12,
      recovered: 12,
      coverage: { type: 'exhaustive' },
      failures: failing[id] ?? [],
      ...result,
    }),
  );
  const base = { distrust: null, effects: 14, attempted: 2, acknowledged: 2, models, audit: [] };
  return {
    kind: 'crash-states',
    recorder: 'node',
    seed: 1,
    documentPath: 'kept/state/tasks.yaml',
    documentBytes: 1200,
    variants: [
      { variant: 'document-present', ...base },
      { variant: 'document-absent', ...base, ...variant },
    ],
    capsules: [],
  };
}

const checks = ladder.slice(1).map((model) => ({ model, check: survivesModel(model) }));

describe.each(checks)('survives-$model', ({ model, check }) => {
  it('passes when every state was survived', () => {
    expect(check.judge([factOf()])).toMatchObject({ verdict: 'pass', coverage: { n: 80 }, evidence: [] });
  });

  const kinds = failureKindSchema.options.filter((kind) => kind !== 'litter');
  it.each(kinds)('fails on %s, in its own model only', (kind) => {
    const { verdict, evidence } = check.judge([factOf({ [model]: [{ kind, states: 3 }] })]);
    expect(verdict).toBe('fail');
    expect(evidence[0]).toMatchObject({ anomaly: kind });
    const other = model === 'ordered' ? 'weakest' : 'ordered';
    expect(check.judge([factOf({ [other]: [{ kind, states: 3 }] })]).verdict).toBe('pass');
  });

  it('asks for no situation in which the strategy refuses to write, but for one at least', () => {
    const refusing = { refused: 'ENOENT: no such directory', acknowledged: 0, models: [] };
    expect(check.judge([factOf({}, refusing)])).toMatchObject({ verdict: 'pass', coverage: { n: 40 } });
    const all = factOf({}, refusing);
    const nothing = all.variants.map((variant) => ({ ...variant, ...refusing }));
    expect(check.judge([{ ...all, variants: nothing }]).verdict).toBe('unknown');
  });

  it('leaves litter to its own check', () => {
    expect(check.judge([factOf({ [model]: [{ kind: 'litter', states: 3 }] })]).verdict).toBe('pass');
  });

  it.each<[string, CrashStatesFact[]]>([
    ['nothing was recorded', []],
    ['a recording is not trusted', [factOf({}, { distrust: 'child process started', models: [] })]],
    ['nothing was acknowledged', [factOf({}, { acknowledged: 0 })]],
    [
      'the sample is small',
      [factOf({}, {}, { coverage: { type: 'sampled', judged: 40, approximately: 4e6, seed: 1 } })],
    ],
    ['the strategy itself opened nothing', [factOf({}, {}, { recovered: 0 })]],
  ])('is unknown when %s', (_, facts) => {
    expect(check.judge(facts)).toMatchObject({ verdict: 'unknown', coverage: { failureRateBelow: null } });
  });
});

describe('no-litter-after-power-loss', () => {
  it('passes, fails on litter, and is unknown when nothing was opened or trusted', () => {
    expect(noLitterAfterPowerLoss.judge([factOf()]).verdict).toBe('pass');
    const litter = factOf({ weakest: [{ kind: 'litter', states: 3 }] });
    expect(noLitterAfterPowerLoss.judge([litter]).verdict).toBe('fail');
    for (const facts of [[], [factOf({}, { distrust: 'x' })], [factOf({}, {}, { recovered: 0 })]]) {
      expect(noLitterAfterPowerLoss.judge(facts).verdict).toBe('unknown');
    }
  });
});
