// Every kill point of one write: the fence for all of them, in one child; real SIGKILLs for a seeded sample, each
// in a child of its own. Recovery happens in another process when the writers are dead. A lock that is freed by
// time only is met aged; how long it really takes is seen once, patiently, after a real SIGKILL.
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
import { diedOver, recoverAll } from './recovery/recover.js';

/** More than any stale time in use, and how long the patient recovery may take. */
const AGE_MS = 60_000;
const PATIENCE_MS = 15_000;
const FENCE_MS_MAX = 60_000;
const VICTIM_MS_MAX = 15_000;
/** Real: it may wait for something whose time can't be made shorter. */
const VISIT_MS_MAX = 30_000;
const VICTIMS_AT_ONCE = 2;

type Point = Omit<KillPoint, 'index'>;

export async function stopAtEveryPoint(context: CrashContext, plan: KillPointPlan): Promise<KillPointsFact> {
  prestart(context, 1 + Math.min(plan.sigkills, VICTIMS_AT_ONCE));
  const fence = await fenceEveryPoint(context, plan);
  const sample = sampled(context, fence.stopped, plan.sigkills);
  const killed = await killAll(context, sample);
  const points = await recovered(context, fence.stopped, killed, 0);
  const patient = await waitPatiently(context, plan.patience, points, fence.stopped);
  startForNextCase(context);
  return {
    kind: 'kill-points',
    distrust: fence.distrust,
    writes: fence.writes,
    sigkillsPlanned: sample.length,
    points: [...points, ...patient].map((point, index) => ({ index, ...point })),
  };
}

interface Fenced {
  distrust: string | null;
  writes: KillPointsFact['writes'];
  stopped: StoppedWrite[];
}

async function fenceEveryPoint(context: CrashContext, plan: KillPointPlan): Promise<Fenced> {
  const task: StopPointsTask = {
    strategy: context.reference,
    directory: context.freshDirectory('fence'),
    documents: plan.documents.map(({ documentBytes, moments }) => ({ documentBytes, moments: [...moments] })),
  };
  const { lines, ended } = await runChild<StopPointsLine>(context, 'fence-entry', task, FENCE_MS_MAX);
  const fenced: Fenced = { distrust: null, writes: [], stopped: [] };
  let done = false;
  for (const line of lines) {
    switch (line.say) {
      case 'operations': {
        const { documentBytes, operations, points } = line;
        fenced.writes.push({ documentBytes, operations, pointsPlanned: points });
        break;
      }
      case 'stopped':
        fenced.stopped.push(line);
        break;
      case 'distrust':
        fenced.distrust = line.reason;
        break;
      case 'done':
        done = true;
    }
  }
  if (!done) fenced.distrust ??= `the process whose write was to be stopped ended by itself: ${ended ?? ''}`;
  return fenced;
}

/** What the next client makes of it all, in one process. */
async function recovered(
  context: CrashContext,
  fenced: readonly StoppedWrite[],
  killed: readonly StoppedWrite[],
  patienceMs: number,
): Promise<Point[]> {
  const all = [...fenced, ...killed];
  if (all.length === 0) return [];
  const { outcomes } = await recoverAll(
    context,
    all.map((each) => itemAt(each.path, each.documentBytes, patienceMs)),
  );
  return all.map((each, index) =>
    pointOf(each, index < fenced.length ? 'fence' : 'sigkill', outcomes[index] ?? null),
  );
}

function itemAt(path: string, documentBytes: number, lockPatienceMs: number): RecoverItem {
  return { path, disk: null, lockPatienceMs, ageMs: lockPatienceMs > 0 ? 0 : AGE_MS, documentBytes };
}

type Sighting = Pick<StoppedWrite, 'documentBytes' | 'at' | 'when' | 'operation'>;

/** Small documents only: a SIGKILL differs from the fence by mechanism, not by size. */
function sampled(context: CrashContext, stopped: readonly StoppedWrite[], most: number): Sighting[] {
  const smallest = Math.min(...stopped.map(({ documentBytes }) => documentBytes));
  const pool = stopped.filter(({ documentBytes }) => documentBytes === smallest);
  const sample: Sighting[] = [];
  while (sample.length < most && pool.length > 0) {
    sample.push(...pool.splice(context.random.integer(0, pool.length - 1), 1));
  }
  return sample;
}

async function killAll(context: CrashContext, sample: readonly Sighting[]): Promise<StoppedWrite[]> {
  const victims: (StoppedWrite | null)[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let mine = sample[next++]; mine !== undefined; mine = sample[next++]) {
      const index = next - 1;
      const killing = killOne(context, mine, next);
      prestart(context, Math.min(VICTIMS_AT_ONCE, sample.length - next));
      victims[index] = await killing;
    }
  };
  await Promise.all(Array.from({ length: VICTIMS_AT_ONCE }, lane));
  return victims.filter((victim) => victim !== null);
}

/** null: it died before it was ready, and nothing is known. */
async function killOne(context: CrashContext, point: Sighting, number: number): Promise<StoppedWrite | null> {
  const { documentBytes, at, when } = point;
  const task: SigkillTask = {
    strategy: context.reference,
    directory: context.freshDirectory('victim'),
    documentBytes,
    at,
    when,
    token: `victim${number}`,
  };
  const { lines } = await runChild<SigkillLine>(context, 'victim-entry', task, VICTIM_MS_MAX);
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

/** Where the fence met a lock that looked held, one real SIGKILL shows how long the next client has to wait. */
async function waitPatiently(
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
  if (patience === 'real') return await recovered(context, [], killed, PATIENCE_MS);
  return await Promise.all(
    killed.map(async (victim) => pointOf(victim, 'sigkill', await visitPatiently(context, victim))),
  );
}

async function visitPatiently(
  context: CrashContext,
  { path, documentBytes }: StoppedWrite,
): Promise<Recovery> {
  const task: VirtualTimeTask = {
    strategy: context.reference,
    directory: context.freshDirectory('patient'),
    path,
    lockPatienceMs: PATIENCE_MS,
    documentBytes,
  };
  const { lines, ended } = await runChild<Recovery>(context, 'patient-entry', task, VISIT_MS_MAX);
  return lines[0] ?? diedOver(ended ?? 'it ended early');
}

const notRecovered: Recovery = {
  recovered: { type: 'error', code: null, message: 'not looked at' },
  nextWrite: { type: 'error', code: null, message: 'not looked at', recoveryNs: 0 },
  agedMs: 0,
  litter: [],
};

function pointOf(write: StoppedWrite, mechanism: KillPoint['mechanism'], outcome: Recovery | null): Point {
  const { documentBytes, at, when, operation, acked, oldToken, newToken } = write;
  const { recovered, nextWrite, agedMs, litter } = outcome ?? notRecovered;
  return {
    documentBytes,
    at,
    when,
    operation,
    mechanism,
    stopped: write.stopped && outcome !== null,
    lastAcked: acked ? { rev: 2, token: newToken } : { rev: 1, token: oldToken },
    pending: acked ? [] : [newToken],
    recovered,
    nextWrite,
    agedMs,
    litter,
  };
}
