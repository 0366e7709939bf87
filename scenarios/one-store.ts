// Many calls of one store: five writes at once, a write beside close() and after it, and a program that has
// nothing left to do. Real programs call a store from many places without waiting for each other. Everything
// happens in one process, so it says nothing about other writers.
import type { Fact } from '../results/facts/facts.js';
import { callsTakeTurns } from './checks/calls-take-turns.js';
import { closingLosesNothing } from './checks/closing-loses-nothing.js';
import { completes } from './checks/completes.js';
import { freesResources, WRITES_IN_HALF } from './checks/frees-resources.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { programEnds } from './checks/program-ends.js';
import type { Lab, RecordedClient } from './lab.js';
import type { Scenario } from './scenario.js';

const AT_ONCE = 5;

const parts: Readonly<Record<string, readonly ((client: RecordedClient) => Promise<void>)[]>> = {
  calls: [(client) => callsAtOnce(client, null), (client) => callsAtOnce(client, 1)],
  closing: [closing, lateWrite],
  resources: [resources],
  end: [program],
};

const oneStore: Scenario = {
  id: 'one-store',
  title: 'Many calls of one store',
  explanation:
    'Five writes at once on one store, unconditional and with the same expected rev; a write beside close() and one ' +
    'after it; descriptors and memory over 40 writes; and a program that opens, writes, reads, closes and should then end by itself. ' +
    'A store may refuse what it can not do at once; what it acknowledges must be there. One process only.',
  scopes: ['single'],
  lane: 'contention',
  durationMs: { quick: 600, standard: 600, soak: 600 },
  needs: ['session'],
  canaries: [
    { strategy: 'counted-lock', by: ['calls-take-turns'], part: 'calls' },
    { strategy: 'drops-at-close', by: ['closing-loses-nothing'], part: 'closing' },
    { strategy: 'leaks-descriptors', by: ['frees-resources'], part: 'resources' },
    { strategy: 'endless-timer', by: ['program-ends'], part: 'end' },
  ],
  checks: [callsTakeTurns, closingLosesNothing, freesResources, programEnds, leavesNothing, completes],
  async run(lab: Lab, _scope, only = null): Promise<Fact[]> {
    const facts: Fact[] = [];
    for (const [part, scripts] of Object.entries(parts)) {
      if (only !== null && !only.includes(part)) continue;
      for (const script of scripts) facts.push(await lab.session(script));
    }
    return facts;
  },
};
export default oneStore;

/** What a client reads that opened the document afterwards. */
async function readAfresh(client: RecordedClient, label: string): Promise<void> {
  const store = await client.open();
  await store.read(label);
  await store.close();
}

async function callsAtOnce(client: RecordedClient, expectedRev: number | null): Promise<void> {
  const store = await client.open();
  await store.write('first', client.document(), null);
  const calls = Array.from({ length: AT_ONCE }, (_, index) =>
    store.write(`at once ${index + 1}`, client.document(), expectedRev),
  );
  await Promise.all(calls);
  await readAfresh(client, 'read after');
  await store.close();
  client.observe('leftovers', client.leftovers());
}

async function closing(client: RecordedClient): Promise<void> {
  const store = await client.open();
  await store.write('first', client.document(), null);
  const write = store.write('write while closing', client.document(), null);
  await store.close();
  await write;
  await readAfresh(client, 'read after closing');
  await nextClient(client);
}

async function lateWrite(client: RecordedClient): Promise<void> {
  const store = await client.open();
  await store.write('first', client.document(), null);
  await store.close();
  await store.write('write while closing', client.document(), null);
  await readAfresh(client, 'read after closing');
  await nextClient(client);
}

async function nextClient(client: RecordedClient): Promise<void> {
  const next = await client.open();
  await next.write('write of the next client', client.document(), null);
  await next.close();
  client.observe('leftovers', client.leftovers());
}

async function resources(client: RecordedClient): Promise<void> {
  const store = await client.open({ record: 'mark' });
  await store.write('first', client.document(), null);
  client.observe('resources at first', client.resources());
  for (const half of ['in the middle', 'at last']) {
    for (let write = 1; write <= WRITES_IN_HALF; write += 1) {
      await store.write(`write ${write} before ${half}`, client.document(), null);
    }
    client.observe(`resources ${half}`, client.resources());
  }
  await store.close();
}

async function program(client: RecordedClient): Promise<void> {
  client.observe('program', await client.program());
}
