// The search against the corpus, in real processes with real locks: every canary among the lock protocols
// fails with exactly the preemptions that it needs and not with fewer, and the sound protocols never fail.
// Two writers with two writes each; beyond one preemption, corpus-workbench.ts searches the sound ones. All
// searches share their clients.
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InterleavingVariantResult } from '../../results/facts/interleavings-fact.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import { type StrategyId, strategies } from '../../strategies/strategy-registry.js';
import { memoryPlace } from '../processes/testing/memory-place.js';
import { brokenProtocols, planOf, soundProtocols } from './testing/corpus.js';
import { scratchContext } from './testing/scratch-workbench.js';

// The clients exist only as built JavaScript.
const built = new URL('../../dist/harness/interleavings/explore-interleavings.js', import.meta.url).href;
const { explore } = (await import(built)) as typeof import('../interleavings/explore-interleavings.js');

const SEED = 1;
// Schedules limit a search; the time limit is only for a search that does not end.
const TIMEOUT_MS = 300_000;
const limits = { schedulesMax: 20_000, msMax: TIMEOUT_MS - 20_000, findAll: false };

let directory: string;
beforeAll(() => {
  directory = fs.mkdtempSync(path.join(memoryPlace, 'holdfast-corpus-'));
});
afterAll(() => {
  fs.rmSync(directory, { recursive: true });
});

async function search(strategy: StrategyId, plan: InterleavingPlan): Promise<InterleavingVariantResult> {
  const fact = await explore(scratchContext(strategy, directory), [plan], {
    scope: 'processes',
    seed: SEED,
    shared: true,
  });
  const [result] = fact.variants;
  if (result === undefined) throw new Error(fact.unavailable?.reason ?? 'the search had no result');
  return result;
}

const available = new Set<StrategyId>();
for (const id of Object.keys(strategies) as StrategyId[]) {
  const { default: strategy } = await strategies[id]();
  if ((await strategy.availability?.())?.available !== false) available.add(id);
}

// Clients are scheduled through named pipes.
describe.skipIf(process.platform === 'win32')('two writers, two writes each', { timeout: TIMEOUT_MS }, () => {
  const broken = brokenProtocols.filter(({ strategy }) => available.has(strategy));
  it.each(broken)('$strategy, $variant, fails at bound $preemptions', async (one) => {
    const { strategy, variant, preemptions } = one;
    const result = await search(strategy, planOf(variant, preemptions, limits));
    expect(result.distrust).toBeNull();
    expect(Math.min(...result.violations.map((violation) => violation.preemptions))).toBe(preemptions);
    // Everything below is complete and clean.
    expect(result.coverage.completeTo).toBeGreaterThanOrEqual(preemptions - 1);
  });

  it.each(soundProtocols.filter((id) => available.has(id)))('%s is clean at bound 1', async (id) => {
    const { violations, distrust, coverage, schedules } = await search(id, planOf('plain', 1, limits));
    expect({ violations, distrust, completeTo: coverage.completeTo }).toEqual({
      violations: [],
      distrust: null,
      completeTo: 1,
    });
    expect(schedules).toBeGreaterThan(1);
  });
});
