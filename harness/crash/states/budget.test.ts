// Adversarial traces: whatever they ask for, the enumeration ends within its budget, says that it sampled,
// and samples the same states again for the same seed.
import { describe, expect, it } from 'vitest';
import { modelVerdict } from '../../../results/verdicts/durability-grade.js';
import { commits, documentBytes, recorded, WriteScript } from '../testing/script.js';
import { judgeStates } from '../verdict/judge-states.js';
import { collectStates } from './collect-states.js';

function manyFiles(count: number) {
  const script = new WriteScript({ doc: 'old' });
  for (let i = 0; i < count; i++) script.create(`f${i}`);
  script.write('doc', documentBytes(1, 100_000));
  return script.trace();
}

describe('the budget', () => {
  const limits = { statesMax: 20_000, statesPerPointMax: 500, seed: 7 };

  it('ends 2^200 arrangements of names and 3^196 of blocks', () => {
    const found = collectStates(manyFiles(200), { documentPath: 'doc', ...limits });
    const [, , , weakest] = found.coverage;
    expect(weakest?.type).toBe('sampled');
    if (weakest?.type !== 'sampled') return;
    expect(weakest.judged).toBeLessThanOrEqual(limits.statesMax);
    expect(weakest.approximately).toBeGreaterThan(1e30);
    expect(weakest.seed).toBe(7);
  });

  it('samples the same states for the same seed, others for another', () => {
    const keys = (seed: number) =>
      collectStates(manyFiles(40), { documentPath: 'doc', ...limits, seed }).states.map(
        ({ namespace, files }) => `${namespace.nodes.map(({ path }) => path)} ${files.map(({ id }) => id)}`,
      );
    expect(keys(7)).toEqual(keys(7));
    expect(keys(7)).not.toEqual(keys(8));
  });

  it('ends for thousands of effects that nothing ever syncs', () => {
    const recording = recorded(commits['rename-only'], {
      variant: 'document-present',
      writes: 600,
      sizeBytes: 64,
    });
    const { models, found } = judgeStates(recording.trace, { ...recording, ...limits });
    const top = models.at(-1);
    expect(top?.coverage.type).toBe('sampled');
    expect(found.crashPoints).toBeLessThan(recording.trace.effects.length);
    expect(top?.failures.map(({ kind }) => kind)).toContain('lost-acknowledged-write');
  });

  it('samples a document of a megabyte, and still finds it torn', () => {
    const recording = recorded(commits['in-place'], {
      variant: 'document-present',
      writes: 1,
      sizeBytes: 1 << 20,
    });
    const { models } = judgeStates(recording.trace, { ...recording, ...limits });
    expect(models.map(({ coverage }) => coverage.type)).toContain('sampled');
    expect(models.at(-1)?.failures.map(({ kind }) => kind)).toContain('torn-document');
  });

  it('a sample that is too small is unknown, not a pass', () => {
    const recording = recorded(commits['durable-rename'], { variant: 'document-present', writes: 40 });
    const { models } = judgeStates(recording.trace, { ...recording, statesMax: 400 });
    const variant = { distrust: null, acknowledged: 40, models };
    expect(models.at(-1)?.coverage.type).toBe('sampled');
    expect(modelVerdict(variant, 'weakest')).toBe('unknown');
  });
});

describe('the ladder', () => {
  it('counts nest, also when sampled', () => {
    const recording = recorded(commits['rename-only'], { variant: 'document-absent', writes: 30 });
    const { models } = judgeStates(recording.trace, {
      ...recording,
      model: 'non-atomic-rename',
      statesMax: 30_000,
      statesPerPointMax: 200,
    });
    for (const count of [
      (m: (typeof models)[number]) => m.states,
      (m: (typeof models)[number]) => m.uniqueStates,
    ]) {
      expect(models.map(count)).toEqual([...models.map(count)].sort((a, b) => a - b));
    }
  });
});
