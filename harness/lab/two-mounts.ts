// One document that is reached through two mounts: which actor uses which, and how long the second mount takes
// to show what was written through the first. Waits are bounded; a mount that never shows it is a result.
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { HistoryFact, ReadOp } from '../../results/vocabulary/history.js';
import type { CaseContext } from '../actors/case-context.js';
import { readFinal } from './read-final.js';

/** Longer than the caches of attributes and names that network file systems keep by default. */
const SEEN_MS_MAX = 5000;
const LOOK_EVERY_MS = 5;

export function mountOf(actor: number): 'A' | 'B' {
  return actor % 2 === 0 ? 'A' : 'B';
}

/** Milliseconds until the initial document is there through B; null: it was not within the time. */
export async function untilSeenThroughB(
  context: CaseContext,
  documentPath: string | undefined,
  initial: HistoryFact['initial'] | undefined,
): Promise<number | null> {
  if (documentPath === undefined || initial === undefined) return null;
  const wanted: ReadOp['outcome'] = { type: 'ok', observed: initial };
  const { final, afterMs } = await finalThroughB(context, documentPath, wanted);
  return isDeepStrictEqual(final, wanted) ? afterMs : null;
}

/** Reads through B until it sees `wanted` or time is up; resolves with the last answer. */
export async function finalThroughB(
  context: CaseContext,
  documentPath: string,
  wanted: ReadOp['outcome'],
): Promise<{ final: ReadOp['outcome']; afterMs: number }> {
  const began = performance.now();
  for (;;) {
    const final = await readFinal(context, context.throughB(documentPath));
    const afterMs = Math.round((performance.now() - began) * 10) / 10;
    if (afterMs >= SEEN_MS_MAX || isDeepStrictEqual(final, wanted)) return { final, afterMs };
    await setTimeout(LOOK_EVERY_MS);
  }
}
