// The process's door to an actor: a forked child that works through the tasks it is sent, and ends with the
// channel to its parent.
import { once } from 'node:events';
import { type ActorTask, act } from './actor.js';
import { FINISHED, type HostMessage, messageControl } from './control.js';

/** The strategy let an exception out; the journal says which. */
const EXIT_THREW = 70;

process.once('disconnect', () => process.exit(0));

for (;;) {
  const { task, control } = await nextTask();
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
