// Capsules of real recordings: each capsule that the power-loss experiment makes is replayed from its text by
// the strategy itself, with the same outcome.
import { describe, expect, it } from 'vitest';
import { checkCapsule } from '../../../results/capsules/crash-capsule.js';
import type { CrashReplay } from '../../../results/verdicts/crash-replay.js';
import { type StrategyId, strategies } from '../../../strategies/strategy-registry.js';
import type * as judging from '../crash-states.js';
import { inCrashContext } from '../testing/crash-workbench.js';
import type * as recovering from './recover-from-capsule.js';
import { replayCrash } from './replay-crash.js';

// Children exist only as what was built.
const built = (name: string): string => new URL(`../../../dist/harness/${name}.js`, import.meta.url).href;
const { judgeCrashStates }: typeof judging = await import(built('crash/crash-states'));
const { recoverFromCapsule }: typeof recovering = await import(built('crash/replay/recover-from-capsule'));

/** As in a quick run. */
const plan = {
  writes: 2,
  documentBytes: 1200,
  statesMax: 40_000,
  statesPerPointMax: 2048,
  recoveriesMax: 60,
};

async function replayed(reference: string, seed: number): Promise<CrashReplay[]> {
  return await inCrashContext(reference, async (context) => {
    const { capsules } = await judgeCrashStates(context, plan, seed);
    const replays: CrashReplay[] = [];
    for (const capsule of capsules) {
      const stored = checkCapsule(JSON.parse(JSON.stringify(capsule)));
      replays.push(await replayCrash(stored, () => recoverFromCapsule(context, stored)));
    }
    return replays;
  });
}

async function isHere(id: StrategyId): Promise<boolean> {
  const { default: strategy } = await strategies[id]();
  return (await strategy.availability?.())?.available ?? true;
}

describe('every capsule of a recording', () => {
  it.concurrent.each<[StrategyId, number]>([
    ['m03', 3],
    ['in-place', 3],
    ['unsynced-rename', 3],
    ['file-resync', 3],
    ['write-file-atomic', 3],
    ['steno', 3],
  ])('of %s replays to the same outcome, with seed %d', async (id, seed) => {
    if (!(await isHere(id))) return;
    const replays = await replayed(id, seed);
    expect(replays.length).toBeGreaterThan(0);
    const told = replays.map(({ verdict, recorded, kinds, permission, contradictions }) => ({
      verdict,
      recordedIsFound: kinds.includes(recorded),
      permission: permission.type,
      contradictions,
    }));
    const same = { verdict: 'same', recordedIsFound: true, permission: 'permitted', contradictions: [] };
    expect(told).toEqual(replays.map(() => same));
  });

  it.concurrent('there is none of a strategy that survives everything', async () => {
    expect(await replayed('no-lock', 3)).toEqual([]);
  });
});
