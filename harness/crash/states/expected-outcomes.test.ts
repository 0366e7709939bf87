// The commit orders whose outcomes are known from real file systems, each rung of the ladder with an order
// that survives it and one that doesn't.
import { describe, expect, it } from 'vitest';
import type { ModelResult } from '../../../results/facts/crash-states-fact.js';
import { gradeOrder, modelVerdict } from '../../../results/verdicts/durability-grade.js';
import { type FailureKind, ladder } from '../../../results/vocabulary/persistence.js';
import { type CommitId, commits, recorded, type Variant } from '../testing/script.js';
import { judgeStates } from '../verdict/judge-states.js';

const variants = ['document-present', 'document-absent', 'directory-absent'] as const;

function graded(commit: CommitId, variant: Variant, parents = true) {
  const recording = recorded(commits[commit], { variant, parents });
  const { models, found } = judgeStates(recording.trace, { ...recording, model: 'non-atomic-rename' });
  const { acknowledged } = found.timeline.attempts;
  return { grade: gradeOf(acknowledged, models), models };
}

/** The highest rung that is survived, together with all below it. */
function gradeOf(acknowledged: number, models: ModelResult[]) {
  const variant = { distrust: null, acknowledged, models };
  const failed = ladder.findIndex((rung) => modelVerdict(variant, rung) !== 'pass');
  return gradeOrder[failed === -1 ? ladder.length : failed];
}

function kindsUnder(commit: CommitId, variant: Variant, model: string): FailureKind[] {
  const result = graded(commit, variant).models.find(({ id }) => id === model);
  return (result?.failures ?? []).map(({ kind }) => kind).sort();
}

describe('durability grades by commit order', () => {
  // present, absent, directory absent
  const table: [CommitId, string, string, string][] = [
    ['in-place', 'none', 'none', 'none'],
    ['rename-only', 'kill', 'kill', 'kill'],
    ['wrong-file', 'kill', 'kill', 'kill'],
    ['fsync-rename', 'kill', 'kill', 'kill'],
    ['m03-order', 'kill', 'kill', 'kill'],
    // The rename flushes the data only where there was something to replace.
    ['rename-then-directory', 'ordered', 'kill', 'kill'],
    ['file-again', 'journaled', 'journaled', 'journaled'],
    ['durable-rename', 'weakest', 'weakest', 'weakest'],
    ['unlink-first', 'none', 'none', 'none'],
  ];
  for (const [commit, ...grades] of table) {
    variants.forEach((variant, index) => {
      it(`${commit}, ${variant}: ${grades[index]}`, () => {
        expect(graded(commit, variant).grade).toBe(grades[index]);
      });
    });
  }

  it('a new ancestor whose parent is not synced is lost under weakest only', () => {
    const all = variants.map((variant) => graded('durable-rename', variant, false));
    expect(all.map(({ grade }) => grade)).toEqual(['weakest', 'weakest', 'journaled']);
    const models = all[2]?.models ?? [];
    expect(modelVerdict({ distrust: null, acknowledged: 1, models }, 'weakest')).toBe('fail');
  });
});

describe('kinds of failure', () => {
  it('in-place is torn or empty as soon as the process is killed', () => {
    expect(kindsUnder('in-place', 'document-present', 'kill')).toEqual([
      'torn-document',
      'zero-length-document',
    ]);
  });
  it('the order file, directory, rename loses acknowledged writes and nothing else', () => {
    expect(kindsUnder('m03-order', 'document-present', 'ordered')).toEqual(['lost-acknowledged-write']);
    expect(kindsUnder('m03-order', 'document-absent', 'weakest')).toEqual(['lost-acknowledged-write']);
  });
  it('rename without fsync is zero-length and torn under journaled', () => {
    expect(kindsUnder('rename-only', 'document-present', 'journaled')).toEqual([
      'lost-acknowledged-write',
      'torn-document',
      'zero-length-document',
    ]);
  });
  it('unlinking first loses the document altogether', () => {
    expect(kindsUnder('unlink-first', 'document-present', 'kill')).toEqual(['missing-document']);
  });
  it('a correct order owes its safety to the atomicity of rename', () => {
    expect(kindsUnder('durable-rename', 'document-present', 'non-atomic-rename')).toContain(
      'missing-document',
    );
  });
});

it('without acknowledgements nothing is concluded', () => {
  const recording = recorded(commits['durable-rename'], { variant: 'document-present' });
  const effects = recording.trace.effects.filter(
    (effect) => effect.op !== 'mark' || effect.mark === 'attempt',
  );
  const trace = { ...recording.trace, effects };
  const { models } = judgeStates(trace, recording);
  expect(modelVerdict({ distrust: null, acknowledged: 0, models }, 'kill')).toBe('unknown');
  expect(gradeOf(0, models)).toBe('none');
});
