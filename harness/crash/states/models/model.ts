// The contract of a persistence model: which disks it permits at a crash point beyond those of the model
// below it on the ladder. A model states only its own part; the union is the enumerator's, so the ladder
// nests by construction.
import type { LostEffect, PersistenceModelId } from '../../../../results/vocabulary/persistence.js';
import type { FileContents, VariantSet } from '../../contents/file-contents.js';
import type { Sampler } from '../../sampler.js';
import type { Namespace, Namespaces } from '../../trace/namespace.js';
import type { Timeline } from '../../trace/timeline.js';

/** Everything a model may look at. */
export interface CrashView {
  timeline: Timeline;
  /** Crash point: this many effects had returned. */
  point: number;
  contents: FileContents;
  namespaces: Namespaces;
  /** More arrangements than this of one group of directories are sampled. */
  arrangementsMax: number;
  seed: number;
}

/** One namespace with the contents that its files may have, each independently of the others. */
export interface Slice {
  namespace: Namespace;
  contents(ino: number): VariantSet;
  /** Directory operations, in-flight calls and mode changes of directories that are missing. */
  lost(): LostEffect[];
}

export interface Slices {
  /** Upper bound of their number. */
  total: number;
  /** Each at most once, the ones with the least loss first. */
  all(): Iterable<Slice>;
  random(random: Sampler): Slice;
  /** False: `all` leaves some out. */
  complete: boolean;
}

export interface PersistenceModel {
  id: PersistenceModelId;
  /** The model whose states are permitted as well. */
  includes: PersistenceModel | null;
  slices(view: CrashView): Slices;
}

/** Slices that are few enough to be listed. */
export function listed(slices: readonly Slice[]): Slices {
  return {
    total: slices.length,
    complete: true,
    all: () => slices,
    random(random) {
      const slice = slices[random.below(slices.length)];
      if (slice === undefined) throw new RangeError('no slices');
      return slice;
    },
  };
}
