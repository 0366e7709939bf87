// Stores whose names are others in every schedule are searched to the bound like any other: the correct ones
// are never accused and never doubted, their broken siblings are caught, and what was found comes back in
// other processes. Runs the built clients.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InterleavingsFact } from '../../results/facts/interleavings-fact.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import { memoryPlace } from '../processes/testing/memory-place.js';
import type * as exploring from './explore-interleavings.js';
import { replayInterleaving } from './replay-interleaving.js';
import type * as worlds from './runtime/runtime.js';
import { setupOf } from './setups.js';
import { FRESH_NAME_STORES, writeFreshNameStore } from './testing/fresh-name-stores.js';

const built = (path: string): string => new URL(`../../dist/harness/${path}`, import.meta.url).href;
const { explore }: typeof exploring = await import(built('interleavings/explore-interleavings.js'));
const { openRuntime }: typeof worlds = await import(built('interleavings/runtime/runtime.js'));

let root: string;
let directories = 0;
beforeAll(() => {
  root = mkdtempSync(join(memoryPlace, 'holdfast-fresh-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function freshDirectory(name: string): string {
  const directory = join(root, `${name}-${directories++}`);
  mkdirSync(directory);
  return directory;
}

const plan = (changes: Partial<InterleavingPlan>): InterleavingPlan => ({
  variant: 'plain',
  writers: 2,
  writes: 1,
  readers: 0,
  search: 'dfs',
  preemptions: 1,
  schedulesMax: 5000,
  msMax: null,
  findAll: false,
  ...changes,
});

/** As a case does: in the clients of the store before, and what is found once more in new ones. */
function searched(
  reference: string,
  scope: InterleavingsFact['scope'],
  plans: InterleavingPlan[],
): Promise<InterleavingsFact> {
  const context = { reference, freshDirectory, registerProcess: () => () => {} };
  return explore(context, plans, { scope, seed: 1, shared: true, renewable: true });
}

/** In new clients of its own, so many times. */
async function replayed(fact: InterleavingsFact, times: number): Promise<string[]> {
  const [capsule] = fact.capsules;
  if (capsule === undefined) throw new Error('nothing was found');
  const { scope, writers, strategy } = capsule;
  const runtime = await openRuntime({
    scope,
    reference: strategy.reference,
    directory: freshDirectory('replay'),
    registerProcess: () => () => {},
    clients: writers,
  });
  const program = runtime.program(setupOf(capsule, false));
  const verdicts: string[] = [];
  for (let n = 0; n < times; n += 1) {
    const { verdict, reason, now } = await replayInterleaving(capsule, program, true);
    verdicts.push(`${verdict}: ${reason}`);
    expect(now?.lanes).toEqual(capsule.lanes);
  }
  await runtime.dispose();
  return verdicts;
}

const onLinux = describe.runIf(process.platform === 'linux');
const stores = Object.entries(FRESH_NAME_STORES);

onLinux.each(['processes', 'threads'] as const)('%s', (scope) => {
  test.each(stores)('with %s: correct', async (_, store) => {
    const reference = writeFreshNameStore(freshDirectory('strategy'), store, { broken: false });
    const plans = [plan({ writes: 2 }), plan({ variant: 'reader' })];
    const { variants } = await searched(reference, scope, plans);
    const innocent = { distrust: null, violations: [], coverage: { completeTo: 1 } };
    expect(variants).toMatchObject([innocent, innocent]);
  });

  test.each(stores)('with %s: without the lock', async (_, store) => {
    const reference = writeFreshNameStore(freshDirectory('strategy'), store, { broken: true });
    const fact = await searched(reference, scope, [plan({})]);
    expect(fact.variants[0]?.distrust).toBeNull();
    expect(fact.variants[0]?.violations.map(({ class: found }) => found)).toContain('lost-update');
    for (const verdict of await replayed(fact, 3)) expect(verdict).toMatch(/^same: [^,]*, as recorded$/);
  });
});

onLinux('names that are drawn at random', () => {
  test('twenty of twenty replays are the same', async () => {
    const store = FRESH_NAME_STORES['random bytes from a store of them'];
    const reference = writeFreshNameStore(freshDirectory('strategy'), store, { broken: true });
    const verdicts = await replayed(await searched(reference, 'processes', [plan({})]), 20);
    expect(verdicts).toHaveLength(20);
    expect(new Set(verdicts).size).toBe(1);
    expect(verdicts[0]).toMatch(/^same: [^,]*, as recorded$/);
  });
});
