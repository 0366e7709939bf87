// Every kill point of one write: all of them stopped inside one child (stop points), and a seeded sample
// stopped again by real SIGKILLs, each in a child of its own. Recovery happens in another process when the
// writers are dead. A lock that only time frees is made older instead of waited for; how long a client really
// waits is measured once, after a SIGKILL.
import { dirname } from 'node:path';
import type { KillPoint, KillPointsFact } from '../../results/facts/kill-points-fact.js';
import type { KillPointPlan } from '../../scenarios/lab.js';
import type {
  RecoverItem,
  Recovery,
  SigkillLine,
  SigkillTask,
  StopPointsLine,
  StopPointsTask,
  StoppedWrite,
  VirtualTimeTask,
} from './children/child-protocol.js';
import { type CrashContext, runChild } from './children/children.js';
import { prestart, startForNextCase } from './children/prestarted-children.js';
import { newestBelow } from './recovery/newest-below.js';
import { diedOver, recoverAll } from './recovery/recover.js';

/** More than any stale time in use. */
const AGE_MS = 60_000;
/** How long the client may wait whose wait is measured. */
const LOCK_PATIENCE_MS = 15_000;
const STOP_POINTS_MS_MAX = 60_000;
const SIGKILL_MS_MAX = 15_000;
/** Real: the client may wait for something whose time can't be made shorter. */
const VIRTUAL_TIME_MS_MAX = 30_000;
const SIGKILLS_AT_ONCE = 2;

type Point = Omit<KillPoint, 'index'>;

export async function stopAtEveryPoint(context: CrashContext, plan: KillPointPlan): Promise<KillPointsFact> {
  prestart(context, 1 + Math.min(plan.sigkills, SIGKILLS_AT_ONCE));
  const { distrust, writes, stopped } = await stopEachPoint(context, plan);
  const sample = sampled(context, stopped, plan.sigkills);
  const killed = await killAll(context, sample);
  const points = await recovered(context, stopped, killed, 0);
  const waited = await measureWait(context, plan.patience, points, stopped);
  startForNextCase(context);
  return {
    kind: 'kill-points',
    distrust,
    writes,
    sigkillsPlanned: sample.length,
    points: [...points, ...waited].map((point, index) => ({ index, ...point })),
  };
}

interface StopPoints {
  distrust: string | null;
  writes: KillPointsFact['writes'];
  stopped: StoppedWrite[];
}

async function stopEachPoint(context: CrashContext, plan: KillPointPlan): Promise<StopPoints> {
  const task: StopPointsTask = {
    strategy: context.reference,
    directory: context.freshDirectory('stop-points'),
    documents: plan.documents.map(({ documentBytes, moments }) => ({ documentBytes, moments: [...moments] })),
  };
  const { lines, ended } = await runChild<StopPointsLine>(
    context,
    'stop-points-entry',
    task,
    STOP_POINTS_MS_MAX,
  );
  const found: StopPoints = { distrust: null, writes: [], stopped: [] };
  let done = false;
  for (const line of lines) {
    switch (line.say) {
      case 'operations': {
        const { documentBytes, writesBefore, operations, points } = line;
        found.writes.push({ documentBytes, writesBefore, operations, pointsPlanned: points });
        break;
      }
      case 'stopped':
        found.stopped.push(line);
        break;
      case 'distrust':
        found.distrust = line.reason;
        break;
      case 'done':
        done = true;
    }
  }
  if (!done) found.distrust ??= `the process whose write was to be stopped ended by itself: ${ended ?? ''}`;
  return found;
}

/** The next client recovers from all of them, in one process. */
async function recovered(
  context: CrashContext,
  stopped: readonly StoppedWrite[],
  killed: readonly StoppedWrite[],
  lockPatienceMs: number,
): Promise<Point[]> {
  const all = [...stopped, ...killed];
  if (all.length === 0) return [];
  const { outcomes } = await recoverAll(
    context,
    all.map((each) => itemAt(each.path, each.documentBytes, lockPatienceMs)),
    { dead: [...new Set(all.map(({ pid }) => pid))] },
  );
  return all.map((each, index) =>
    pointOf(each, index < stopped.length ? 'fence' : 'sigkill', outcomes[index] ?? null),
  );
}

function itemAt(path: string, documentBytes: number, lockPatienceMs: number): RecoverItem {
  return { path, disk: null, lockPatienceMs, ageMs: lockPatienceMs > 0 ? 0 : AGE_MS, documentBytes };
}

type PlannedStop = Pick<StoppedWrite, 'documentBytes' | 'writesBefore' | 'at' | 'when' | 'operation'>;

