// Enumerates the disks that a model permits at every crash point, each once, together with the expectations
// (windows) it must be held against. Bounded in candidates, never in seconds: where a crash point permits more
// than its share of the budget, the states with least loss and seeded random ones are taken, and the coverage
// says so. Counts are of candidates before equal disks collapse.

import type { StateCoverage } from '../../results/crash-states.js';
import type { LostEffect, PersistenceModelId } from '../../results/persistence.js';
import type { Trace } from '../../results/trace.js';
import type { Window } from './attempts.js';
import { type ContentId, ContentStore } from './content-store.js';
import { FileContents, type FileVariant, type VariantSet } from './file-contents.js';
import type { CrashView, PersistenceModel, Slice } from './models/model.js';
import { chainOf } from './models/registry.js';
import { type Namespace, Namespaces } from './namespace.js';
import { type Random, seededRandom } from './random.js';
import { type Timeline, timelineOf } from './timeline.js';

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
   * Other files whose content recovery reads. Files that are neither these nor the document keep what the page
   * cache held: their names vary, their contents don't.
   */
  alsoRead?: readonly string[];
}

/** A disk seen in a window for the first time, and again when a weaker adversary reaches it. */
export interface Sighting {
  window: Window;
  first: { rung: number; point: number; lost(): LostEffect[] }[];
}

