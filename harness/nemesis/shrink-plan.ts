// Makes a failing plan smaller while it still fails: first with as few events as possible, then with fewer
// clients and writes. Greedy, one part at a time until none can go (1-minimal), within a budget of executions.
import type { NemesisPlan } from '../../results/vocabulary/nemesis-plan.js';

/** The smallest plan found of which `fails` is true. `plan` itself is known to fail. */
export async function shrinkPlan(
  plan: NemesisPlan,
  fails: (smaller: NemesisPlan) => Promise<boolean>,
  triesMax: number,
): Promise<NemesisPlan> {
  let best = plan;
  let tries = 0;
  const isBetter = async (candidate: NemesisPlan): Promise<boolean> => {
    if (tries >= triesMax) return false;
    tries += 1;
    if (!(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  // Most failures need one event, so all others are left out at once first.
  if (best.events.length > 1 && !(await isBetter({ ...best, events: [] }))) {
    for (const event of plan.events) if (await isBetter({ ...plan, events: [event] })) break;
  }
  for (let i = best.events.length - 1; i >= 0; i -= 1) {
    await isBetter({ ...best, events: best.events.toSpliced(i, 1) });
  }
  const clientsOfEvents = best.events.map((event) => {
    if (event.do === 'slow-syncs') return event.client;
    return event.at.on === 'step' ? event.at.client : 0;
  });
  const least = Math.max(1, ...clientsOfEvents) + 1;
  for (let writers = least; writers < best.writers; writers += 1) {
    if (await isBetter({ ...best, writers, readers: 0 })) break;
  }
  if (best.readers > 0 && least <= best.writers) await isBetter({ ...best, readers: 0 });
  return best;
}
