// Entry of a process whose threads are the clients of schedules. Its main thread serves locks and never
// blocks. The process ends as soon as one of its clients does, because a lost thread can't be replaced
// unnoticed.
import { Worker } from 'node:worker_threads';
import { serveLocks } from '../../../strategies/locks/broker.js';
import { leaveInterruptionsToTheHarness } from '../../processes/interruptions.js';
import { armWatchdog } from '../../processes/watchdog.js';
import type { HostTask } from './client-host.js';
import type { ClientThreadTask } from './client-thread-entry.js';
import { inlineLittle } from './compilation.js';

const OUTPUT_MS = 50;

armWatchdog();
leaveInterruptionsToTheHarness();
inlineLittle();
const { strategy, pipes } = JSON.parse(process.argv[2] ?? '') as HostTask;
for (const paths of pipes) {
  const locks = serveLocks();
  const workerData: ClientThreadTask = { strategy, pipes: paths, locks };
  const thread = new Worker(new URL('./client-thread-entry.js', import.meta.url), {
    workerData,
    transferList: [locks],
    execArgv: [],
  });
  thread.once('error', (error: Error) => end(error.stack ?? error.message));
  thread.once('exit', (code) => {
    // The output of the thread arrives a little later.
    setTimeout(() => end(`a thread ended with exit code ${code}`), OUTPUT_MS);
  });
}

/** Not process.exit: it would wait for the threads, and those wait for the scheduler. */
function end(why: string): void {
  process.stderr.write(`${why}\n`);
  process.kill(process.pid, 'SIGKILL');
}
