// The host process: runs one case or exploration after another. A strategy that crashes it affects no other
// host, and a host in which anything died is not used again. Its argument is the directory in which living
// processes are noted.
import { ActorPool } from '../actors/actor-pool.js';
import { describeThrown } from '../actors/thrown.js';
import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { recordProcess } from '../processes/process-registry.js';
import { armWatchdog } from '../processes/watchdog.js';
import { ALIVE_EVERY_MS, type ExploreTask, type HostOrder } from './host-orders.js';
import type { HostReport } from './host-reports.js';
import { HostedCase } from './hosted-case.js';
import type { HostedExploration } from './hosted-exploration.js';

armWatchdog();
leaveInterruptionsToTheHarness();
const [pidsDirectory = ''] = process.argv.slice(2);
const registerProcess = (pid: number) => recordProcess(pidsDirectory, pid);
const report = (what: HostReport): void => {
  process.send?.(what);
};
const actorPool = new ActorPool(registerProcess);
const stop = new AbortController();
let current: HostedCase | HostedExploration | null = null;

setInterval(() => report({ say: 'alive' }), ALIVE_EVERY_MS).unref();
process.on('uncaughtException', (error: unknown) => {
  if (current !== null) current.uncaught(error);
  else report({ say: 'faulted', reason: describeThrown(error).message, code: null });
});
process.once('disconnect', () => process.exit(0));
process.on('message', (order: HostOrder) => {
  switch (order.do) {
    case 'case': {
      const hosted = new HostedCase(order, report);
      current = hosted;
      void hosted.run(registerProcess, actorPool);
      break;
    }
    case 'explore':
      void explore(order);
      break;
    case 'stop':
      stop.abort();
      break;
    default:
      order satisfies never;
  }
});

/** Loaded when it is asked for: most hosts run cases. */
async function explore(order: ExploreTask): Promise<void> {
  const { HostedExploration } = await import('./hosted-exploration.js');
  const hosted = new HostedExploration(order, report);
  current = hosted;
  await hosted.run(registerProcess, stop.signal);
}
