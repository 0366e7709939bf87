// Contention for `npm run bench`: many callers of one store, many threads, many processes. Every strategy has its
// window in every round, beside one of the rename floor, so that a machine that slows down slows all of them.
import path from 'node:path';
import {
  type Crowd,
  type CrowdRound,
  crowdRecord,
  crowds,
  type PerformanceInCrowd,
} from '../../../reports/evidence/performance-record.js';
import { factsOf } from '../../../results/facts/facts-of.js';
import { jainIndex, quantilesOf } from '../../../results/verdicts/statistics.js';
import { patientSpeed } from '../../../scenarios/checks/patient-speed.js';
import type { ContentionWorkload } from '../../../scenarios/lab.js';
import { ActivityMark } from '../../actors/activity.js';
import { ActorPool } from '../../actors/actor-pool.js';
import { CaseContext } from '../../actors/case-context.js';
import { makeDocument } from '../../document.js';
import { contend } from '../contend.js';
import { renameFloor } from '../floors.js';
import type { BenchStrategy } from './speed-contestants.js';

const DOCUMENT_BYTES = 2048;
const PATIENCE_MS = 20_000;
/** Callers of one store need no start. */
const CALLERS = 32;

export interface CrowdPlan {
  rounds: number;
  windowMs: number;
  /** Of threads, and of processes, at once. */
  counts: readonly number[];
}

/** `fresh` makes a directory. */
export async function measureCrowds(
  strategies: readonly BenchStrategy[],
  fresh: (name: string) => string,
  { rounds, windowMs, counts }: CrowdPlan,
  say: (line: string) => void,
): Promise<PerformanceInCrowd[]> {
  const cases = crowds.flatMap((crowd) =>
    (crowd === 'callers' ? [CALLERS] : counts).flatMap((writers) =>
      strategies
        .filter((one) => claims(one, crowd))
        .map((one) => ({ one, crowd, writers, rounds: [] as CrowdRound[] })),
    ),
  );
  const registerProcess = () => () => {};
  const actorPool = new ActorPool(registerProcess);
  for (let round = 0; round < rounds; round += 1) {
    say(`contention, round ${round + 1} of ${rounds}`);
    for (let turn = 0; turn < cases.length; turn += 1) {
      const current = cases[(turn + round * 7) % cases.length];
      if (current === undefined) continue;
      const directory = fresh(`crowd-${current.one.id}`);
      const floorPerSecond = floorRate(fresh('crowd-floor'), windowMs / 3);
      const told =
        current.crowd === 'callers'
          ? await callers(current.one, directory, current.writers, windowMs)
          : await actors(
              new CaseContext(current.one.strategy, {
                reference: current.one.id,
                directory,
                seed: round + 1,
                mark: new ActivityMark(path.join(directory, 'activity')),
                epochNs: process.hrtime.bigint(),
                actorPool,
                registerProcess,
              }),
              workload(current.crowd, current.writers, windowMs),
            );
      if (told !== null) current.rounds.push({ ...told, floorPerSecond });
    }
  }
  return cases
    .filter((one) => one.rounds.length > 0)
    .map(({ one, crowd, writers, rounds: found }) => crowdRecord({ id: one.id, crowd, writers }, found));
}

/** A library that replaces whole values promises nothing to several writers. */
function claims({ role, strategy }: BenchStrategy, crowd: Crowd): boolean {
  if (role === 'canary' || (strategy.level ?? 'compare-and-swap') !== 'compare-and-swap') return false;
  return crowd === 'callers' || strategy.claims?.[crowd] !== false;
}

/** Of writes one after another; at least three. */
function floorRate(directory: string, windowMs: number): number {
  const floor = renameFloor(directory, DOCUMENT_BYTES);
  const beganMs = performance.now();
  let writes = 0;
  while (writes < 3 || performance.now() - beganMs < windowMs) floor.run(writes++);
  const rate = (writes * 1000) / (performance.now() - beganMs);
  floor.close();
  return rate;
}

type Told = Omit<CrowdRound, 'floorPerSecond'>;

/** One store, many callers that each wait for their own write. */
async function callers(
  { strategy }: BenchStrategy,
  directory: string,
  count: number,
  windowMs: number,
): Promise<Told> {
  const store = await strategy.open(path.join(directory, 'tasks.yaml'), { lockTimeoutMs: PATIENCE_MS });
  await store.write(makeDocument('first', DOCUMENT_BYTES), null);
  // Made before: of a write that shares its commit with others, to make and to sign it would be the larger part.
  const documents = Array.from({ length: count }, (_, caller) =>
    [0, 1].map((n) => makeDocument(`c${caller}n${n}`, DOCUMENT_BYTES)),
  );
  const beganMs = performance.now();
  const latenciesMs: number[][] = Array.from({ length: count }, () => []);
  await Promise.all(
    latenciesMs.map(async (own, caller) => {
      for (let n = 0; performance.now() - beganMs < windowMs; n += 1) {
        const askedMs = performance.now();
        const next = documents[caller]?.[n % 2];
        if (next !== undefined) await store.write(next, null);
        own.push(performance.now() - askedMs);
      }
    }),
  );
  const tookMs = performance.now() - beganMs;
  await store.close();
  const all = latenciesMs.flat();
  const longestMs = all.reduce((a, b) => Math.max(a, b), 0);
  return {
    writesPerSecond: (all.length * 1000) / tookMs,
    fairness: jainIndex(latenciesMs.map(({ length }) => length)) ?? 0,
    longestToMedian: longestMs / (quantilesOf(all)?.median ?? longestMs),
    writes: all.length,
  };
}

/** null: nothing was acknowledged. */
async function actors(context: CaseContext, plan: ContentionWorkload): Promise<Told | null> {
  const { histories } = await contend(context, plan);
  const { metrics } = patientSpeed.judge(factsOf(histories, 'history'));
  const find = (name: string) => metrics.find((metric) => metric.name.startsWith(`${name}@`))?.value;
  const [rate, medianMs] = [find('throughput'), find('latency-median')];
  if (rate === undefined || medianMs === undefined || medianMs === 0) return null;
  return {
    writesPerSecond: rate,
    fairness: find('fairness') ?? 0,
    longestToMedian: (find('longest-wait') ?? 0) / medianMs,
    writes: find('samples') ?? 0,
  };
}

function workload(crowd: 'threads' | 'processes', count: number, durationMs: number): ContentionWorkload {
  const writers = (where: string) => ({ writers: crowd === where ? count : 0, readers: 0 });
  return {
    threads: writers('threads'),
    processes: writers('processes'),
    cycle: { type: 'back-to-back', durationMs, writesMin: 3 * count },
    lockTimeoutMs: PATIENCE_MS,
    retryMsMax: 0,
    triesMax: 1,
    documentBytes: DOCUMENT_BYTES,
  };
}
