// Child process: times single writes and reads under the tap, and says where the time of each went.
import { loadStrategy } from '../../actors/strategy-reference.js';
import { makeDocument } from '../../document.js';
import { installTap } from '../../tap/patch/install.js';
import { CallClock } from '../../tap/record/call-clock.js';
import type { BreakdownLine, BreakdownTask } from '../children/child-protocol.js';
import { takeTask } from '../children/child-side.js';

/** So that no first use of anything is timed. */
const WARM_UP = 5;

const { task, say } = takeTask<BreakdownTask, BreakdownLine>();
const tap = await installTap();
const strategy = await loadStrategy(task.strategy);
const open = () => strategy.open(task.path, { lockTimeoutMs: 1000 });
const [store, other] = [await open(), await open()];
const next = (token: string) => makeDocument(token, task.documentBytes);
const clock = new CallClock(tap, task.path);
for (let n = -WARM_UP; n < task.calls; n += 1) {
  await other.write(next(`other${n}`), null);
  const foreign = await clock.time(() => store.write(next(`foreign${n}`), null));
  const own = await clock.time(() => store.write(next(`own${n}`), null));
  await other.write(next(`last${n}`), null);
  const reads = await clock.time(() => store.read());
  if (n < 0) continue;
  say({ say: 'call', of: 'foreign', cost: foreign });
  say({ say: 'call', of: 'own', cost: own });
  say({ say: 'call', of: 'reads', cost: reads });
}
clock.stop();
// Descriptors and addons that only lock are announced; anything else does its work unseen.
const [unseen] = tap.notices;
if (unseen !== undefined) say({ say: 'unseen', why: unseen.reason });
await store.close();
await other.close();
say({ say: 'done' });
process.exit(0);