export interface UniqueState {
  namespace: Namespace;
  /** By slot of the namespace. */
  files: readonly FileVariant[];
  /** null: no file at the document's path. */
  document: ContentId | null;
  sightings: Sighting[];
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
  const gathering = new Gathering(timeline);
  const tallies = models.map(() => ({ judged: 0, approximately: 0, complete: true }));
  const { points, all } = crashPoints(timeline, budget, models.length);
  let left = budget.statesMax;
  points.forEach((point, index) => {
    models.forEach((model, rung) => {
      const sharers = (points.length - index) * models.length - rung;
      const quota = Math.max(quotaMin, Math.min(budget.statesPerPointMax, Math.floor(left / sharers)));
      const view = { timeline, point, contents, namespaces, arrangementsMax: quota, seed: budget.seed };
      const found = visit(view, model, quota, (slice, files) =>
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

interface Planned {
  slice: Slice;
  /** Slots whose content varies, and with what. */
  slots: readonly number[];
  sets: readonly VariantSet[];
  rest: readonly FileVariant[];
}

function visit(
  view: CrashView,
  model: PersistenceModel,
  quota: number,
  see: (slice: Slice, files: FileVariant[]) => void,
): { judged: number; approximately: number; complete: boolean } {
  const slices = model.slices(view);
  const live = liveVariants(view);
  const plans: Planned[] = [];
  let candidates = 0;
  let available = 0;
  let complete = slices.complete;
  for (const slice of slices.all()) {
    if (plans.length >= quota) {
      complete = false;
      break;
    }
    const plan = planFor(slice, live);
    plans.push(plan);
    candidates += plan.sets.reduce((product, set) => product * set.total, 1);
    available += plan.sets.reduce((product, set) => product * set.variants.length, 1);
    if (plan.sets.some((set) => set.total > set.variants.length)) complete = false;
  }
  let judged = 0;
  const emit = (plan: Planned, pick: (set: VariantSet, index: number) => number) => {
    const files = [...plan.rest];
    for (let i = 0; i < plan.slots.length; i++) {
      const set = plan.sets[i];
      const variant = set?.variants[pick(set, i)];
      if (variant === undefined) return;
      files[plan.slots[i] ?? 0] = variant;
    }
    judged++;
    see(plan.slice, files);
  };
  if (available <= quota)
    for (const plan of plans) everyCombination(plan.sets, (picks) => emit(plan, (_, i) => picks[i] ?? 0));
  else complete = false;
  if (!complete) {
    const random = seededRandom(view.seed, `${model.id} at ${view.point}`);
    if (available > quota) someCombinations(plans, quota, random, emit);
    else if (slices.total > plans.length) {
      for (let i = judged; i < quota; i++)
        emit(planFor(slices.random(random), live), (set) => random.below(set.variants.length));
    }
  }
  const average = plans.length === 0 ? 0 : candidates / plans.length;
  const approximately = complete ? judged : Math.max(candidates, slices.total * average);
  return { judged, approximately: Math.min(Number.MAX_VALUE, approximately), complete };
}

function planFor(slice: Slice, live: (ino: number) => FileVariant): Planned {
  const { files, watched } = slice.namespace;
  const slots = [...new Set(watched)].filter((slot) => slot >= 0);
  const inodeOf = (slot: number) => files[slot] ?? 0;
  const rest = files.map(live);
  return { slice, slots, sets: slots.map((slot) => slice.contents(inodeOf(slot))), rest };
}

/** What the page cache holds of each file at this crash point. */
function liveVariants({ contents, point }: CrashView): (ino: number) => FileVariant {
  const known = new Map<number, FileVariant>();
  return (ino) => {
    const variant = known.get(ino) ?? contents.live(ino, point).variants[0];
    if (variant === undefined) throw new RangeError(`inode ${ino} has no content`);
    known.set(ino, variant);
    return variant;
  };
}

function everyCombination(sets: readonly VariantSet[], use: (picks: readonly number[]) => void): void {
  if (sets.some((set) => set.variants.length === 0)) return;
  const picks = sets.map(() => 0);
  for (;;) {
    use(picks);
    let at = picks.length - 1;
    while (at >= 0 && (picks[at] ?? 0) + 1 >= (sets[at]?.variants.length ?? 0)) picks[at--] = 0;
    if (at < 0) return;
    picks[at] = (picks[at] ?? 0) + 1;
  }
}

/** For half of the quota the best and the worst content of each namespace, then chance. */
function someCombinations(
  plans: readonly Planned[],
  quota: number,
  random: Random,
  emit: (plan: Planned, pick: (set: VariantSet, index: number) => number) => void,
): void {
  const stride = Math.max(1, Math.ceil((4 * plans.length) / quota));
  let used = 0;
  for (let i = 0; i < plans.length; i += stride) {
    const plan = plans[i];
    if (plan === undefined) break;
    emit(plan, () => 0);
    emit(plan, (set) => set.variants.length - 1);
    used += 2;
  }
  for (; used < quota; used++) {
    const plan = plans[random.below(plans.length)];
    if (plan !== undefined) emit(plan, (set) => random.below(Math.max(1, set.variants.length)));
  }
}

class Gathering {
  readonly states: UniqueState[] = [];
  readonly #known = new Map<string, UniqueState>();
  readonly #timeline: Timeline;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  see(point: number, rung: number, namespace: Namespace, files: FileVariant[], slice: Slice): void {
    let key = `${namespace.id}`;
    for (const file of files) key += `,${file.id}`;
    let state = this.#known.get(key);
    if (state === undefined) {
      const document = files[namespace.watched[0] ?? -1]?.content ?? null;
      state = { namespace, files, document, sightings: [] };
      this.#known.set(key, state);
      this.states.push(state);
    }
    const window = this.#timeline.attempts.windowAt[point] ?? { acked: -1, attempted: -1 };
    const known = state.sightings.find((sighting) => sighting.window === window);
    const lastRung = known?.first.at(-1);
    if (lastRung !== undefined && lastRung.rung <= rung) return;
    const seen = { rung, point, lost: () => [...slice.lost(), ...lostData(slice.namespace, files)] };
    if (known === undefined) state.sightings.push({ window, first: [seen] });
    else known.first.push(seen);
  }
}

function lostData(namespace: Namespace, files: readonly FileVariant[]): LostEffect[] {
  const watched = new Set(namespace.watched);
  return files.flatMap((file, slot) => (watched.has(slot) ? file.lost() : []));
}
