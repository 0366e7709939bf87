// The candidate disks of one model at one crash point: every combination of names and contents if they fit
// the quota; else half of the quota goes to the best and the worst content of evenly spread namespaces, the
// rest is random.
import type { FileVariant, VariantSet } from '../contents/file-contents.js';
import { type Sampler, samplerFor } from '../sampler.js';
import type { CrashView, PersistenceModel, Slice, Slices } from './models/model.js';

interface Planned {
  slice: Slice;
  /** Slots whose content varies, and with what. */
  slots: readonly number[];
  sets: readonly VariantSet[];
  rest: readonly FileVariant[];
}

interface Planning {
  plans: readonly Planned[];
  /** Combinations that the rules permit, and those that can be made from what is listed. */
  permitted: number;
  available: number;
  complete: boolean;
}

type Pick = (set: VariantSet, index: number) => number;
type Emit = (plan: Planned, pick: Pick) => void;

/** Calls `see` with each candidate, at most `quota` of them. `approximately`: how many there are. */
export function visitCandidates(
  view: CrashView,
  model: PersistenceModel,
  quota: number,
  see: (slice: Slice, files: FileVariant[]) => void,
): { judged: number; approximately: number; complete: boolean } {
  const slices = model.slices(view);
  const live = liveVariants(view);
  const { plans, permitted, available, complete } = planAll(slices, live, quota);
  let judged = 0;
  const emit: Emit = (plan, pick) => {
    const files = [...plan.rest];
    for (const [index, set] of plan.sets.entries()) {
      const variant = set.variants[pick(set, index)];
      if (variant === undefined) return;
      files[plan.slots[index] ?? 0] = variant;
    }
    judged++;
    see(plan.slice, files);
  };
  const random = samplerFor(view.seed, `${model.id} at ${view.point}`);
  if (available > quota) someCombinations(plans, quota, random, emit);
  else {
    for (const plan of plans)
      everyCombination(plan.sets, (picks) => emit(plan, (_, index) => picks[index] ?? 0));
    // Namespaces that were not listed may still be drawn.
    const draws = !complete && slices.total > plans.length ? quota - judged : 0;
    for (let i = 0; i < draws; i++) {
      emit(planFor(slices.random(random), live), (set) => random.below(Math.max(1, set.variants.length)));
    }
  }
  if (complete && available <= quota) return { judged, approximately: judged, complete: true };
  const average = plans.length === 0 ? 0 : permitted / plans.length;
  const approximately = Math.min(Number.MAX_VALUE, Math.max(permitted, slices.total * average));
  return { judged, approximately, complete: false };
}

function planAll(slices: Slices, live: (ino: number) => FileVariant, quota: number): Planning {
  const plans: Planned[] = [];
  let permitted = 0;
  let available = 0;
  let complete = slices.complete;
  for (const slice of slices.all()) {
    if (plans.length >= quota) return { plans, permitted, available, complete: false };
    const plan = planFor(slice, live);
    plans.push(plan);
    permitted += plan.sets.reduce((product, set) => product * set.total, 1);
    available += plan.sets.reduce((product, set) => product * set.variants.length, 1);
    if (plan.sets.some((set) => set.total > set.variants.length)) complete = false;
  }
  return { plans, permitted, available, complete };
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

/** For half of the quota the best and the worst content of each namespace, then random ones. */
function someCombinations(plans: readonly Planned[], quota: number, random: Sampler, emit: Emit): void {
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
