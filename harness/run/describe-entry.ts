// Loads modules in a process of their own and reports what they are; loading somebody's module may do
// anything, among it keeping timers alive, printing, or ending the process.
import { importReference, shapeOf } from '../actors/strategy-reference.js';
import { describeThrown } from '../actors/thrown.js';
import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { armWatchdog } from '../processes/watchdog.js';
import type { DescribeReport } from './describe.js';

type Description = DescribeReport['description'];

armWatchdog();
leaveInterruptionsToTheHarness();
for (const reference of process.argv.slice(2)) {
  await describe((description) => report({ reference, description }), reference);
}
// Unlike an exit, this runs no handlers of theirs.
process.kill(process.pid, 'SIGKILL');

async function describe(say: (description: Description) => Promise<void>, reference: string): Promise<void> {
  const loaded = await shapeOrFailure(reference);
  if (loaded.type !== 'strategy') return await say(loaded);
  const { id, title = id, role = 'candidate', claims = {}, level, availability } = loaded.strategy;
  await say({ type: 'strategy', id, described: null });
  try {
    const answer = (await availability?.call(loaded.strategy)) ?? { available: true };
    await say({ type: 'strategy', id, described: { id, title, role, claims, level, availability: answer } });
  } catch {
    // It does not say whether it is available; its cases will show.
  }
}

async function shapeOrFailure(
  reference: string,
): Promise<ReturnType<typeof shapeOf> | { type: 'failed'; message: string }> {
  try {
    return shapeOf(await importReference(reference));
  } catch (error) {
    return { type: 'failed', message: describeThrown(error).message };
  }
}

/** Resolves when it is on its way: a process that ends earlier takes it along. */
function report(message: DescribeReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, () => resolve());
  });
}
