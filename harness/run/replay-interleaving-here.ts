// Replays an interleaving capsule on this machine, with real clients in a work directory that is removed
// again whatever happens. Where a schedule crashes a process, the process is really killed.
import type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
import type { InterleavingReplay } from '../../results/verdicts/interleaving-replay.js';
import { notReplayed, replayInterleaving } from '../interleavings/replay-interleaving.js';
import { runtimeUnavailability } from '../interleavings/runtime/availability.js';
import { ClientStartError } from '../interleavings/runtime/client-host.js';
import { openRuntime } from '../interleavings/runtime/runtime.js';
import { setupOf } from '../interleavings/setups.js';
import type { RegisterProcess } from '../processes/process-registry.js';
import { withWorkDirectory } from '../processes/work-directory.js';
import { unavailability } from './describe.js';
import type { ReplayTarget } from './replay-here.js';

/** `dir` exists and is writable. Rejects with PlatformError or the system error. */
export async function replayInterleavingHere(
  capsule: InterleavingCapsule,
  target: ReplayTarget,
  dir: string,
): Promise<InterleavingReplay> {
  const { reference } = target;
  if (reference === null) return notReplayed(capsule, `the strategy was not asked: ${target.reason}`);
  const missing = await unavailability(reference);
  if (missing !== null) {
    const { id, reason, remedy } = missing;
    return notReplayed(capsule, `${id} can't be run here: ${reason} (${remedy})`);
  }
  return await withWorkDirectory(dir, (work) =>
    replayIn(work.caseDirectory('replay'), capsule, reference, work.registerProcess),
  );
}

async function replayIn(
  directory: string,
  capsule: InterleavingCapsule,
  reference: string,
  registerProcess: RegisterProcess,
): Promise<InterleavingReplay> {
  const unavailable = await runtimeUnavailability(directory);
  if (unavailable !== null) return notReplayed(capsule, `${unavailable.reason} (${unavailable.remedy})`);
  const { scope, writers, readers } = capsule;
  const realDeaths = capsule.variant === 'crash' && scope === 'processes';
  try {
    const world = await openRuntime({
      scope,
      reference,
      directory,
      registerProcess,
      clients: writers + readers,
    });
    try {
      const program = world.program(setupOf(capsule, realDeaths));
      return await replayInterleaving(capsule, program, reference === capsule.strategy.reference);
    } finally {
      await world.dispose();
    }
  } catch (error) {
    if (error instanceof ClientStartError) return notReplayed(capsule, error.message);
    throw error;
  }
}
