// Durability as reports show it, by hand: a strategy that survives every model, and one that syncs its
// directory too early, with its counterexample.

import type { SyncRole, SyncSummary } from '../facts/sync-summary.js';
import type { CrashEvidence, Durability } from '../verdicts/judged.js';

interface Proven {
  durability: Durability;
  crashEvidence: CrashEvidence;
}
type Model = Durability['models'][number];
const rungs = ['kill', 'ordered', 'journaled', 'weakest'] as const;

function modelOf(id: Model['id'], at: number, changes: Partial<Model> = {}): Model {
  return {
    id,
    verdict: 'pass',
    crashPoints: 42,
    states: 100 * 4 ** at,
    exhaustive: true,
    kinds: [],
    ...changes,
  };
}

function syncOf(path: string, role: SyncRole, gains: SyncSummary['movedToAcknowledgement']): SyncSummary {
  return {
    call: 'fsyncSync',
    path,
    variants: ['document-present'],
    times: 2,
    costNsMedian: 311_400,
    dropped: rungs.map((model) => ({ model, role: model === 'kill' ? 'useless' : role })),
    movedToAcknowledgement: gains,
  };
}

/** Survives everything that was tried; the strongest adversary was only sampled. */
export const survivor: Proven = {
  durability: {
    grade: 'weakest',
    models: rungs.map((id, at) => modelOf(id, at, { exhaustive: id !== 'weakest' })),
  },
  crashEvidence: {
    audit: [syncOf('state/tasks.yaml.tmp', 'necessary', []), syncOf('state', 'necessary', [])],
    capsules: [],
  },
};

/** Syncs its directory before the rename instead of after it. */
export const lostRename: Proven = {
  durability: {
    grade: 'kill',
    models: rungs.map((id, at) =>
      id === 'kill'
        ? modelOf(id, at)
        : modelOf(id, at, { verdict: 'fail', kinds: ['lost-acknowledged-write'] }),
    ),
  },
  crashEvidence: {
    audit: [
      syncOf('state/tasks.yaml.tmp', 'moot', []),
      syncOf('state', 'moot', ['ordered', 'journaled', 'weakest']),
    ],
    capsules: [
      {
        file: 'capsules/m03.document-present.ordered.lost-acknowledged-write.json',
        variant: 'document-present',
        model: 'ordered',
        kind: 'lost-acknowledged-write',
        sentence:
          'the rename was not durable when rev 2 was acknowledged: its directory was synced before it, not after',
      },
    ],
  },
};
