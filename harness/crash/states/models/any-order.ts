// What `weakest` and `non-atomic-rename` share: nothing orders what was not synced. Each directory holds any
// subset of the operations since its own last fsync; directories that an unsynced move ties together are
// arranged jointly. Directories that no surviving name leads to are not arranged at all. A rename between two
// directories is durable as soon as one of them is synced, for it is one operation.
import { ROOT } from '../../../../results/vocabulary/root-inode.js';
import { type Sampler, samplerFor } from '../../sampler.js';
import {
  directoriesAt,
  type Entries,
  type EntryChange,
  lastBefore,
  modeAt,
  type Timeline,
} from '../../trace/timeline.js';
import { type Arrangement, type Arrangements, arrangements, type PendingOp } from '../directory-subsets.js';
import type { CrashView, Slice, Slices } from './model.js';

/** Directories whose names are arranged together. */
interface Group {
  /** Stands for its directories, what is synced of them, and what isn't. */
  key: string;
  dirs: readonly number[];
  arrangements: Arrangements;
}
type Chosen = ReadonlyMap<Group, Arrangement>;

const noEntries = new Map<string, number>();

export function anyOrderSlices(view: CrashView, atomicRename: boolean): Slices {
  const groups = groupsAt(view, atomicRename);
  const groupOf = new Map<number, Group>();
  for (const group of groups) for (const dir of group.dirs) groupOf.set(dir, group);
  const entriesOf = entriesReader(view);
  const toSlice = (chosen: Chosen): Slice => sliceOf(view, groupOf, chosen, entriesOf);
  return {
    total: groups.reduce(
      (product, group) => Math.min(Number.MAX_VALUE, product * group.arrangements.total),
      1,
    ),
    complete: groups.every((group) => group.arrangements.total === group.arrangements.list.length),
    *all() {
      for (const chosen of everyChoice(view.timeline, groupOf, entriesOf, new Map())) yield toSlice(chosen);
    },
    random: (random) => toSlice(randomChoice(view.timeline, groupOf, entriesOf, random)),
  };
}

function sliceOf(
  view: CrashView,
  groupOf: ReadonlyMap<number, Group>,
  chosen: Chosen,
  entriesOf: EntriesOf,
): Slice {
  const { contents, point } = view;
  // Within one version the live directories and their modes are the same; the groups' keys stand for the
  // rest.
  const key = [...chosen]
    .map(([group, arrangement]) => `${group.key}=${arrangement.values.join()}`)
    .join('|');
  const namespace = view.namespaces.remembered(`${view.timeline.version[point]} ${key}`, () =>
    view.namespaces.flatten(
      (dir) => entriesOf(dir, groupOf.get(dir), chosen),
      (life) => modeAt(life, point),
    ),
  );
  return {
    namespace,
    contents: (ino) => contents.blocks(ino, point),
    lost: () =>
      [...new Set([...chosen.values()].flatMap((arrangement) => arrangement.lost))]
        .sort((a, b) => a - b)
        .map((effect) => ({ effect, extent: 'whole', detail: 'its directory was not synced after it' })),
  };
}

/** Arranges only directories that the names chosen so far lead to. */
function* everyChoice(
  timeline: Timeline,
  groupOf: ReadonlyMap<number, Group>,
  entriesOf: EntriesOf,
  chosen: Chosen,
): Generator<Chosen> {
  const open = firstOpenGroup(timeline, groupOf, entriesOf, chosen);
  if (open === null) {
    yield chosen;
    return;
  }
  for (const arrangement of open.arrangements.list) {
    yield* everyChoice(timeline, groupOf, entriesOf, new Map(chosen).set(open, arrangement));
  }
}

function firstOpenGroup(
  timeline: Timeline,
  groupOf: ReadonlyMap<number, Group>,
  entriesOf: EntriesOf,
  chosen: Chosen,
): Group | null {
  const seen = new Set([ROOT]);
  for (const dir of seen) {
    const group = groupOf.get(dir);
    if (group !== undefined && !chosen.has(group)) return group;
    for (const ino of entriesOf(dir, group, chosen).values()) {
      if (timeline.inodes.get(ino)?.type === 'dir') seen.add(ino);
    }
  }
  return null;
}

