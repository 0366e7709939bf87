// A replay on this machine: the disk is put into a work directory that is removed again, whatever happens, and
// the strategy opens it there.
import type { Capsule } from '../../results/capsules/crash-capsule.js';
import { recover } from '../crash/replay/recovery.js';
import { type CrashReplay, replayCrash } from '../crash/replay/replay-crash.js';
import { openWorkDirectory } from '../processes/work-directory.js';

/** `reference` null: the strategy is not asked, because of `reason`. */
export type ReplayTarget = { reference: string } | { reference: null; reason: string };

/** `dir` exists and is writable. Rejects with PlatformError, CrashTraceError, WriteTreeError or the system error. */
export async function replayHere(capsule: Capsule, whom: ReplayTarget, dir: string): Promise<CrashReplay> {
  const { reference } = whom;
  if (reference === null)
    return replayCrash(capsule, async () => ({ type: 'not-asked', reason: whom.reason }));
  const work = await openWorkDirectory(dir);
  const disposeSync = (): void => work.disposeSync();
  process.once('exit', disposeSync);
  try {
    return await replayCrash(capsule, () =>
      recover(capsule, {
        reference,
        dir: work.caseDirectory('replay'),
        registerProcess: (pid) => work.registerProcess(pid),
      }),
    );
  } finally {
    await work.dispose();
    process.off('exit', disposeSync);
  }
}
