// Stale writes: a compare-and-swap that expects another rev than the current one must be rejected with the
// exact message and must change nothing. One client at a time; the contention scenarios look for races.
import type { Fact } from '../results/facts/facts.js';
import { completes } from './checks/completes.js';
import { exactMessage } from './checks/exact-message.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { staleRejected } from './checks/stale-rejected.js';
import type { Lab, RecordedClient } from './lab.js';
import type { Scenario } from './scenario.js';

const conflict: Scenario = {
  id: 'conflict',
  title: 'Conflict: stale writes are refused',
  explanation:
    'Writes with an outdated rev, with a rev that does not exist yet, and against an absent document must be ' +
    'rejected with code CONFLICT and the message "Conflict detected: expected rev E, found F", and leave the ' +
    'document as it was; an unconditional write must go through. M0.3 "Conflict Detection" and "Stale Writes".',
  scopes: ['single'],
  lane: 'contention',
  durationMs: { quick: 250, standard: 250, soak: 250 },
  needs: ['session'],
  canaries: [{ strategy: 'accept-stale', by: ['stale-rejected'] }],
  checks: [staleRejected, exactMessage, leavesNothing, completes],
  run: async (lab: Lab): Promise<Fact[]> => [await lab.session(staleWrites)],
};
export default conflict;

async function staleWrites(client: RecordedClient): Promise<void> {
  const store = await client.open();
  const other = await client.open();
  await store.write('stale: absent document, expected 3', client.document(), 3);
  await store.read('still: absent');
  await store.write('good: 0 to 1', client.document(), 0);
  await other.write('good: 1 to 2 by another client', client.document(), 1);
  await store.write('stale: expected 1, found 2', client.document(), 1);
  await store.write('stale: expected 0, found 2', client.document(), 0);
  await store.write('stale: expected 7, found 2', client.document(), 7);
  await store.read('still: rev 2');
  await store.write('good: unconditional, 2 to 3', client.document(), null);
  await other.write('stale: expected 2, found 3', client.document(), 2);
  await other.read('still: rev 3');
  await store.close();
  await other.close();
  client.observe('leftovers', client.leftovers());
}
