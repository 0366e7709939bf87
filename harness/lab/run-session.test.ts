// A session with a strategy that refuses a file when it is opened: each call is answered by that, and goes
// through once the file can be opened.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SessionFact } from '../../results/facts/session-fact.js';
import type { Strategy, TaskFile } from '../../strategies/strategy.js';
import { ActivityMark } from '../actors/activity.js';
import { CaseContext } from '../actors/case-context.js';
import { runSession } from './run-session.js';

test('a refusal at opening answers the calls, until the file can be opened', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'run-session-'));
  let refusals = 2;
  let document: TaskFile | null = null;
  const strategy: Strategy = {
    id: 'loads-at-opening',
    open: () =>
      refusals-- > 0
        ? Promise.reject(Object.assign(new Error('it is spoiled'), { code: 'INVALID_DOCUMENT' }))
        : Promise.resolve({
            read: () => Promise.resolve(document),
            write(next) {
              document = { ...next, rev: 1 };
              return Promise.resolve(document);
            },
            close: () => Promise.resolve(),
          }),
  };
  const context = new CaseContext(strategy, {
    reference: strategy.id,
    directory,
    seed: 1,
    mark: new ActivityMark(join(directory, 'activity')),
    epochNs: 0n,
    actorPool: null as never,
    registerProcess: () => () => undefined,
  });
  const facts: SessionFact[] = [];
  await runSession(
    context,
    async (client) => {
      const store = await client.open();
      await store.read('while it is spoiled');
      await store.write('when it is mended', client.document(), 0);
      await store.close();
    },
    (fact) => facts.push(fact),
  );
  rmSync(directory, { recursive: true });
  expect(facts[0]?.steps).toMatchObject([
    { action: 'read', outcome: { type: 'error', code: 'INVALID_DOCUMENT', message: 'it is spoiled' } },
    { action: 'write', outcome: { type: 'ok', value: { rev: 1 } } },
  ]);
});
