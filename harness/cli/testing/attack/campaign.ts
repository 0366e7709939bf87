// A campaign of attacks: round after round, each attack with a seed of its own, until the time or the rounds are
// used up. A breach never ends it: how often something holds is the result.

import { memoryPlace } from '../../../processes/testing/memory-place.js';
import { seededRandom } from '../../../random.js';
import { Workbench } from '../../e2e/workbench.js';
import type { Attack } from './attack.js';

export interface CampaignPlan {
  attacks: readonly Attack[];
  seed: number;
  /** No attack is begun after this; null: `roundsMax` decides. */
  msMax: number | null;
  roundsMax: number;
  /** Tries, a round, of an attack that starts no programs. */
  quickTries: number;
  /** Attacks side by side. */
  lanes: number;
}

export interface Breach {
  attack: string;
  /** The first attack of a campaign with this seed is this one again. */
  seed: number;
  why: string;
}

export interface Tally {
  tried: number;
  held: number;
}

export interface CampaignResult {
  tallies: Map<string, Tally>;
  breaches: Breach[];
}

/** `report` is called at once for each breach. */
export async function runCampaign(
  plan: CampaignPlan,
  report: (breach: Breach) => void = () => {},
): Promise<CampaignResult> {
  const startedMs = performance.now();
  const inTime = (): boolean => plan.msMax === null || performance.now() - startedMs < plan.msMax;
  const result: CampaignResult = { tallies: new Map(), breaches: [] };
  const shared = new Map<string, Promise<unknown>>();
  const queue = tries(plan);
  const lane = async (): Promise<void> => {
    while (inTime()) {
      const next = queue.next();
      if (next.done) return;
      const { attack, seed } = next.value;
      const why = await outcomeOf(attack, seed, shared);
      const tally = result.tallies.get(attack.id) ?? { tried: 0, held: 0 };
      result.tallies.set(attack.id, { tried: tally.tried + 1, held: tally.held + (why === null ? 1 : 0) });
      if (why === null) continue;
      result.breaches.push({ attack: attack.id, seed, why });
      report({ attack: attack.id, seed, why });
    }
  };
  await Promise.all(Array.from({ length: plan.lanes }, lane));
  return result;
}

/** The first try has the campaign's own seed, so that a breach can be repeated alone. */
function* tries({
  attacks,
  seed,
  roundsMax,
  quickTries,
}: CampaignPlan): Generator<{ attack: Attack; seed: number }> {
  const seeds = seededRandom(seed);
  let next = seed;
  for (let round = 0; round < roundsMax; round++) {
    for (const attack of attacks) {
      for (let at = 0; at < (attack.startsPrograms ? 1 : quickTries); at++) {
        yield { attack, seed: next };
        next = seeds.integer(0, 2 ** 31 - 1);
      }
    }
  }
}

async function outcomeOf(
  attack: Attack,
  seed: number,
  shared: Map<string, Promise<unknown>>,
): Promise<string | null> {
  const bench = new Workbench({ place: memoryPlace });
  try {
    return await attack.run({
      random: seededRandom(seed),
      bench,
      shared: <T>(name: string, make: () => Promise<T>) => {
        const made = (shared.get(name) as Promise<T> | undefined) ?? make();
        shared.set(name, made);
        // What could not be made is tried again by the next that needs it.
        made.catch(() => shared.delete(name));
        return made;
      },
    });
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    bench.remove();
  }
}
