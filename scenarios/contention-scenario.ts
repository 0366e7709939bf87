// The common part of the contention scenarios: everything but the number and kind of writers. The workload
// exposes races rather than avoiding them: stores give up at once, and actors try again after 0 to 2 ms. A
// polite backoff would hide races.
import { completes } from './checks/completes.js';
import { contentionMeasures } from './checks/contention-measures.js';
import { exactConflicts } from './checks/exact-conflicts.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { linearizable } from './checks/linearizable.js';
import { noClientErrors } from './checks/no-client-errors.js';
import { noCorruption } from './checks/no-corruption.js';
import { noLostUpdate } from './checks/no-lost-update.js';
import type { ContentionWorkload } from './lab.js';
import type { Scenario } from './scenario.js';

const historyChecks = [
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

export function raceProne(
  placement: Pick<ContentionWorkload, 'threads' | 'processes'>,
  writes: number,
): ContentionWorkload {
  return {
    ...placement,
    cycle: { type: 'read-modify-write', writesEach: writes },
    lockTimeoutMs: 0,
    retryMsMax: 2,
    triesMax: 200 * writes,
    documentBytes: SMALL_DOCUMENT_BYTES,
  };
}

/** Acknowledged writes of each writer. */
const writesEach = { quick: 10, standard: 45, soak: 1000 };

const none = { writers: 0, readers: 0 };

/**
 * Eight writers on one document whose complete history is checked; the scenarios differ in where they live.
 */
export function contentionScenario(what: {
  id: string;
  title: string;
  /** What the writers do, in one sentence. */
  does: string;
  scope: 'threads' | 'processes' | 'hosts';
  writers: { threads?: number; processes?: number };
  durationMs: Scenario['durationMs'];
  place?: ContentionWorkload['place'];
  /** Beside the one without a lock. */
  canaries?: Scenario['canaries'];
  /** Beside those of every contention. */
  checks?: Scenario['checks'];
}): Scenario {
  const { id, title, does, scope, writers, durationMs, place, canaries = [], checks = [] } = what;
  const writersOf = (count: number | undefined) =>
    count === undefined ? none : { writers: count, readers: 0 };
  const placement = { threads: writersOf(writers.threads), processes: writersOf(writers.processes) };
  return {
    id,
    title,
    explanation:
      `${does} The complete history must be that of a compare-and-swap register: no acknowledged write lost, no ` +
      'rev given twice, no torn or stale read. Stores give up at once and actors retry after 0 to 2 ms, so that races ' +
      'are exposed and not avoided. Passing means no violation in the schedules that were met, with the bound stated.',
    scopes: [scope],
    lane: 'contention',
    durationMs,
    needs: ['contend'],
    // Its window is as wide as a write. Narrower races, like that of m03, are for the interleavings: here, on a
    // busy machine with a fast disk, chance may hide them.
    canaries: [{ strategy: 'no-lock', by: ['no-lost-update', 'no-corruption'] }, ...canaries],
    checks: [...historyChecks, ...checks],
    run: (lab) =>
      lab.contend({
        ...raceProne(placement, writesEach[lab.profile]),
        ...(place === undefined ? {} : { place }),
      }),
  };
}
