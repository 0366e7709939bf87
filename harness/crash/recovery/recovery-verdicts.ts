// The verdict of the real strategy on a disk state: what it read is held against the window by identity, then its
// next write must have got through, and no litter may be left. Where the strategy was not asked, the bytes decide,
// if they can.
import type { DocumentIdentity, FailureKind } from '../../../results/vocabulary/persistence.js';
import type { RecoveredItem } from '../children/child-protocol.js';
import type { CrashStates } from '../states/collect-states.js';
import type { UniqueState } from '../states/state-collector.js';
import type { Window } from '../trace/attempts.js';
import { judgeRecovered, type RecoveredDocument } from '../verdict/document-oracle.js';
import type { FailuresOf } from '../verdict/judge-states.js';

export function recoveryVerdicts(
  found: CrashStates,
  outcomes: ReadonlyMap<UniqueState, readonly RecoveredItem[]>,
  initial: DocumentIdentity | null,
  byBytes: FailuresOf,
): FailuresOf {
  return (state, window) => {
    const seen = outcomes.get(state);
    if (seen === undefined) return byBytes(state, window);
    const empty = state.document !== null && found.store.sizeBytes(state.document) === 0;
    return [...new Set(seen.flatMap((outcome) => failuresIn(found, outcome, window, initial, empty)))];
  };
}

function failuresIn(
  found: CrashStates,
  { recovered, nextWrite, litter }: RecoveredItem,
  window: Window,
  initial: DocumentIdentity | null,
  empty: boolean,
): FailureKind[] {
  const read = whatWasRead(recovered, empty);
  if (read === 'refused') return ['recovery-failed'];
  const kind = judgeRecovered(read, found.timeline.attempts, window, initial);
  const failures: FailureKind[] = kind === null ? [] : [kind];
  // A torn document is refused by the next write too, and rightly.
  const torn = read.identity === 'torn';
  if (nextWrite.type === 'error' && !torn) failures.push('follow-up-failed');
  if (nextWrite.type === 'ok' && litter.length > 0) failures.push('litter');
  return failures;
}

/** Codes that say: this is no document. Everything else that a read rejects with is a failure of the recovery. */
const NOT_A_DOCUMENT = new Set(['INVALID_DOCUMENT', 'UNSUPPORTED_VERSION', 'REV_OUT_OF_RANGE']);

function whatWasRead(recovered: RecoveredItem['recovered'], empty: boolean): RecoveredDocument | 'refused' {
  switch (recovered.type) {
    case 'absent':
      return { identity: null, empty };
    case 'document': {
      const { rev, token, intact } = recovered.observed;
      return { identity: intact ? { rev, token } : 'torn', empty };
    }
    case 'error':
      return NOT_A_DOCUMENT.has(recovered.code ?? '') ? { identity: 'torn', empty } : 'refused';
  }
}
