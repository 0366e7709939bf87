// What the contention scenarios share: the checks over histories, and a workload that exposes races rather
// than avoiding them (stores give up at once, actors try again after 0 to 2 ms; a polite backoff hides them).
import { completes } from './checks/completes.js';
import { contentionMeasures } from './checks/contention-measures.js';
import { exactConflicts } from './checks/exact-conflicts.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { linearizable } from './checks/linearizable.js';
import { noClientErrors } from './checks/no-client-errors.js';
import { noCorruption } from './checks/no-corruption.js';
import { noLostUpdate } from './checks/no-lost-update.js';
import type { ContentionWorkload, Lab } from './lab.js';

export const historyChecks = [
  noLostUpdate,
  noCorruption,
  linearizable,
  exactConflicts,
  noClientErrors,
  contentionMeasures,
  leavesNothing,
  completes,
] as const;

export const SMALL_DOCUMENT_BYTES = 300;

/** Acknowledged writes of each of 8 writers. */
export function writesEach(profile: Lab['profile']): number {
  const writes = { quick: 10, standard: 45, soak: 1000 };
  return writes[profile];
}

export function raceProne(
  crews: Pick<ContentionWorkload, 'threads' | 'processes'>,
  writes: number,
): ContentionWorkload {
  return {
    ...crews,
    cycle: { type: 'read-modify-write', writesEach: writes },
    lockTimeoutMs: 0,
    retryMsMax: 2,
    triesMax: 200 * writes,
    documentBytes: SMALL_DOCUMENT_BYTES,
  };
}
