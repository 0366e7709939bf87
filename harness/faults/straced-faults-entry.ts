// Child process: makes the calls of a strategy whose system calls strace fails from outside. Nothing in it is
// tapped. It makes no system call of the kinds that are failed while strace is attached: it tells the end of
// a call by the time of a file, and waits for another one. Arguments: the task's file, and the directory of
// these files.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { IoFault } from '../../results/facts/io-faults-fact.js';
import { loadStrategy } from '../actors/strategy-reference.js';
import { describeThrown } from '../actors/thrown.js';
import { ordinaryNames } from '../crash/recovery/ordinary-writes.js';
import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { armWatchdog } from '../processes/watchdog.js';
import {
  DOCUMENT_NAME,
  type FaultTask,
  type StracedOrder,
  type StracedReply,
  signals,
} from './fault-protocol.js';
import { FaultedCalls } from './faulted-calls.js';

const { existsSync, utimesSync } = fs;
const [taskFile = '', signalDirectory = ''] = process.argv.slice(2);
const task = JSON.parse(fs.readFileSync(taskFile, 'utf8')) as FaultTask;
const say = (reply: StracedReply): void => void process.send?.(reply);
const WAIT_MS = 2;

armWatchdog();
leaveInterruptionsToTheHarness();
let uncaught: string | null = null;
process.on('uncaughtException', (error: unknown) => {
  uncaught ??= describeThrown(error).message;
});
const strategy = await loadStrategy(task.strategy);
const calls = new FaultedCalls({
  strategy,
  directory: task.directory,
  documentName: DOCUMENT_NAME,
  documentBytes: task.documentBytes,
  ordinary: await ordinaryNames(strategy, path.join(task.directory, 'ordinary-writes'), DOCUMENT_NAME),
});
let attached = (): void => {};
process.on('message', (order: StracedOrder) => {
  if (order.do === 'go') attached();
  else void attempt(order.call);
});
say({ say: 'ready' });

async function attempt(call: IoFault['call']): Promise<void> {
  uncaught = null;
  const { oldToken, newToken, answer, after, opened } = await calls.attempt(
    call,
    async ({ directory }, makeCall) => {
      const gone = new Promise<void>((resolve) => {
        attached = resolve;
      });
      say({ say: 'prepared', directory });
      await gone;
      const answer = await makeCall();
      const now = new Date();
      utimesSync(path.join(signalDirectory, signals.ended), now, now);
      while (!existsSync(path.join(signalDirectory, signals.detached))) await setTimeout(WAIT_MS);
      return { answer, met: null };
    },
  );
  say({ say: 'attempted', told: { oldToken, newToken, answer, after, uncaught }, opened });
}
