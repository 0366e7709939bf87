// Lets the real strategy recover in child processes, place after place. A child that dies or hangs over one
// place says that of this place; the next child goes on with the rest.
import type { CrashBench } from './child.js';
import { ContentPacking } from './packed-contents.js';
import { runStandingChild } from './standing-child.js';
import type { RecoveredItem, RecoverItem, RecoverTask } from './tasks.js';

const BASE_MS = 20_000;
const PER_ITEM_MS = 50;
/** A strategy that dies over and over is known well enough. */
const DEATHS_MAX = 3;

/** One outcome for each item, in order; null: not looked at any more. `packing`: of what is on their disks. */
export async function recoverAll(
  bench: CrashBench,
  items: readonly RecoverItem[],
  packing = new ContentPacking(),
): Promise<(RecoveredItem | null)[]> {
  const blocks = packing.text();
  const outcomes: (RecoveredItem | null)[] = [];
  let deaths = 0;
  while (outcomes.length < items.length && deaths < DEATHS_MAX) {
    const rest = items.slice(outcomes.length);
    const task: RecoverTask = {
      strategy: bench.reference,
      directory: bench.freshDirectory('recovery'),
      blocks,
      items: rest,
    };
    const patienceMs = rest.reduce((sum, item) => sum + 2 * item.patienceMs + PER_ITEM_MS, BASE_MS);
    const { lines, ended } = await runStandingChild<RecoveredItem>(bench, 'recover-entry', task, patienceMs);
    outcomes.push(...lines);
    if (outcomes.length >= items.length) break;
    outcomes.push(diedOver(ended ?? 'it ended early'));
    deaths += 1;
  }
  while (outcomes.length < items.length) outcomes.push(null);
  return outcomes;
}

/** Of the one place over which the recovering process ended. */
export function diedOver(ended: string): RecoveredItem {
  const error = { type: 'error', code: null, message: `the recovering process ended: ${ended}` } as const;
  return {
    recovered: error,
    nextWrite: { ...error, recoveryNs: 0 },
    agedMs: 0,
    litter: [],
    looked: { reading: [], writing: [] },
  };
}
