// Replays a power-loss capsule on this machine: the strategy recovers from its disk in a work directory,
// which is removed again whatever happens.
import type { Capsule } from '../../results/capsules/crash-capsule.js';
import type { CrashReplay } from '../../results/verdicts/crash-replay.js';
import { recoverFromCapsule } from '../crash/replay/recover-from-capsule.js';
import { replayCrash } from '../crash/replay/replay-crash.js';
import { withWorkDirectory } from '../processes/work-directory.js';

/** `reference` null: no strategy is to recover, because of `reason`. */
export type ReplayTarget = { reference: string } | { reference: null; reason: string };

/**
 * `dir` exists and is writable. Rejects with PlatformError, CrashTraceError, WriteTreeError or the system
 * error.
 */
export async function replayHere(capsule: Capsule, target: ReplayTarget, dir: string): Promise<CrashReplay> {
  const { reference } = target;
  if (reference === null) {
    return replayCrash(capsule, async () => ({ type: 'not-asked', reason: target.reason }));
  }
  return await withWorkDirectory(dir, async (work) => {
    const { caseDirectory: freshDirectory, registerProcess } = work;
    const context = { reference, freshDirectory, registerProcess };
    return await replayCrash(capsule, () => recoverFromCapsule(context, capsule));
  });
}
