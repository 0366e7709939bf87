// M0.3's own stress test: 100 sequential writes, each expecting the rev of the one before, timed and shown
// beside M0.3's figure. With one client it can see a wrong count, leftover files, and files that pile up with
// every write, but no race.
import type { Fact } from '../results/facts/facts.js';
import { allInOrder } from './checks/all-in-order.js';
import { completes } from './checks/completes.js';
import { cost } from './checks/cost.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { besideAfter, growsWithEveryWrite, WRITES_PILING_UP } from './checks/names-beside.js';
import type { Lab, RecordedClient } from './lab.js';
import type { Scenario } from './scenario.js';

const WRITES = 100;

const stress100: Scenario = {
  id: 'stress-100',
  title: 'Stress: 100 writes one after another',
  explanation:
    '100 writes in a row must end at rev 100 with nothing lost: after each acknowledged write a second client ' +
    'reads that very document back. The time is shown beside the 832 ms (8.3 ms a write) that M0.3 reported on macOS.',
  scopes: ['single'],
  lane: 'measured',
  durationMs: { quick: 500, standard: 500, soak: 500 },
  needs: ['session'],
  canaries: [
    { strategy: 'leave-tmp', by: ['leaves-nothing'] },
    { strategy: 'ack-early', by: ['all-in-order'] },
  ],
  checks: [allInOrder, cost, leavesNothing, completes],
  run: async (lab: Lab): Promise<Fact[]> => [await lab.session(hundredWrites)],
};
export default stress100;

async function hundredWrites(client: RecordedClient): Promise<void> {
  const store = await client.open();
  const witness = await client.open();
  const counts = new Map<number, number>();
  const countAfter = (writes: number): void => {
    counts.set(writes, client.countBeside());
    client.observe(besideAfter(writes), counts.get(writes));
  };
  for (let rev = 0; rev < WRITES; rev += 1) {
    await store.write(`write ${rev + 1}`, client.document(), rev);
    await witness.read(`read ${rev + 1}`);
    if (rev + 1 === WRITES / 2 || rev + 1 === WRITES) countAfter(rev + 1);
  }
  // A strategy may keep the last few dozen of something: only many more writes tell.
  for (let rev = WRITES; rev < WRITES_PILING_UP && growsWithEveryWrite(counts); rev += 1) {
    await store.write(`further write ${rev + 1}`, client.document(), rev);
    if ((rev + 1) % WRITES === 0) countAfter(rev + 1);
  }
  await store.close();
  await witness.close();
  client.observe('leftovers', client.leftovers());
}
