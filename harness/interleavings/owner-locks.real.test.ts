// A client that died in a schedule is dead to whoever asks for it, and one that lives is alive, though both
// have processes that go on: locks that name their owner are searched to the bound, and none is accused. Of a
// thread that dies in a living process it is asked that the lock is free when the process has ended. Runs the
// built clients.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InterleavingsFact, InterleavingVariantResult } from '../../results/facts/interleavings-fact.js';
import { memoryPlace } from '../processes/testing/memory-place.js';
import type * as exploring from './explore-interleavings.js';
import { ALWAYS_GONE, NEVER_GONE, OWNER_LOCKS, writeOwnerLock } from './testing/owner-locks.js';

const { explore }: typeof exploring = await import(
  new URL('../../dist/harness/interleavings/explore-interleavings.js', import.meta.url).href
);

let root: string;
let directories = 0;
beforeAll(() => {
  root = mkdtempSync(join(memoryPlace, 'holdfast-owner-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function freshDirectory(name: string): string {
  const directory = join(root, `${name}-${directories++}`);
  mkdirSync(directory);
  return directory;
}

async function searched(
  lock: Parameters<typeof writeOwnerLock>[1],
  scope: InterleavingsFact['scope'],
  ...variants: InterleavingVariantResult['variant'][]
): Promise<InterleavingVariantResult[]> {
  const context = {
    reference: writeOwnerLock(freshDirectory('strategy'), lock),
    freshDirectory,
    registerProcess: () => () => {},
  };
  const plans = variants.map((variant) => ({
    variant,
    writers: 2,
    writes: 1,
    readers: 0,
    search: 'dfs' as const,
    preemptions: 1,
    schedulesMax: 5000,
    msMax: null,
    findAll: false,
  }));
  return (await explore(context, plans, { scope, seed: 1, shared: true })).variants;
}

const onLinux = describe.runIf(process.platform === 'linux');

onLinux.each(['processes', 'threads'] as const)('%s', (scope) => {
  test.each(Object.entries(OWNER_LOCKS))('a lock that goes by %s', async (_, lock) => {
    const innocent = { distrust: null, violations: [], coverage: { completeTo: 1 } };
    expect(await searched(lock, scope, 'crash', 'stale-lock')).toMatchObject([innocent, innocent]);
  });

  test('a lock that nothing frees stays, and one that is taken from the living loses updates', async () => {
    const [stuck] = await searched(NEVER_GONE, scope, 'crash');
    expect(stuck?.violations.map(({ class: found }) => found)).toContain('stuck-lock');
    const [robbed] = await searched(ALWAYS_GONE, scope, 'plain');
    expect(robbed?.violations.map(({ class: found }) => found)).toContain('lost-update');
  });
});
