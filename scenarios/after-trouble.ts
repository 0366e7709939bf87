// Trouble that comes after a strategy has written a document several times: the file is spoiled, replaced by
// one of a newer version, or removed, and mended again. Meanwhile nothing may be destroyed; afterwards the same
// client and another one must be able to go on. It says nothing about trouble in the middle of a write.
import fs from 'node:fs';
import type { Fact } from '../results/facts/facts.js';
import { completes } from './checks/completes.js';
import { goesOnAfterTrouble } from './checks/goes-on-after-trouble.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import type { Lab, RecordedClient } from './lab.js';
import { readOwnText } from './own-text.js';
import type { Scenario } from './scenario.js';

const WRITES_BEFORE = 3;

/** What becomes of the file's text; null: the file is removed. */
const troubles: Readonly<Record<string, (text: string) => string | null>> = {
  spoiled: (text) => `${text.slice(0, text.length / 2)}\n]}: not a document any more [{`,
  newer: (text) => text.replace(/("?version"?\s*:\s*)1\b/, '$199'),
  removed: () => null,
};

const afterTrouble: Scenario = {
  id: 'after-trouble',
  title: 'Trouble that comes later, and goes away',
  explanation:
    'A client writes three times; then its file is spoiled, replaced by one of a newer version, or removed. Calls may be refused, ' +
    'a removed document may count as absent, but a spoiled or newer file must stay as it is and nothing older may be ' +
    'put in its place. When the file is as it was, the same client and another one must be able to write.',
  scopes: ['single'],
  lane: 'contention',
  durationMs: { quick: 150, standard: 150, soak: 150 },
  needs: ['session'],
  canaries: [
    { strategy: 'restores-a-backup', by: ['goes-on-after-trouble'], part: 'spoiled' },
    { strategy: 'never-recovers', by: ['goes-on-after-trouble'], part: 'newer' },
  ],
  checks: [goesOnAfterTrouble, leavesNothing, completes],
  async run(lab: Lab, _scope, only = null): Promise<Fact[]> {
    const facts: Fact[] = [];
    for (const [part, trouble] of Object.entries(troubles)) {
      if (only !== null && !only.includes(part)) continue;
      facts.push(await lab.session((client) => troubled(client, part, trouble)));
    }
    return facts;
  },
};
export default afterTrouble;

async function troubled(
  client: RecordedClient,
  kind: string,
  trouble: (text: string) => string | null,
): Promise<void> {
  const store = await client.open();
  for (let write = 1; write <= WRITES_BEFORE; write += 1) {
    await store.write(`write ${write}`, client.document(), null);
  }
  const text = readOwnText(client.path);
  if (text === null) {
    client.observe('trouble', { kind, applies: false, before: null, after: null });
    await store.close();
    client.observe('leftovers', client.leftovers());
    return;
  }
  const before = trouble(text);
  if (before === null) fs.rmSync(client.path);
  else fs.writeFileSync(client.path, before);
  await store.read('read in trouble');
  await store.write('write in trouble', client.document(), null);
  const other = await client.open();
  await other.read('read in trouble by another');
  await other.write('write in trouble by another', client.document(), null);
  const after = fs.existsSync(client.path) ? fs.readFileSync(client.path, 'utf8') : null;
  client.observe('trouble', { kind, applies: true, before, after });
  fs.writeFileSync(client.path, text);
  await store.read('read when mended');
  await store.write('write when mended', client.document(), null);
  await other.write('write when mended by another', client.document(), null);
  await store.close();
  await other.close();
  client.observe('leftovers', client.leftovers());
}
