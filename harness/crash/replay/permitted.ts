// Checks whether the persistence model of a capsule permits its disk at its crash point. The model enumerates
// again, seeded as in the recording: some arrangement of names must be that of the disk, and each file must
// hold a content that the rule for that arrangement permits. Where the rules permit more than the budget
// lists, not having found the disk proves nothing, and the answer is `undecided`.
import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import type { ModelAnswer } from '../../../results/verdicts/crash-replay.js';
import type { LostEffect } from '../../../results/vocabulary/persistence.js';
import { type ContentId, ContentStore } from '../contents/content-store.js';
import { FileContents, type FileVariant } from '../contents/file-contents.js';
import { type DiskImage, type ImageNode, imageOfTree } from '../states/disk-image.js';
import type { CrashView, Slice } from '../states/models/model.js';
import { chainOf } from '../states/models/model-registry.js';
import { type Namespace, type NamespaceNode, Namespaces } from '../trace/namespace.js';
import type { Timeline } from '../trace/timeline.js';

/** The disk as the model arrives at it. */
export interface Arrival {
  store: ContentStore;
  namespace: Namespace;
  files: readonly FileVariant[];
  lost: LostEffect[];
}

export type Permission =
  | { type: 'permitted'; arrangements: number; arrival: Arrival }
  | (ModelAnswer & { type: 'forbidden' | 'undecided' });

/** The recording's own default first: what was sampled there is sampled here. */
const budgets = [4096, 32_768];

export function checkPermission(
  capsule: Capsule,
  timeline: Timeline,
  tries: readonly number[] = budgets,
): Permission {
  const disk = imageOfTree(capsule.disk);
  let last: Permission = { type: 'undecided', arrangements: 0 };
  for (const watch of watchLists(capsule, disk)) {
    for (const budget of tries) {
      last = searchOnce(capsule, timeline, { disk, watch, budget });
      if (last.type === 'permitted') return last;
      if (last.type === 'forbidden') break;
    }
    if (last.type === 'undecided') return last;
  }
  return last;
}

/** Recovery of some strategies reads further files; a capsule does not say which, so all come second. */
function watchLists({ documentPath }: Capsule, disk: DiskImage): string[][] {
  const others = disk.flatMap(({ type, path }) => (type === 'file' && path !== documentPath ? [path] : []));
  return others.length === 0 ? [[documentPath]] : [[documentPath], [documentPath, ...others]];
}

interface Wanted {
  disk: DiskImage;
  watch: readonly string[];
  budget: number;
}

function searchOnce(capsule: Capsule, timeline: Timeline, { disk, watch, budget }: Wanted): Permission {
  const store = new ContentStore();
  const { crashPoint: point, seed } = capsule;
  const contents = new FileContents(timeline, store, { perFile: budget, seed });
  const namespaces = new Namespaces(timeline.inodes, watch);
  const view: CrashView = { timeline, point, contents, namespaces, arrangementsMax: budget, seed };
  const matches = matcher(disk, store, (ino) => contents.live(ino, point).variants);
  let arrangements = 0;
  let complete = true;
  let best: Arrival | null = null;
  for (const model of chainOf(capsule.model)) {
    const slices = model.slices(view);
    complete &&= slices.complete;
    let listed = 0;
    for (const slice of slices.all()) {
      if (++listed > budget) {
        complete = false;
        break;
      }
      const match = matches(slice);
      complete &&= match.complete;
      if (match.found !== null && isCloser(match.found, best, capsule)) best = { ...match.found, store };
    }
    arrangements += Math.min(listed, budget);
  }
  if (best !== null) return { type: 'permitted', arrangements, arrival: best };
  return { type: complete ? 'forbidden' : 'undecided', arrangements };
}

type Match = { found: Omit<Arrival, 'store'> | null; complete: boolean };

function matcher(
  disk: DiskImage,
  store: ContentStore,
  live: (ino: number) => readonly FileVariant[],
): (slice: Slice) => Match {
  const sameNames = new Map<number, boolean>();
  const wantedAt = new Map<string, { content: ContentId; mode: number }>();
  for (const node of disk) {
    if (node.type !== 'file') continue;
    wantedAt.set(node.path, { content: store.internBytes(node.bytes), mode: node.mode });
  }
  return (slice) => {
    const { namespace } = slice;
    let same = sameNames.get(namespace.id);
    if (same === undefined) {
      same = looksLike(namespace, disk);
      sameNames.set(namespace.id, same);
    }
    if (!same) return { found: null, complete: true };
    const files: FileVariant[] = [];
    const lost = slice.lost();
    for (const [slot, ino] of namespace.files.entries()) {
      const path = namespace.nodes.find((node) => node.type === 'file' && node.slot === slot)?.path ?? '';
      const wanted = wantedAt.get(path);
      const isWatched = namespace.watched.includes(slot);
      const permitted = isWatched ? slice.contents(ino) : { variants: live(ino), total: 1 };
      const variant = permitted.variants.find(
        ({ content, mode }) => content === wanted?.content && mode === wanted.mode,
      );
      if (variant === undefined)
        return { found: null, complete: permitted.total <= permitted.variants.length };
      files.push(variant);
      if (isWatched) lost.push(...variant.lost());
    }
    return { found: { namespace, files, lost }, complete: true };
  };
}

/**
 * Both lists are sorted alike; a further name of a file is a `link` in one and the same slot in the other.
 */
function looksLike({ nodes }: Namespace, disk: DiskImage): boolean {
  if (nodes.length !== disk.length) return false;
  const firstPath = new Map<number, string>();
  return nodes.every((node, at) => isSame(node, disk[at], firstPath));
}

function isSame(node: NamespaceNode, wanted: ImageNode | undefined, firstPath: Map<number, string>): boolean {
  if (wanted === undefined || wanted.path !== node.path) return false;
  switch (node.type) {
    case 'dir':
      return wanted.type === 'dir' && wanted.mode === node.mode;
    case 'symlink':
      return wanted.type === 'symlink' && wanted.target === node.target;
    case 'file': {
      const first = firstPath.get(node.slot);
      if (first !== undefined) return wanted.type === 'link' && wanted.to === first;
      firstPath.set(node.slot, node.path);
      return wanted.type === 'file';
    }
  }
}

/** The lost effects of the capsule; else the fewest. */
function isCloser(found: Omit<Arrival, 'store'>, best: Arrival | null, { lost }: Capsule): boolean {
  if (best === null) return true;
  const recorded = lossKey(lost);
  if (lossKey(best.lost) === recorded) return false;
  return lossKey(found.lost) === recorded || found.lost.length < best.lost.length;
}

export function lossKey(lost: readonly LostEffect[]): string {
  return lost
    .map(({ effect, extent }) => `${effect} ${extent}`)
    .sort()
    .join();
}
