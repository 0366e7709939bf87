// Replaying effects: the tree at the end is the disk that a kill at the end leaves, and impossible effects
// are refused.
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../results/vocabulary/trace.js';
import { collectStates } from '../states/collect-states.js';
import { imageOfState, imageOfTree } from '../states/disk-image.js';
import { imageKey } from '../testing/image-key.js';
import { type CommitId, commits, recorded, WriteScript } from '../testing/script.js';
import { CrashTraceError } from './crash-trace-error.js';
import { InodeTree } from './inode-tree.js';

it('ends where a kill after the last effect ends', () => {
  for (const commit of Object.keys(commits) as CommitId[]) {
    const { trace, documentPath } = recorded(commits[commit], { variant: 'directory-absent', writes: 3 });
    const tree = InodeTree.from(trace.initial);
    trace.effects.forEach((effect, index) => {
      tree.apply(effect, index);
    });
    const found = collectStates(trace, { documentPath, model: 'kill' });
    const keys = found.states.map((state) => imageKey(imageOfState(found, state)));
    expect(keys).toContain(imageKey(imageOfTree(tree.toTree())));
  }
});

it('fills gaps with zeros and cuts', () => {
  const script = new WriteScript({ doc: 'abc' });
  script.write('doc', 'x', 5);
  script.truncate('doc', 6);
  script.truncate('doc', 2);
  script.truncate('doc', 4);
  const tree = InodeTree.from(script.trace().initial);
  script.effects.forEach((effect, index) => {
    tree.apply(effect, index);
  });
  const node = tree.get(script.ino('doc'));
  expect(node?.type === 'file' ? Buffer.from(node.bytes).toString('latin1') : null).toBe('ab\0\0');
});

describe('refuses', () => {
  const impossible: [string, Effect][] = [
    ['a write to nothing', { op: 'write', ino: 9, offset: 0, data: '' }],
    ['a write to a directory', { op: 'write', ino: 0, offset: 0, data: '' }],
    ['an inode born twice', { op: 'create', dir: 0, name: 'x', ino: 1, mode: 0 }],
    ['a name in a file', { op: 'create', dir: 1, name: 'x', ino: 2, mode: 0 }],
    ['the removal of another name', { op: 'unlink', dir: 0, name: 'x', ino: 1, last: true }],
    ['a link to nothing', { op: 'link', dir: 0, name: 'x', ino: 9 }],
    ['a sync of nothing', { op: 'fsync', ino: 9 }],
  ];
  for (const [name, effect] of impossible) {
    it(name, () => {
      const trace = new WriteScript({ doc: 'abc' }).trace();
      expect(() => InodeTree.from(trace.initial).apply(effect, 0)).toThrow(CrashTraceError);
      expect(() => collectStates({ ...trace, effects: [effect] }, { documentPath: 'doc' })).toThrow(
        CrashTraceError,
      );
    });
  }
});
