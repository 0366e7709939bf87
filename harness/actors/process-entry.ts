// The entry of an actor in a child process: works through the tasks it is sent, and ends with the channel to
// its parent.
import { once } from 'node:events';
import { dirname } from 'node:path';
import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { type ActorTask, act, lastJournalPathOf } from './actor.js';
import { actAsHost } from './another-host.js';
import { FINISHED, type HostMessage, messageControl } from './control.js';
import { Journal } from './operation-journal.js';
import { describeThrown, isThrownByUs } from './thrown.js';

/** The strategy threw; the journal says what. */
const EXIT_THREW = 70;
/** The actor itself is broken, not the strategy. */
const EXIT_FAULT = 71;

process.once('disconnect', () => process.exit(0));
leaveInterruptionsToTheHarness();
let current: ActorTask | null = null;
process.on('uncaughtException', (error: unknown) => {
  if (current === null || isThrownByUs(error)) process.exit(EXIT_FAULT);
  const { message } = describeThrown(error);
  // It comes from a timer or an event of the strategy; the call it belongs to is unknown.
  new Journal(lastJournalPathOf(current)).write({ e: 'uncaught', place: 'outside', message });
  process.exit(EXIT_THREW);
});

for (;;) {
  const { task, control } = await nextTask();
  current = task;
  if (task.mount !== undefined) actAsHost({ mount: task.mount, registry: dirname(task.journalPath) });
  try {
    await act(task, control);
  } catch {
    process.exit(EXIT_THREW);
  }
  control.release();
  process.send?.(FINISHED);
}

async function nextTask(): Promise<{ task: ActorTask; control: ReturnType<typeof messageControl> }> {
  const [message] = (await once(process, 'message')) as [HostMessage];
  if (message.say !== 'task') return await nextTask();
  return { task: message.task, control: messageControl(process) };
}
