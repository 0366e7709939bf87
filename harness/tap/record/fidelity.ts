// Whether a recording may be trusted: replaying its effects on the initial tree must give the real directory
// byte for byte, and it must hold something. A change that went past the recorder shows here; a missed fsync
// doesn't, since it leaves nothing behind.
import type { Trace } from '../../../results/vocabulary/trace.js';
import { takeSnapshot } from './snapshot.js';
import { differences, ReplayError, replayTrace } from './tree.js';

const REASONS_MAX = 5;

/** null = trustworthy; otherwise what stands against it. `doubts` are those that came up while recording. */
export function distrustOf(trace: Trace, root: string, doubts: readonly string[]): string | null {
  const reasons = [...doubts];
  if (trace.effects.every((effect) => effect.op === 'mark')) reasons.push('no operation was seen');
  try {
    const real = takeSnapshot(root);
    reasons.push(...real.unsupported, ...differences(replayTrace(trace.initial, trace.effects), real.tree));
  } catch (error) {
    if (error instanceof ReplayError) reasons.push(`the recording contradicts itself: ${error.message}`);
    else reasons.push(`the directory can't be read again: ${String(error)}`);
  }
  if (reasons.length === 0) return null;
  const rest = reasons.length - REASONS_MAX;
  return reasons.slice(0, REASONS_MAX).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}
