// Replays a nemesis capsule on this machine, with real clients in a work directory that is removed again whatever
// happens. Clients are really killed, and really exit.
import type { NemesisCapsule } from '../../results/capsules/nemesis-capsule.js';
import type { NemesisReplay } from '../../results/verdicts/nemesis-replay.js';
import { runtimeUnavailability } from '../interleavings/runtime/availability.js';
import { ClientStartError } from '../interleavings/runtime/client-host.js';
import { openRuntime } from '../interleavings/runtime/runtime.js';
import { notReplayed, replayNemesis } from '../nemesis/replay-nemesis.js';
import { withWorkDirectory } from '../processes/work-directory.js';
import { unavailability } from './describe.js';
import type { ReplayTarget } from './replay-here.js';

/** `dir` exists and is writable. Rejects with PlatformError or the system error. */
export async function replayNemesisHere(
  capsule: NemesisCapsule,
  target: ReplayTarget,
  dir: string,
): Promise<NemesisReplay> {
  const { reference } = target;
  if (reference === null) return notReplayed(capsule, `the strategy was not asked: ${target.reason}`);
  const missing = await unavailability(reference);
  if (missing !== null) {
    const { id, reason, remedy } = missing;
    return notReplayed(capsule, `${id} can't be run here: ${reason} (${remedy})`);
  }
  return await withWorkDirectory(dir, async ({ caseDirectory, registerProcess }) => {
    const directory = caseDirectory('replay');
    const unavailable = await runtimeUnavailability(directory);
    if (unavailable !== null) return notReplayed(capsule, `${unavailable.reason} (${unavailable.remedy})`);
    const { writers, readers } = capsule.plan;
    const clients = writers + readers;
    try {
      const runtime = await openRuntime({
        scope: 'processes',
        ...{ reference, directory, registerProcess, clients },
      });
      try {
        return await replayNemesis(capsule, runtime);
      } finally {
        await runtime.dispose();
      }
    } catch (error) {
      if (error instanceof ClientStartError) return notReplayed(capsule, error.message);
      throw error;
    }
  });
}
