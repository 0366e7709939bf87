// Lets the real strategy recover in child processes, place after place; in two side by side where there are many places. A
// child that dies or hangs over one place says that of this place; the next child goes on with the rest.
import { availableParallelism } from 'node:os';
import type { RecoveredItem, RecoverItem, RecoverTask } from '../children/child-protocol.js';
import type { CrashContext } from '../children/children.js';
import { runPooledChild } from '../children/pooled-child.js';
import { ContentPacking } from '../contents/packed-contents.js';

const BASE_MS = 20_000;
const PER_ITEM_MS = 50;
/** A strategy that dies over and over is known well enough. */
const DEATHS_MAX = 3;

/** From so many places for each on, another child is worth its start. */
const SHARE_LEAST = 150;
const CHILDREN_MAX = 2;
/** So many in a row go to the same child. */
const NEIGHBOURS = 24;

/** One outcome for each item, in order; null: not looked at any more. `packing`: of what is on their disks. */
export async function recoverAll(
  context: CrashContext,
  items: readonly RecoverItem[],
  packing = new ContentPacking(),
): Promise<(RecoveredItem | null)[]> {
  const most = Math.min(CHILDREN_MAX, availableParallelism());
  const count = Math.max(1, Math.min(most, Math.floor(items.length / SHARE_LEAST)));
  const common = { context, blocks: packing.text(), deaths: 0 };
  // Neighbours hold the same documents, which a child understands once.
  const shareOf = (index: number): number => Math.floor(index / NEIGHBOURS) % count;
  const shares = await Promise.all(
    Array.from({ length: count }, (_, share) =>
      recoverShare(
        common,
        items.filter((_item, index) => shareOf(index) === share),
      ),
    ),
  );
  const taken = shares.map((outcomes) => outcomes.values());
  return items.map((_, index) => taken[shareOf(index)]?.next().value ?? null);
}

/** `deaths`: of all the children, counted here. Ends early when there were too many. */
async function recoverShare(
  common: { context: CrashContext; blocks: string; deaths: number },
  items: readonly RecoverItem[],
): Promise<RecoveredItem[]> {
  const { context, blocks } = common;
  const outcomes: RecoveredItem[] = [];
  while (outcomes.length < items.length && common.deaths < DEATHS_MAX) {
    const rest = items.slice(outcomes.length);
    const directory = context.freshDirectory('recovery');
    const task: RecoverTask = { strategy: context.reference, directory, blocks, items: rest };
    const patienceMs = rest.reduce((sum, item) => sum + 2 * item.patienceMs + PER_ITEM_MS, BASE_MS);
    const { lines, ended } = await runPooledChild<RecoveredItem>(context, 'recover-entry', task, patienceMs);
    outcomes.push(...lines);
    if (outcomes.length >= items.length) break;
    outcomes.push(diedOver(ended ?? 'it ended early'));
    common.deaths += 1;
  }
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
    unseen: false,
  };
}
