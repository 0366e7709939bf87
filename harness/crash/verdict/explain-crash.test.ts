// Counterexamples are minimal, explained by the ordering that is missing, and packed into capsules that the
// strict reader accepts.
import { describe, expect, it } from 'vitest';
import { parseAnyCapsule } from '../../../results/capsules/any-capsule.js';
import type { FailureKind, PersistenceModelId } from '../../../results/vocabulary/persistence.js';
import { imageOfState, imageOfTree } from '../states/disk-image.js';
import { imageKey } from '../testing/image-key.js';
import { type CommitId, commits, recorded, type Variant } from '../testing/script.js';
import { explainCrash } from './explain-crash.js';
import { judgeStates } from './judge-states.js';
import { fewestCounterexamples, makeCapsule } from './make-capsule.js';

function witnessOf(
  commit: CommitId,
  wanted: { model: PersistenceModelId; kind: FailureKind; variant?: Variant; parents?: boolean },
) {
  const { variant = 'document-present', parents = true } = wanted;
  const recording = recorded(commits[commit], { variant, parents });
  const { counterexamples, found } = judgeStates(recording.trace, recording);
  const counterexample = counterexamples.find(
    ({ model, kind }) => model === wanted.model && kind === wanted.kind,
  );
  if (counterexample === undefined) throw new Error('no counterexample');
  return { found, counterexample };
}

describe('the missing ordering', () => {
  it('a rename that nothing synced', () => {
    const { found, counterexample } = witnessOf('fsync-rename', {
      model: 'ordered',
      kind: 'lost-acknowledged-write',
    });
    expect(explainCrash(found, counterexample).sentence).toBe(
      'the rename was not durable when rev 1 was acknowledged: nothing synced its directory between the two',
    );
    // The first acknowledgement, and nothing lost but the rename.
    expect(found.timeline.trace.effects[counterexample.point - 1]).toMatchObject({
      op: 'mark',
      mark: 'acked',
      rev: 1,
    });
    expect(counterexample.lost.map(({ effect }) => found.timeline.trace.effects[effect]?.op)).toEqual([
      'rename',
    ]);
  });
  it('a directory sync that came too early', () => {
    const { found, counterexample } = witnessOf('m03-order', {
      model: 'weakest',
      kind: 'lost-acknowledged-write',
    });
    expect(explainCrash(found, counterexample).sentence).toContain('synced before it, not after');
  });
  it('a name that was durable before its data', () => {
    const { found, counterexample } = witnessOf('rename-then-directory', {
      model: 'journaled',
      kind: 'zero-length-document',
    });
    expect(explainCrash(found, counterexample).sentence).toBe(
      'the new name was durable before the data it stands for: state/tasks.yaml.tmp was not synced before it was renamed',
    );
  });
  it('a new directory whose parent was not synced', () => {
    const { found, counterexample } = witnessOf('durable-rename', {
      model: 'weakest',
      kind: 'lost-acknowledged-write',
      variant: 'directory-absent',
      parents: false,
    });
    expect(explainCrash(found, counterexample).sentence).toContain(
      'the new directory state was not durable when rev 1 was acknowledged',
    );
  });
  it('an overwrite in place', () => {
    const { found, counterexample } = witnessOf('in-place', { model: 'kill', kind: 'torn-document' });
    expect(explainCrash(found, counterexample).sentence).toContain('overwritten in place');
  });
  it('tells the story in lines', () => {
    const { found, counterexample } = witnessOf('fsync-rename', {
      model: 'ordered',
      kind: 'lost-acknowledged-write',
    });
    expect(explainCrash(found, counterexample).lines).toEqual([
      '#0 — write of rev 1 begins',
      '#1 create state/tasks.yaml.tmp — on disk',
      '#2 write state/tasks.yaml.tmp: 1200 bytes at 0 — on disk',
      '#3 fsync state/tasks.yaml.tmp',
      '#4 rename state/tasks.yaml.tmp → state/tasks.yaml — LOST: not committed by the journal',
      '#5 — rev 1 acknowledged',
      '*** the power goes ***',
      'disk after the crash:',
      '  state/',
      '  state/tasks.yaml: 1200 bytes',
      '  state/tasks.yaml.tmp: 1200 bytes',
      'expected: rev 1 (acknowledged) … rev 1 (attempted)',
      'found: lost-acknowledged-write',
    ]);
  });
});

describe('capsules', () => {
  const context = {
    strategy: { id: 'mine', reference: 'file:///mine.mjs' },
    variant: 'document-present' as const,
    seed: 1,
    environment: { platform: 'linux-x64', node: '20', holdfast: '0.1.0', fileSystem: 'ext4' },
  };
  it('survive their own strict reader, with the same disk', () => {
    for (const commit of ['in-place', 'rename-only', 'fsync-rename', 'unlink-first'] as const) {
      const recording = recorded(commits[commit], { variant: 'document-present' });
      const { counterexamples, found } = judgeStates(recording.trace, recording);
      const few = fewestCounterexamples(found.models, counterexamples, 3);
      expect(few.length).toBeGreaterThan(0);
      for (const counterexample of few) {
        const capsule = makeCapsule(found, counterexample, context);
        expect(parseAnyCapsule(JSON.stringify(capsule))).toEqual(capsule);
        expect(imageKey(imageOfTree(capsule.disk))).toBe(imageKey(imageOfState(found, counterexample.state)));
      }
    }
  });
  it('show each kind with the weakest adversary that brings it about', () => {
    const recording = recorded(commits['rename-only'], { variant: 'document-present' });
    const { counterexamples, found } = judgeStates(recording.trace, recording);
    const few = fewestCounterexamples(found.models, counterexamples, 9).map(({ kind, model }) => [
      kind,
      model,
    ]);
    expect(few).toEqual([
      ['lost-acknowledged-write', 'ordered'],
      ['torn-document', 'journaled'],
      ['zero-length-document', 'journaled'],
    ]);
  });
});
