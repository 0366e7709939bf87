// Lets the real strategy recover in a child process, place after place, or in two children side by side where
// there are many. A child that dies or hangs is the outcome of the place it was at; the next child goes on
// with the rest.
import { availableParallelism } from 'node:os';
import type { RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import type { RecoveredItem, RecoverItem, RecoverLine, RecoverTask } from '../children/child-protocol.js';
import type { ChildContext } from '../children/children.js';
import { runPooledChild } from '../children/pooled-child.js';
import { ContentPacking } from '../contents/packed-contents.js';

const BASE_MS = 20_000;
const PER_ITEM_MS = 50;
/** After this many deaths the rest is not tried. */
const DEATHS_MAX = 3;

/** Another child is worth its start from this many places for each. */
const SHARE_LEAST = 150;
const CHILDREN_MAX = 2;
/** This many in a row go to the same child. */
const NEIGHBOURS = 24;

export interface RecoverOptions {
  /** Of the contents of the items' disks. */
  packing?: ContentPacking;
  /** The wall clock when the disks were written, in milliseconds; default: now. */
  writtenAtMs?: number;
  /** Pids of the writers that died. */
  dead?: readonly number[];
  /** How long a child may take besides what each item may; a child that is slower hangs. */
  baseMs?: number;
}

export interface Recoveries {
  /** One for each item, in order; null: there was no recovery from this one. */
  outcomes: (RecoveredItem | null)[];
  /** Why the strategy can't be loaded or run here at all; all outcomes are null then. */
  unavailable: { reason: string; remedy: string } | null;
}

/** What all children of one call have in common. */
interface Shared extends Required<RecoverOptions> {
  context: ChildContext;
  deaths: number;
  unavailable: Recoveries['unavailable'];
}

export async function recoverAll(
  context: ChildContext,
  items: readonly RecoverItem[],
  {
    packing = new ContentPacking(),
    writtenAtMs = Date.now(),
    dead = [],
    baseMs = BASE_MS,
  }: RecoverOptions = {},
): Promise<Recoveries> {
  const most = Math.min(CHILDREN_MAX, availableParallelism());
  const count = Math.max(1, Math.min(most, Math.floor(items.length / SHARE_LEAST)));
  const shared: Shared = { context, packing, writtenAtMs, dead, baseMs, deaths: 0, unavailable: null };
  // Neighbours hold the same documents, which a child parses once.
  const shareOf = (index: number): number => Math.floor(index / NEIGHBOURS) % count;
  const shares = await Promise.all(
    Array.from({ length: count }, (_, share) =>
      recoverShare(
        shared,
        items.filter((_item, index) => shareOf(index) === share),
      ),
    ),
  );
  const rest = shares.map((outcomes) => outcomes.values());
  const outcomes = items.map((_, index) => rest[shareOf(index)]?.next().value ?? null);
  return { outcomes, unavailable: shared.unavailable };
}

/** Ends early when too many children have died, or when the strategy is not available. */
async function recoverShare(shared: Shared, items: readonly RecoverItem[]): Promise<RecoveredItem[]> {
  const { context, packing, writtenAtMs, dead, baseMs } = shared;
  const outcomes: RecoveredItem[] = [];
  while (outcomes.length < items.length && shared.deaths < DEATHS_MAX) {
    const rest = items.slice(outcomes.length);
    const directory = context.freshDirectory('recovery');
    const task: RecoverTask = {
      strategy: context.reference,
      directory,
      blocks: packing.text(),
      writtenAtMs,
      dead: [...dead],
      items: rest,
    };
    const msMax = rest.reduce((sum, item) => sum + 2 * item.lockPatienceMs + PER_ITEM_MS, baseMs);
    const { lines, ended } = await runPooledChild<RecoverLine>(context, 'recover-entry', task, msMax);
    let read: RecoveredFile | null = null;
    for (const line of lines) {
      switch (line.say) {
        case 'unavailable':
          shared.unavailable = { reason: line.reason, remedy: line.remedy };
          return [];
        case 'read':
          read = line.recovered;
          break;
        case 'recovered':
          outcomes.push(line.item);
          read = null;
      }
    }
    if (outcomes.length >= items.length) break;
    outcomes.push(diedOver(ended ?? 'it ended early', read));
    shared.deaths += 1;
  }
  return outcomes;
}

/**
 * The outcome at the place where the process ended. `read`: what it had read there; null: it had not read.
 */
export function diedOver(ended: string, read: RecoveredFile | null = null): RecoveredItem {
  const error = { type: 'error', code: null, message: `the recovering process ended: ${ended}` } as const;
  return {
    recovered: read ?? { ...error, unanswered: true },
    nextWrite: { ...error, recoveryNs: 0 },
    agedMs: 0,
    litter: [],
    readSet: { reading: [], writing: [] },
    unseen: false,
  };
}