/** Small documents only: a SIGKILL differs from a stop by mechanism, not by size. */
function sampled(context: CrashContext, stopped: readonly StoppedWrite[], most: number): PlannedStop[] {
  const smallest = Math.min(...stopped.map(({ documentBytes }) => documentBytes));
  const pool = stopped.filter(({ documentBytes }) => documentBytes === smallest);
  const sample: PlannedStop[] = [];
  while (sample.length < most && pool.length > 0) {
    sample.push(...pool.splice(context.random.integer(0, pool.length - 1), 1));
  }
  return sample;
}

async function killAll(context: CrashContext, sample: readonly PlannedStop[]): Promise<StoppedWrite[]> {
  const killed: (StoppedWrite | null)[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let mine = sample[next++]; mine !== undefined; mine = sample[next++]) {
      const index = next - 1;
      const killing = killOne(context, mine, next);
      prestart(context, Math.min(SIGKILLS_AT_ONCE, sample.length - next));
      killed[index] = await killing;
    }
  };
  await Promise.all(Array.from({ length: SIGKILLS_AT_ONCE }, lane));
  return killed.filter((one) => one !== null);
}

/** null: it died before it was ready, and nothing is known. */
async function killOne(
  context: CrashContext,
  point: PlannedStop,
  number: number,
): Promise<StoppedWrite | null> {
  const { documentBytes, writesBefore, at, when } = point;
  const task: SigkillTask = {
    strategy: context.reference,
    directory: context.freshDirectory('sigkill'),
    documentBytes,
    writesBefore,
    at,
    when,
    token: `sigkill${number}`,
  };
  const { lines } = await runChild<SigkillLine>(context, 'sigkill-entry', task, SIGKILL_MS_MAX);
  const ready = lines.find((line) => line.say === 'ready');
  if (ready === undefined) return null;
  return {
    ...point,
    ...ready,
    say: 'stopped',
    stopped: lines.every(({ say }) => say !== 'survived'),
    acked: lines.some(({ say }) => say === 'acked'),
  };
}

/**
 * Where a lock looked held after a stop, one real SIGKILL shows how long the next client has to wait for it.
 */
async function measureWait(
  context: CrashContext,
  patience: KillPointPlan['patience'],
  points: readonly Point[],
  stopped: readonly StoppedWrite[],
): Promise<Point[]> {
  const index = points.findIndex(
    ({ mechanism, agedMs, nextWrite }) =>
      mechanism === 'fence' && (agedMs > 0 || (nextWrite.type === 'error' && nextWrite.code === 'LOCKED')),
  );
  const point = stopped[index];
  if (point === undefined) return [];
  const killed = await killAll(context, [point]);
  if (patience === 'real') return await recovered(context, [], killed, LOCK_PATIENCE_MS);
  return await Promise.all(
    killed.map(async (one) => pointOf(one, 'sigkill', await recoverInVirtualTime(context, one))),
  );
}

async function recoverInVirtualTime(
  context: CrashContext,
  { path, documentBytes, pid }: StoppedWrite,
): Promise<Recovery> {
  const task: VirtualTimeTask = {
    strategy: context.reference,
    directory: context.freshDirectory('virtual-time'),
    path,
    lockPatienceMs: LOCK_PATIENCE_MS,
    documentBytes,
    dead: [pid],
    wallMs: newestBelow(dirname(path)),
  };
  const { lines, ended } = await runChild<Recovery>(context, 'virtual-time-entry', task, VIRTUAL_TIME_MS_MAX);
  return lines[0] ?? diedOver(ended ?? 'it ended early');
}

const notRecovered: Recovery = {
  recovered: { type: 'error', code: null, message: 'not recovered from' },
  nextWrite: { type: 'error', code: null, message: 'not recovered from', recoveryNs: 0 },
  agedMs: 0,
  litter: [],
};

function pointOf(write: StoppedWrite, mechanism: KillPoint['mechanism'], outcome: Recovery | null): Point {
  const { documentBytes, writesBefore, at, when, operation, acked, oldToken, newToken } = write;
  const { recovered, nextWrite, agedMs, litter } = outcome ?? notRecovered;
  return {
    documentBytes,
    writesBefore,
    at,
    when,
    operation,
    mechanism,
    stopped: write.stopped && outcome !== null,
    lastAcked: acked ? { rev: writesBefore + 1, token: newToken } : { rev: writesBefore, token: oldToken },
    pending: acked ? [] : [newToken],
    recovered,
    nextWrite,
    agedMs,
    litter,
  };
}
