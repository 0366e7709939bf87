// Whether what an application found after a power cut keeps the promise, by the same rules as for the disk
// states of the models: the document must be that of an attempt from the last acknowledged to the last
// attempted, and a next write must get through. Names that are left over are not looked at. Pure.
import type { NextWrite, RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import type { FailureKind } from '../../../results/vocabulary/persistence.js';
import { failuresOfRecovery, identityRead } from '../../crash/verdict/judge-recovery.js';
import type { CrashPoint } from './crash-points.js';

export interface FoundAfterCut {
  recovered: RecoveredFile;
  empty: boolean;
  /** null: not tried. */
  nextWrite: NextWrite | null;
}

/** A lock that looks held says nothing of what the disk kept. */
export const isLocked = (nextWrite: NextWrite | null): boolean =>
  nextWrite?.type === 'error' && nextWrite.code === 'LOCKED';

export function failuresAfterCut(found: FoundAfterCut, { place, window }: CrashPoint): FailureKind[] {
  const nextWrite: NextWrite =
    found.nextWrite === null || isLocked(found.nextWrite)
      ? { type: 'ok', rev: 0, recoveryNs: 0 }
      : found.nextWrite;
  const attempts = { list: place.attempts, acknowledged: place.acknowledged, windowAt: [] };
  return failuresOfRecovery(
    { recovered: found.recovered, nextWrite, litter: [] },
    { attempts, window, initial: place.initial, empty: found.empty, besideBefore: new Set() },
  );
}

/** `acknowledged rev 3; rev 2 was there`, for people. */
export function sentenceOf({ recovered, empty }: FoundAfterCut, { place, window }: CrashPoint): string {
  const acked = place.attempts[window.acked] ?? place.initial;
  const promised = acked === null ? 'no document was acknowledged' : `rev ${acked.rev} was acknowledged`;
  return `${promised}; ${thereWas(recovered, empty)}`;
}

function thereWas(recovered: RecoveredFile, empty: boolean): string {
  const identity = identityRead(recovered);
  if (empty) return 'an empty file was there';
  if (identity === null) return 'no document was there';
  if (identity === 'torn') return 'a torn document was there';
  if (identity === 'unreadable')
    return `reading failed: ${recovered.type === 'error' ? recovered.message : ''}`;
  return `rev ${identity.rev} was there`;
}
