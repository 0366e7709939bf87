// Child process: cuts the power of one strategy on one file system. A process of its own, because it waits
// for file systems that it serves itself in part, and the command line must hear Ctrl-C meanwhile.
import path from 'node:path';
import { leaveInterruptionsToTheHarness } from '../../processes/interruptions.js';
import { pidsDirectory, recordProcess } from '../../processes/process-registry.js';
import { undoListIn } from '../../processes/undo-list.js';
import { armWatchdog } from '../../processes/watchdog.js';
import { cutPower } from './cut-power.js';
import type { RigReport, RigTask } from './rig-messages.js';

armWatchdog();
leaveInterruptionsToTheHarness();
process.once('disconnect', () => process.exit(0));
process.once('message', (task: RigTask) => {
  const { runDirectory } = task;
  const report = (what: RigReport): void => {
    process.send?.(what);
  };
  const owner = {
    path: runDirectory,
    registerProcess: (pid: number) => recordProcess(path.join(runDirectory, pidsDirectory), pid),
    undo: undoListIn(runDirectory),
  };
  cutPower(owner, task, report).then(
    (result) => report({ say: 'done', result }),
    (error: unknown) =>
      report({ say: 'faulted', reason: error instanceof Error ? error.message : String(error) }),
  );
});
