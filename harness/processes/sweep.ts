// Cleans up after harnesses that were killed: ends the processes they left, undoes their mounts and loop
// devices, then removes their run directories. A run whose owner lives, or can't be judged from here, is left
// alone, and so is everything else in the directory. Two sweeps at once do no harm, because a run of a dead
// owner is never used again.
import { join } from 'node:path';
import { endGroups } from './control-group.js';
import { sweepProbeFiles } from './probe-files.js';
import { killRecorded, pidsDirectory, waitUntilGone } from './process-registry.js';
import { isAbandonedShell, listRunDirectories, readOwner, removeRunDirectory } from './run-directory.js';
import { ownerState, thisOwner } from './run-owner.js';
import { killStrays } from './strays.js';
import { undoEverything } from './undo-list.js';

export interface Sweep {
  /** Run directories that are gone now. */
  removed: string[];
  /** Pids that were still running and got a SIGKILL. */
  killed: number[];
  /** Run directories of others that could not be judged or removed, in plain language. */
  warnings: string[];
}

const waitForDeathMsMax = 2_000;

/** Rejects only when `root` itself can't be read. */
export async function sweepRuns(root: string): Promise<Sweep> {
  const here = thisOwner();
  const sweep: Sweep = { removed: [], killed: [], warnings: [] };
  sweepProbeFiles(root);
  for (const run of listRunDirectories(root)) {
    try {
      await sweepRun(run, here, sweep);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      sweep.warnings.push(`${run} is left over from an earlier run and could not be removed: ${reason}`);
    }
  }
  return sweep;
}

async function sweepRun(run: string, here: ReturnType<typeof thisOwner>, sweep: Sweep): Promise<void> {
  const owner = readOwner(run);
  if (owner === null) {
    if (!isAbandonedShell(run, Date.now())) return;
    removeRunDirectory(run);
    sweep.removed.push(run);
    return;
  }
  const state = ownerState(owner, here);
  switch (state) {
    case 'alive':
      return;
    case 'elsewhere':
      sweep.warnings.push(
        `${run} was made on ${owner.host} (or in another container) and is left alone; delete it when nothing runs there.`,
      );
      return;
    case 'dead-before-boot':
      break;
    case 'dead':
      await endProcesses(run, sweep);
      break;
  }
  undoEverything(run);
  removeRunDirectory(run);
  sweep.removed.push(run);
}

async function endProcesses(run: string, sweep: Sweep): Promise<void> {
  const { killed, unsure } = killRecorded(join(run, pidsDirectory));
  sweep.killed.push(...killed);
  killStrays(run);
  endGroups(run);
  const remaining = await waitUntilGone(killed, waitForDeathMsMax);
  for (const pid of remaining)
    sweep.warnings.push(`Process ${pid} of an earlier run did not die of SIGKILL.`);
  for (const pid of unsure) {
    sweep.warnings.push(`Process ${pid} may be left over from an earlier run; look at it and end it if so.`);
  }
}
