// The audit on commit orders whose syncs are known to matter, to be useless, or to come too early.
import { expect, it } from 'vitest';
import { commits, recorded } from '../testing/script.js';
import { auditSyncs } from './fsync-audit.js';

function rolesOf(commit: keyof typeof commits) {
  const recording = recorded(commits[commit], { variant: 'document-present', writes: 1 });
  return auditSyncs(recording.trace, recording).map(({ path, dropped, movedToAcknowledgement }) => ({
    path,
    roles: Object.fromEntries(dropped.map(({ model, role }) => [model, role])),
    moved: movedToAcknowledgement,
  }));
}

it('every sync of the durable order is necessary, from the model on that needs it', () => {
  expect(rolesOf('durable-rename')).toEqual([
    {
      path: 'state/tasks.yaml.tmp',
      roles: { kill: 'useless', ordered: 'useless', journaled: 'necessary', weakest: 'necessary' },
      moved: [],
    },
    {
      path: 'state',
      roles: { kill: 'useless', ordered: 'necessary', journaled: 'necessary', weakest: 'necessary' },
      moved: [],
    },
  ]);
});

it('the directory sync before the rename is useless where it stands, and enough after it', () => {
  const [, directory] = rolesOf('m03-order');
  expect(directory).toEqual({
    path: 'state',
    roles: { kill: 'useless', ordered: 'moot', journaled: 'moot', weakest: 'moot' },
    moved: ['ordered', 'journaled', 'weakest'],
  });
});

it('reports what each sync cost', () => {
  const recording = recorded(commits['durable-rename'], { variant: 'document-absent', writes: 2 });
  const audits = auditSyncs(recording.trace, recording);
  expect(audits).toHaveLength(4);
  for (const { effect, costNs } of audits) expect(costNs).toBe(1000 + effect);
});
