// Checks whether a recording can be trusted: replaying its effects on the initial tree must give the real
// directory byte for byte, and there must be at least one effect. Reveals changes that the recorder didn't
// see; not a missed fsync, which leaves no difference behind (the comparison with strace checks those).
import type { Trace } from '../../../results/vocabulary/trace.js';
import { takeSnapshot } from './snapshot.js';
import type { TraceBuilder } from './trace-builder.js';
import { differences, ReplayError, replayTrace } from './tree.js';

const REASONS_MAX = 5;

/**
 * The finished trace, with `distrust` saying why it can't be trusted, if so. `root` is the real directory.
 */
export function checkedTrace(builder: TraceBuilder, root: string): Trace {
  const trace = builder.trace(null);
  return { ...trace, distrust: distrustOf(trace, root, builder.doubts) };
}

/** null = trustworthy. `doubts` came up while recording. */
function distrustOf(trace: Trace, root: string, doubts: readonly string[]): string | null {
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
