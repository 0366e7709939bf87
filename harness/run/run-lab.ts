// Carries out a lab: makes one platform after another, judges each in a process of its own, and takes it away
// again. What is finished is stored after each, so that a lab that is interrupted or killed keeps it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { storeLab } from '../../results/archive/lab-file.js';
import type { Profile } from '../../results/facts/run-record.js';
import {
  LAB_SCHEMA_VERSION,
  type LabOutcome,
  type LabRecord,
  type LabResult,
} from '../../results/verdicts/lab-record.js';
import type { Policy } from '../../results/vocabulary/verdict.js';
import { describeThrown } from '../actors/thrown.js';
import { MountSite } from '../mounts/mount-site.js';
import { type WorkDirectory, withWorkDirectory } from '../processes/work-directory.js';
import { holdfastVersion } from '../version.js';
import { type PlatformMaker, platformMakers, type ReadyPlatform } from './lab-platforms.js';
import { workOnPlatform } from './platform-worker.js';

export interface LabRequest {
  /** Ids of platforms, in the order in which they are taken. */
  platforms: string[];
  /** Versions of Node among them. */
  nodes: string[];
  /** Ids, or file: URLs of modules. */
  strategies: string[];
  scenarios: string[];
  /** In the place of these where syncs are not known to be passed on, so that nothing can be GO. */
  scenariosWhereLost: string[];
  profile: Profile;
  policy: Policy;
  seed: number;
  /** Of each platform's run; null: no limit. */
  maxTimeMs: number | null;
  /** Absolute; writable, made when it does not exist. Mounts and images are put below it. */
  dir: string;
  /** Absolute; exists, is writable and holds no lab yet. */
  out: string;
}

/** Called while a lab goes on. None of these may throw. */
export interface LabObserver {
  started(platform: string): void;
  cases(done: number, planned: number): void;
  finished(result: LabResult): void;
  /** `text`: one sentence. */
  warning(text: string): void;
}

/** Rejects with PlatformError when nothing can be made below `dir`. */
export async function runLab(
  request: LabRequest,
  observer: LabObserver,
  signal: AbortSignal,
): Promise<LabRecord> {
  const record: LabRecord = {
    schemaVersion: LAB_SCHEMA_VERSION,
    holdfast: holdfastVersion,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    profile: request.profile,
    policy: request.policy,
    seed: request.seed,
    strategies: request.strategies,
    wanted: request.platforms,
    results: [],
  };
  await withWorkDirectory(
    request.dir,
    async (work) => {
      for (const warning of work.swept.warnings) observer.warning(warning);
      await storeLab(request.out, record);
      const makers = platformMakers(request.nodes);
      for (const id of request.platforms) {
        const maker = makers.find((one) => one.platform.id === id);
        if (maker === undefined || signal.aborted) continue;
        observer.started(id);
        const result = await takePlatform(maker, request, work, observer, signal);
        if (result === null) continue;
        record.results.push(result);
        await storeLab(request.out, record);
        observer.finished(result);
      }
      record.finishedAt = new Date().toISOString();
      await storeLab(request.out, record);
    },
    { out: request.out, leftBehind: ({ message }) => observer.warning(message) },
  );
  return record;
}

/** null: it was interrupted before it had shown anything. */
async function takePlatform(
  { platform, make }: PlatformMaker,
  request: LabRequest,
  work: WorkDirectory,
  observer: LabObserver,
  signal: AbortSignal,
): Promise<LabResult | null> {
  const { id, title, missing } = platform;
  const startedMs = performance.now();
  const result = (outcome: LabOutcome): LabResult => ({
    id,
    title,
    outcome,
    durationMs: Math.round(performance.now() - startedMs),
  });
  if (missing.length > 0) return result({ type: 'skipped', reasons: missing });
  const site = new MountSite(work, id);
  try {
    const ready = await make(site);
    const outcome = await outcomeOf(id, ready, request, work, observer, signal);
    return signal.aborted && outcome.type === 'failed' ? null : result(outcome);
  } catch (error) {
    return result({ type: 'failed', reason: describeThrown(error).message });
  } finally {
    for (const left of await site.leave()) observer.warning(left);
    site.remove();
  }
}

async function outcomeOf(
  id: string,
  { place, runtime }: ReadyPlatform,
  request: LabRequest,
  work: WorkDirectory,
  observer: LabObserver,
  signal: AbortSignal,
): Promise<LabOutcome> {
  const { strategies, scenarios, scenariosWhereLost, profile, policy, seed, maxTimeMs } = request;
  const out = join(request.out, id);
  const order =
    place.holds === 'file'
      ? ({ do: 'try-file', path: place.path, strategies } as const)
      : ({
          do: 'judge',
          dir: join(place.path, 'work'),
          out,
          strategies,
          scenarios,
          scenariosWhereLost,
          profile,
          policy,
          seed,
          maxTimeMs,
        } as const);
  if (order.do === 'judge') mkdirSync(out, { recursive: true });
  const done = await workOnPlatform(order, runtime, work, observer.cases, signal);
  switch (done.say) {
    case 'judged': {
      const { say: _, ...rest } = done;
      return { type: 'run', run: id, ...rest };
    }
    case 'tried':
      return { type: 'file', trials: done.trials };
    case 'failed':
      return { type: 'failed', reason: done.reason };
    default:
      return done satisfies never;
  }
}
