// What a replay says: the same failure as recorded, another outcome, or nothing. Pure, over what the model,
// the document's bytes and the strategy itself say. What was left out never counts as agreement.

import type { ModelAnswer, ReplayVerdict, StrategyRecovery } from '../../../results/verdicts/crash-replay.js';
import type { FailureKind } from '../../../results/vocabulary/persistence.js';

export interface ReplayEvidence {
  recorded: FailureKind;
  permission: ModelAnswer['type'];
  /** By the document's bytes; null: they keep the promise. */
  bytes: FailureKind | null;
  asked: StrategyRecovery;
  /** By what the strategy did; empty if it did not recover. */
  kinds: readonly FailureKind[];
}

export function verdictOf({ recorded, permission, bytes, asked, kinds }: ReplayEvidence): ReplayVerdict {
  if (permission === 'forbidden') {
    return { verdict: 'different', reason: 'the model does not permit this disk at this crash point' };
  }
  if (asked.type === 'unavailable') {
    const reason = `the strategy can't run here: ${asked.reason}`;
    return { verdict: 'inconclusive', reason };
  }
  const found = asked.type === 'tried' ? kinds : bytes === null ? [] : [bytes];
  const reproduced = found.includes(recorded);
  if (permission === 'undecided') {
    const shown = reproduced ? 'the disk shows the same failure' : `the disk shows ${listOf(found)}`;
    const reason = `${shown}, but the model permits more disks than were enumerated, and this one was not among them`;
    return { verdict: 'inconclusive', reason };
  }
  if (reproduced) return { verdict: 'same', reason: `${recorded}, as recorded` };
  if (asked.type === 'not-asked') {
    const reason = `by its bytes the disk shows ${listOf(found)} where ${recorded} was recorded, and only the strategy itself could say more: ${asked.reason}`;
    return { verdict: 'inconclusive', reason };
  }
  return { verdict: 'different', reason: `${recorded} was recorded; now it is ${listOf(found)}` };
}

function listOf(kinds: readonly FailureKind[]): string {
  return kinds.length === 0 ? 'no failure' : kinds.join(' and ');
}
