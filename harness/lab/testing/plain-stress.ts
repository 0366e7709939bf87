// Plain stress, for comparison with a search: real processes write to one document as fast as they can, round
// after round, for a given time, with retries so short that races show. What it finds depends on the machine
// and on luck; the histories are judged by the same checker.
import fs from 'node:fs';
import path from 'node:path';
import type { HistoryFact } from '../../../results/vocabulary/history.js';
import { checkHistory } from '../../../scenarios/checks/history/check-history.js';
import { raceProne } from '../../../scenarios/contention-scenario.js';
import { ActivityMark } from '../../actors/activity.js';
import type { ActorPool } from '../../actors/actor-pool.js';
import { CaseContext } from '../../actors/case-context.js';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { contend } from '../contend.js';

const WRITES_EACH = 10;

export interface Stress {
  seconds: number;
  acknowledged: number;
  lostUpdates: number;
  /** Rounds with anything wrong in them at all, a client's error included. */
  roundsCaught: number;
  rounds: number;
  /** Until the end of the first such round; null: not in all that time. */
  caughtAfterSeconds: number | null;
}

export interface StressPlace {
  directory: string;
  registerProcess: (pid: number) => () => void;
  /** Its processes serve one strategy after another: starting them is not part of what is timed. */
  actorPool: ActorPool;
}

/** Starts the processes. */
export async function warmUp(writers: number, place: StressPlace): Promise<void> {
  await plainStress({ strategy: 'no-lock', writers, seconds: 0 }, place);
}

export async function plainStress(
  { strategy: reference, writers, seconds }: { strategy: string; writers: number; seconds: number },
  place: StressPlace,
): Promise<Stress> {
  const directory = fs.mkdtempSync(path.join(place.directory, 'stress-'));
  const mark = new ActivityMark(path.join(directory, 'activity'));
  const context = new CaseContext(await loadStrategy(reference), {
    ...place,
    reference,
    directory,
    seed: 1,
    mark,
    epochNs: process.hrtime.bigint(),
  });
  const workload = raceProne(
    { threads: { writers: 0, readers: 0 }, processes: { writers, readers: 0 } },
    WRITES_EACH,
  );
  const startMs = performance.now();
  const elapsed = (): number => (performance.now() - startMs) / 1000;
  const stress: Stress = {
    seconds: 0,
    acknowledged: 0,
    lostUpdates: 0,
    roundsCaught: 0,
    rounds: 0,
    caughtAfterSeconds: null,
  };
  try {
    do {
      const { histories, deaths } = await contend(context, workload);
      const seen = histories.map(lookAt);
      stress.rounds += 1;
      stress.acknowledged += seen.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
      stress.lostUpdates += seen.reduce((sum, { lostUpdates }) => sum + lostUpdates, 0);
      if (deaths.length > 0 || seen.some(({ wrong }) => wrong)) {
        stress.roundsCaught += 1;
        stress.caughtAfterSeconds ??= elapsed();
      }
    } while (elapsed() < seconds);
    stress.seconds = elapsed();
    return stress;
  } finally {
    mark.close();
    fs.rmSync(directory, { recursive: true });
  }
}

function lookAt(history: HistoryFact): { acknowledged: number; lostUpdates: number; wrong: boolean } {
  const violations = checkHistory(history).filter(({ severity }) => severity === 'violation');
  const errors = history.ops.some(({ outcome }) => outcome.type === 'info');
  return {
    acknowledged: history.ops.filter(({ kind, outcome }) => kind === 'write' && outcome.type === 'ok').length,
    lostUpdates: violations.find(({ kind }) => kind === 'lost-update')?.total ?? 0,
    wrong: errors || violations.length > 0 || history.final.type !== 'ok',
  };
}
