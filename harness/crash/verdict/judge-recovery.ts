// What counts as recovered, for a run and for a replay: what the strategy read must be a document that the
// crash point permits, its next write must get through, and nothing may be left beside the document. Pure:
// the answers of a recovery and what is permitted in, the failures out. docs/method.md has the same rules in
// words.
import path from 'node:path';
import type { DocumentIdentity, FailureKind } from '../../../results/vocabulary/persistence.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { notUnderstood } from '../../../scenarios/checks/history/unreal-documents.js';
import type { Recovery } from '../children/child-protocol.js';
import type { CrashStates } from '../states/collect-states.js';
import { type DiskImage, imageOfTree } from '../states/disk-image.js';
import type { UniqueState } from '../states/state-collector.js';
import type { Attempts, Window } from '../trace/attempts.js';
import { InodeTree } from '../trace/inode-tree.js';
import { judgeRecovered, type RecoveredIdentity } from './document-oracle.js';
import type { FailuresOf } from './judge-states.js';

export interface Expectation {
  attempts: Attempts;
  window: Window;
  /** The document before the first attempt; null: there was none. */
  initial: DocumentIdentity | null;
  /** The document's file is there and empty. */
  empty: boolean;
  /** Names that were beside the document before the first attempt that was acknowledged. */
  besideBefore: ReadonlySet<string>;
}

/** Every way in which this recovery breaks the promise; each is named once. */
export function failuresOfRecovery(
  { recovered, nextWrite, litter }: Pick<Recovery, 'recovered' | 'nextWrite' | 'litter'>,
  { attempts, window, initial, empty, besideBefore }: Expectation,
): FailureKind[] {
  const identity = identityRead(recovered);
  // Whatever the client does after a failed read follows from it.
  if (identity === 'unreadable') return ['recovery-failed'];
  const kind = judgeRecovered({ identity, empty }, attempts, window, initial);
  const failures: FailureKind[] = kind === null ? [] : [kind];
  if (nextWrite.type === 'error') {
    const refusesTheSame = identity === 'torn' && notUnderstood.has(nextWrite.code ?? '');
    if (!refusesTheSame) failures.push('follow-up-failed');
  } else if (litter.some((name) => !besideBefore.has(name))) {
    failures.push('litter');
  }
  return failures;
}

/**
 * A strategy that says "this is no document" has read something torn; any other error is a failure to read.
 */
export function identityRead(recovered: Recovery['recovered']): RecoveredIdentity | 'unreadable' {
  switch (recovered.type) {
    case 'absent':
      return null;
    case 'document': {
      const { rev, token, intact } = recovered.observed;
      return intact ? { rev, token } : 'torn';
    }
    case 'error':
      return notUnderstood.has(recovered.code ?? '') ? 'torn' : 'unreadable';
  }
}

/**
 * At once, a lock may look held only because nothing has aged yet: that is no failure, and no success either.
 */
export function saysNothing({ nextWrite }: Pick<Recovery, 'nextWrite'>): boolean {
  return nextWrite.type === 'error' && nextWrite.code === 'LOCKED';
}

export function namesBeside(image: DiskImage, documentPath: string): Set<string> {
  const directory = path.posix.dirname(documentPath);
  const paths = image.map((node) => node.path).filter((one) => path.posix.dirname(one) === directory);
  return new Set(paths.filter((one) => one !== documentPath).map((one) => path.posix.basename(one)));
}

/**
 * Before the first attempt that was acknowledged: what a writer left that died before it is judged after kills.
 */
export function namesBesideBefore(trace: Trace, documentPath: string): Set<string> {
  const acked = trace.effects.find((effect) => effect.op === 'mark' && effect.mark === 'acked');
  const first = trace.effects.find((effect) => effect.op === 'mark');
  const tree = InodeTree.from(trace.initial);
  if (acked?.op === 'mark' && first?.op === 'mark' && first.token !== acked.token) {
    const begun = trace.effects.findIndex((effect) => effect.op === 'mark' && effect.token === acked.token);
    trace.effects.slice(0, begun).forEach((effect, at) => {
      tree.apply(effect, at);
    });
  }
  return namesBeside(imageOfTree(tree.toTree()), documentPath);
}

/** The verdicts of the real strategy; by bytes for states from which it did not recover. */
export function recoveryVerdicts(
  { timeline, store, documentPath }: CrashStates,
  outcomes: ReadonlyMap<UniqueState, readonly Recovery[]>,
  initial: DocumentIdentity | null,
  byBytes: FailuresOf,
): FailuresOf {
  const { attempts, trace } = timeline;
  const besideBefore = namesBesideBefore(trace, documentPath);
  return (state, window) => {
    const recoveries = outcomes.get(state);
    if (recoveries === undefined) return byBytes(state, window);
    const empty = state.document !== null && store.sizeBytes(state.document) === 0;
    const expectation: Expectation = { attempts, window, initial, empty, besideBefore };
    return [...new Set(recoveries.flatMap((one) => failuresOfRecovery(one, expectation)))];
  };
}
