// The process's door to an actor: a forked child that gets its task as the first message and can't outlive
// its parent, whatever the strategy does to the event loop.
import { armWatchdog } from '../platform/watchdog.js';
import { type ActorTask, act } from './actor.js';
import { processControl } from './control.js';

/** The strategy let an exception out; the journal says which. */
const EXIT_THREW = 70;

armWatchdog();
const { control, task } = await processControl<ActorTask>();
try {
  await act(task, control);
  // Timers and descriptors that the strategy leaked must not keep the child.
  process.exit(0);
} catch {
  process.exit(EXIT_THREW);
}
