// A store that acknowledges before it writes is told so by its first write, not by the conflict with itself
// that the next one is; a sound one is measured in every round.
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Store, Strategy, TaskFile } from '../../strategies/strategy.js';
import { ActivityMark } from '../actors/activity.js';
import { ActorPool } from '../actors/actor-pool.js';
import { CaseContext } from '../actors/case-context.js';
import { memoryPlace } from '../processes/testing/memory-place.js';
import { measureLatency } from './measure-latency.js';

const directory = fs.mkdtempSync(path.join(memoryPlace, 'holdfast-latency-'));
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

/** In memory, with compare-and-swap: a write reaches the document when `later` lets it. */
function strategyOf(id: string, later: (commit: () => void) => void): Strategy {
  const documents = new Map<string, TaskFile>();
  return {
    id,
    open: async (at): Promise<Store> => ({
      read: async () => documents.get(at) ?? null,
      async write(next, expectedRev) {
        const found = documents.get(at)?.rev ?? 0;
        if (expectedRev !== null && expectedRev !== found) {
          throw Object.assign(new Error(`expected ${expectedRev}, found ${found}`), { code: 'CONFLICT' });
        }
        const stored = { ...next, rev: found + 1 };
        later(() => documents.set(at, stored));
        return stored;
      },
      close: async () => {},
    }),
  };
}

async function measured(strategy: Strategy) {
  const place = path.join(directory, strategy.id);
  fs.mkdirSync(place);
  const registerProcess = () => () => {};
  const context = new CaseContext(strategy, {
    reference: strategy.id,
    directory: place,
    seed: 1,
    mark: new ActivityMark(path.join(place, 'activity')),
    epochNs: 0n,
    actorPool: new ActorPool(registerProcess),
    registerProcess,
  });
  return await measureLatency(context, { rounds: 2, perRound: 1, documentBytes: 300, verified: 'each' }, 1);
}

it('ends with the first write that is acknowledged and not there', async () => {
  const fact = await measured(strategyOf('late', () => {}));
  expect(fact).toMatchObject({ acknowledged: 1, verified: 0, rounds: 0 });
});

it('measures the writes of a store that keeps them', async () => {
  const fact = await measured(strategyOf('sound', (commit) => commit()));
  expect(fact).toMatchObject({ acknowledged: 4, verified: 4, rounds: 2 });
});
