// From a recording to the fact that is stored and judged again from there.
import { describe, expect, it } from 'vitest';
import { type CrashStatesFact, crashStatesFactSchema } from '../../../results/facts/crash-states-fact.js';
import { modelVerdict } from '../../../results/verdicts/durability-grade.js';
import { durabilityOf } from '../../judge/durability.js';
import { collectStates } from '../states/collect-states.js';
import { imageOfState } from '../states/disk-image.js';
import { type CommitId, commits, documentBytes, recorded, type Variant } from '../testing/script.js';
import { summarise } from './judge-states.js';
import { judgeVariant } from './judge-variant.js';

function judged(commit: CommitId, variant: Variant) {
  const recording = recorded(commits[commit], { variant });
  return {
    recording,
    ...judgeVariant(recording.trace, {
      ...recording,
      variant,
      seed: 3,
      model: 'non-atomic-rename',
      capsulesMax: 3,
      audit: true,
      strategy: { id: commit, reference: commit },
      environment: { platform: 'linux-x64', node: '20', holdfast: '0', fileSystem: 'ext4' },
    }),
  };
}

function factOf(commit: CommitId): CrashStatesFact {
  const all = (['document-present', 'document-absent', 'directory-absent'] as const).map((v) =>
    judged(commit, v),
  );
  return {
    kind: 'crash-states',
    recorder: 'node',
    seed: 3,
    documentPath: 'state/tasks.yaml',
    documentBytes: documentBytes(0, 1200).length,
    variants: all.map(({ variant }) => variant),
    capsules: all.flatMap(({ capsules }) => capsules),
  };
}

it('a fact survives storage, and its grade is judged again from it', () => {
  for (const [commit, grade] of [
    ['durable-rename', 'weakest'],
    ['file-again', 'journaled'],
    ['in-place', 'none'],
  ] as const) {
    const fact = factOf(commit);
    const read = crashStatesFactSchema.parse(JSON.parse(JSON.stringify(fact)));
    expect(read).toEqual(fact);
    expect(durabilityOf([read], false)?.grade).toBe(grade);
  }
});

describe('a recording that cannot be trusted', () => {
  it('by its recorder: unknown, and no capsule', () => {
    const { recording } = judged('in-place', 'document-present');
    const plan = {
      ...recording,
      variant: 'document-present' as const,
      seed: 1,
      capsulesMax: 1,
      audit: false,
      strategy: { id: 'x', reference: 'x' },
      environment: { platform: '', node: '', holdfast: '', fileSystem: '' },
    };
    const distrusted = judgeVariant({ ...recording.trace, distrust: 'replay differs' }, plan);
    expect(modelVerdict(distrusted.variant, 'kill')).toBe('unknown');
    expect(distrusted.capsules).toEqual([]);
    // By itself: it writes to an inode that was never born.
    const effects = [{ op: 'write' as const, ino: 99, offset: 0, data: 'aGk=' }, ...recording.trace.effects];
    const impossible = judgeVariant({ ...recording.trace, effects }, plan);
    expect(impossible.variant.distrust).toContain('effect 0');
    expect(modelVerdict(impossible.variant, 'kill')).toBe('unknown');
  });
});

it('verdicts of a real recovery are summarised by the same rules', () => {
  const { recording } = judged('durable-rename', 'document-present');
  const found = collectStates(recording.trace, recording);
  const litter = (state: (typeof found.states)[number]) =>
    imageOfState(found, state).some(({ path }) => path.endsWith('.tmp'));
  const { models, counterexamples } = summarise(
    found,
    (state) => (litter(state) ? ['litter'] : []),
    () => found.states.length,
  );
  expect(models[0]?.failures).toEqual([{ kind: 'litter', states: expect.any(Number) }]);
  expect(models[0]?.recovered).toBe(found.states.length);
  expect(counterexamples[0]).toMatchObject({ kind: 'litter', model: 'kill' });
});
