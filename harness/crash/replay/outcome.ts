// What a replay says: the same failure as recorded, another outcome, or nothing. Pure, over what the model, the
// bytes and the strategy itself had to say. Nothing that was left out counts as agreement.

import type { DocumentIdentity, FailureKind } from '../../../results/vocabulary/persistence.js';
import type { Attempts, Window } from '../trace/attempts.js';
import { judgeRecovered } from '../verdict/document-oracle.js';
import type { Permission } from './permitted.js';
import type { Recovery } from './recovery.js';
import type { ReadOutcome } from './recovery-journal.js';

/** Why the strategy itself was not asked, or what came of it. */
export type ReplayInputs = { type: 'not-asked'; reason: string } | Recovery;

export interface RecoveryResult {
  recorded: FailureKind;
  permission: Permission['type'];
  /** By the document's bytes; null: they keep the promise. */
  bytes: FailureKind | null;
  asked: ReplayInputs;
  /** By what the strategy did; empty if it was not asked. */
  kinds: readonly FailureKind[];
}

export interface ReplayVerdict {
  verdict: 'same' | 'different' | 'inconclusive';
  /** One sentence without its full stop. */
  reason: string;
}

/** The ways in which a recovery broke the promise. `empty`: the document's file is there and empty. */
export function kindsOf(
  recovery: Recovery,
  context: { attempts: Attempts; window: Window; empty: boolean; bytes: FailureKind | null },
): FailureKind[] {
  if (recovery.type === 'unavailable') return [];
  const { read, undisturbed, nextWrite, litter } = recovery;
  const kinds = new Set<FailureKind>();
  if (read.type === 'error') {
    kinds.add('recovery-failed');
    // It refuses what the bytes say is none of its documents: one failure, told from two sides.
    if (context.bytes !== null) kinds.add(context.bytes);
  } else {
    const found = { identity: identityOf(read), empty: context.empty };
    const initial = identityOf(undisturbed);
    const kind = judgeRecovered(found, context.attempts, context.window, initial === 'torn' ? null : initial);
    if (kind !== null) kinds.add(kind);
  }
  if (nextWrite?.type === 'error') kinds.add('follow-up-failed');
  if (litter.length > 0) kinds.add('litter');
  return [...kinds];
}

function identityOf(read: ReadOutcome): DocumentIdentity | null | 'torn' {
  if (read.type === 'absent') return null;
  if (read.type === 'error' || !read.intact) return 'torn';
  return { rev: read.rev, token: read.token };
}

export function verdictOf({ recorded, permission, bytes, asked, kinds }: RecoveryResult): ReplayVerdict {
  if (permission === 'forbidden') {
    return { verdict: 'different', reason: 'the model does not permit this disk at this crash point' };
  }
  if (asked.type === 'unavailable') {
    const reason = `the strategy can't be asked here: ${asked.reason}`;
    return { verdict: 'inconclusive', reason };
  }
  const found = asked.type === 'tried' ? kinds : bytes === null ? [] : [bytes];
  const reproduced = found.includes(recorded);
  if (permission === 'undecided') {
    const shown = reproduced ? 'the disk shows the same failure' : `the disk shows ${told(found)}`;
    const reason = `${shown}, but the model permits more disks than were looked at, and this one was not among them`;
    return { verdict: 'inconclusive', reason };
  }
  if (reproduced) return { verdict: 'same', reason: `${recorded}, as recorded` };
  if (asked.type === 'not-asked') {
    const reason = `by its bytes the disk shows ${told(found)} where ${recorded} was recorded, and only the strategy itself could say more: ${asked.reason}`;
    return { verdict: 'inconclusive', reason };
  }
  return { verdict: 'different', reason: `${recorded} was recorded; now it is ${told(found)}` };
}

function told(kinds: readonly FailureKind[]): string {
  return kinds.length === 0 ? 'no failure' : kinds.join(' and ');
}
