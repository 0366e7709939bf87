// Enumerates the disks that a model permits at every crash point, each once, together with the windows in
// which it was seen. Bounded in candidates, never in seconds: where a crash point permits more than its share
// of the budget, the states with least loss and seeded random ones are taken, and the coverage says so.
// Counts are of candidates before equal disks collapse.
import type { StateCoverage } from '../../../results/facts/crash-states-fact.js';
import type { PersistenceModelId } from '../../../results/vocabulary/persistence.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { ContentStore } from '../contents/content-store.js';
import { FileContents } from '../contents/file-contents.js';
import { Namespaces } from '../trace/namespace.js';
import { type Timeline, timelineOf } from '../trace/timeline.js';
import { visitCandidates } from './candidates.js';
import { chainOf } from './models/model-registry.js';
import { StateCollector, type UniqueState } from './state-collector.js';

export interface StateBudget {
  seed: number;
  /** Candidates over all crash points and models. */
  statesMax: number;
  /** Candidates of one model at one crash point. */
  statesPerPointMax: number;
}
export const defaultBudget: StateBudget = { seed: 1, statesMax: 400_000, statesPerPointMax: 4096 };

export interface CollectOptions extends Partial<StateBudget> {
  /** Relative to the watched root, separated by `/`. */
  documentPath: string;
  /** Up to and including this model. Default `weakest`. */
  model?: PersistenceModelId;
  /**
   * Other files whose content recovery reads. Files that are neither these nor the document keep what the
   * page cache held: their names vary, their contents don't.
   */
  alsoRead?: readonly string[];
}

export interface CrashStates {
  timeline: Timeline;
  store: ContentStore;
  documentPath: string;
  /** Model ids by rung. */
  models: readonly PersistenceModelId[];
  states: readonly UniqueState[];
  crashPoints: number;
  /** By rung; cumulative. */
  coverage: readonly StateCoverage[];
}

/** Throws CrashTraceError if the trace contradicts itself. */
export function collectStates(trace: Trace, options: CollectOptions): CrashStates {
  const budget: StateBudget = {
    seed: options.seed ?? defaultBudget.seed,
    statesMax: options.statesMax ?? defaultBudget.statesMax,
    statesPerPointMax: options.statesPerPointMax ?? defaultBudget.statesPerPointMax,
  };
  const timeline = timelineOf(trace);
  // Each state lists its paths: many files leave room for fewer states.
  budget.statesMax = Math.min(budget.statesMax, Math.floor(listedPathsMax / (timeline.inodes.size + 8)));
  const store = new ContentStore();
  const contents = new FileContents(timeline, store, {
    perFile: budget.statesPerPointMax,
    seed: budget.seed,
  });
  const watch = [options.documentPath, ...(options.alsoRead ?? [])];
  const namespaces = new Namespaces(timeline.inodes, watch);
  const models = chainOf(options.model ?? 'weakest');
  const gathering = new StateCollector(timeline);
  const tallies = models.map(() => ({ judged: 0, approximately: 0, complete: true }));
  const { points, all } = crashPoints(timeline, budget, models.length);
  let left = budget.statesMax;
  points.forEach((point, index) => {
    models.forEach((model, rung) => {
      const sharers = (points.length - index) * models.length - rung;
      const quota = Math.max(quotaMin, Math.min(budget.statesPerPointMax, Math.floor(left / sharers)));
      const view = { timeline, point, contents, namespaces, arrangementsMax: quota, seed: budget.seed };
      const found = visitCandidates(view, model, quota, (slice, files) =>
        gathering.see(point, rung, slice.namespace, files, slice),
      );
      left = Math.max(0, left - found.judged);
      const tally = tallies[rung];
      if (tally === undefined) return;
      tally.judged += found.judged;
      tally.approximately = Math.min(Number.MAX_VALUE, tally.approximately + found.approximately);
      tally.complete &&= found.complete && all;
    });
  });
  return {
    timeline,
    store,
    documentPath: options.documentPath,
    models: models.map((model) => model.id),
    states: gathering.states,
    crashPoints: points.length,
    coverage: cumulative(tallies, (timeline.length + 1) / points.length, budget.seed),
  };
}

const quotaMin = 8;
const listedPathsMax = 8_000_000;

/** All of them, or, for a trace longer than the budget, those around the marks and an even spread. */
function crashPoints(
  timeline: Timeline,
  budget: StateBudget,
  models: number,
): { points: number[]; all: boolean } {
  const every = Array.from({ length: timeline.length + 1 }, (_, point) => point);
  const most = Math.max(2, Math.floor(budget.statesMax / (quotaMin * models)));
  if (every.length <= most) return { points: every, all: true };
  const stride = Math.ceil((2 * every.length) / most);
  const marks = every.filter((point) => timeline.trace.effects[point - 1]?.op === 'mark');
  const markStride = Math.max(1, Math.ceil((2 * marks.length) / most));
  const chosen = new Set([
    ...marks.filter((_, index) => index % markStride === 0),
    ...every.filter((point) => point % stride === 0),
    timeline.length,
  ]);
  return { points: [...chosen].sort((a, b) => a - b), all: false };
}

function cumulative(
  tallies: readonly { judged: number; approximately: number; complete: boolean }[],
  scale: number,
  seed: number,
): StateCoverage[] {
  let judged = 0;
  let approximately = 0;
  let complete = true;
  return tallies.map((tally) => {
    judged += tally.judged;
    approximately = Math.min(Number.MAX_VALUE, approximately + tally.approximately * scale);
    complete &&= tally.complete;
    if (complete) return { type: 'exhaustive' };
    return { type: 'sampled', judged, approximately: Math.max(judged, Math.round(approximately)), seed };
  });
}
