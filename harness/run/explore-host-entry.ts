// The host process of an exploration: the scheduler of real clients, which blocks while it waits for one of them.
// No strategy code runs in here, only in the clients that it starts.
import fs from 'node:fs';
import path from 'node:path';
import { describeThrown } from '../actors/thrown.js';
import { explore } from '../interleavings/explore-interleavings.js';
import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { recordProcess } from '../processes/process-registry.js';
import { armWatchdog } from '../processes/watchdog.js';
import { ALIVE_EVERY_MS, type ExploreTask, type ExploreWord, exploreOrderSchema } from './explore-orders.js';

armWatchdog();
leaveInterruptionsToTheHarness();
const stop = new AbortController();
const say = (word: ExploreWord): void => {
  process.send?.(word);
};
setInterval(() => say({ say: 'alive' }), ALIVE_EVERY_MS).unref();
process.once('disconnect', () => process.exit(0));
process.on('uncaughtException', failed);
process.on('message', (message) => {
  const order = exploreOrderSchema.parse(message);
  if (order.do === 'stop') stop.abort();
  else void search(order).catch(failed);
});

async function search(task: ExploreTask): Promise<void> {
  const fact = await explore(benchOf(task), task.plans, {
    scope: task.scope,
    seed: task.seed,
    signal: stop.signal,
    progress: (plan, schedules, bound) => say({ say: 'progress', progress: { plan, schedules, bound } }),
  });
  say({ say: 'done', fact });
}

function benchOf({ strategy, directory, pidsDirectory }: ExploreTask) {
  let directories = 0;
  return {
    reference: strategy,
    freshDirectory: (name: string): string => {
      const fresh = path.join(directory, `${name}-${directories++}`);
      fs.mkdirSync(fresh, { recursive: true });
      return fresh;
    },
    registerProcess: (pid: number) => recordProcess(pidsDirectory, pid),
  };
}

function failed(error: unknown): void {
  const { code, message } = describeThrown(error);
  say({ say: 'faulted', reason: message, code });
}