function randomChoice(
  timeline: Timeline,
  groupOf: ReadonlyMap<number, Group>,
  entriesOf: EntriesOf,
  random: Sampler,
): Chosen {
  const chosen = new Map<Group, Arrangement>();
  for (;;) {
    const open = firstOpenGroup(timeline, groupOf, entriesOf, chosen);
    const arrangement = open?.arrangements.list[random.below(open.arrangements.list.length)];
    if (open === null || arrangement === undefined) return chosen;
    chosen.set(open, arrangement);
  }
}

type EntriesOf = (dir: number, group: Group | undefined, chosen: Chosen) => Entries;

function entriesReader({ timeline, point }: CrashView): EntriesOf {
  const live = directoriesAt(timeline, point);
  return (dir, group, chosen) => {
    const arrangement = group === undefined ? undefined : chosen.get(group);
    if (group === undefined || arrangement === undefined) return live.get(dir) ?? noEntries;
    const entries = new Map(syncedEntries(timeline, dir, point));
    group.arrangements.slots.forEach((slot, index) => {
      if (slot.dir !== dir) return;
      const ino = arrangement.values[index] ?? -1;
      if (ino < 0) entries.delete(slot.name);
      else entries.set(slot.name, ino);
    });
    return entries;
  };
}

/** What the directory's own last fsync made durable; empty for a new one. */
function syncedEntries(timeline: Timeline, dir: number, point: number): Entries {
  const synced = lastBefore(timeline.inodes.get(dir)?.syncs ?? [], point) + 1;
  return directoriesAt(timeline, synced).get(dir) ?? noEntries;
}

function groupsAt(view: CrashView, atomicRename: boolean): Group[] {
  const { timeline, point } = view;
  const pending = pendingOps(timeline, point, atomicRename);
  return tied(pending).map(({ dirs, ops }) => {
    const pendingKey = ops.map((op) => `${op.at}.${op.changes.length}`).join();
    const syncs = dirs.map((dir) => `${dir}@${lastBefore(timeline.inodes.get(dir)?.syncs ?? [], point)}`);
    const about = `names ${syncs.join()} ${pendingKey} ${atomicRename}`;
    const random = samplerFor(view.seed, about);
    const before = (dir: number, name: string) => syncedEntries(timeline, dir, point).get(name) ?? -1;
    return { key: about, dirs, arrangements: arrangements(ops, before, view.arrangementsMax, random) };
  });
}

function pendingOps(timeline: Timeline, point: number, atomicRename: boolean): PendingOp[] {
  const syncedAt = new Map<number, number>();
  const unsynced = (at: number) => (change: EntryChange) => {
    let synced = syncedAt.get(change.dir);
    if (synced === undefined) {
      synced = lastBefore(timeline.inodes.get(change.dir)?.syncs ?? [], point);
      syncedAt.set(change.dir, synced);
    }
    return at > synced;
  };
  const pending: PendingOp[] = [];
  for (const op of timeline.directoryOps) {
    if (op.at >= point) break;
    if (atomicRename) {
      const changes = op.changes.filter(unsynced(op.at));
      if (changes.length > 0)
        pending.push({ at: op.at, changes, forced: changes.length < op.changes.length });
      continue;
    }
    for (const change of op.split.filter(unsynced(op.at))) {
      pending.push({ at: op.at, changes: [change], forced: false });
    }
  }
  return pending;
}

/** Operations by the directories that they tie together. */
function tied(ops: readonly PendingOp[]): { dirs: number[]; ops: PendingOp[] }[] {
  const leader = new Map<number, number>();
  const find = (dir: number): number => {
    const up = leader.get(dir) ?? dir;
    return up === dir ? dir : find(up);
  };
  for (const op of ops) {
    const first = op.changes[0];
    if (first === undefined) continue;
    for (const change of op.changes) leader.set(find(change.dir), find(first.dir));
  }
  const groups = new Map<number, { dirs: Set<number>; ops: PendingOp[] }>();
  for (const op of ops) {
    const lead = find(op.changes[0]?.dir ?? ROOT);
    const group = groups.get(lead) ?? { dirs: new Set<number>(), ops: [] };
    groups.set(lead, group);
    for (const change of op.changes) group.dirs.add(change.dir);
    group.ops.push(op);
  }
  return [...groups.values()].map((group) => ({ dirs: [...group.dirs], ops: group.ops }));
}
