// Child process: opens what crashes left, as the next application would. At each place a store reads and
// writes, a fresh one reads the write back, and the directory is listed; names that an ordinary write of the
// same strategy leaves don't count. After a reboot a tap shows a machine that has just come up. On disks that
// exist for this alone, syncs are skipped and one store does both. Time is virtual, and goes on from the
// moment of death: how old a lock looks must not depend on the machine's speed. It is real where waiting is
// measured, and for strategies whose work this thread can't see.
import path from 'node:path';
import type { NextWrite, RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import type { Strategy } from '../../../strategies/strategy.js';
import { rememberTexts } from '../../../strategies/task-file.js';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { describeThrown } from '../../actors/thrown.js';
import { namesBelow } from '../../document.js';
import { AloneInVirtualTime, StuckError } from '../../interleavings/client/alone-in-virtual-time.js';
import { DeadProcesses } from '../../tap/handlers/dead-processes.js';
import { FakeReboot } from '../../tap/handlers/fake-reboot.js';
import { ReadSet } from '../../tap/handlers/read-set.js';
import { SkipSyncs } from '../../tap/handlers/skip-syncs.js';
import { installTap } from '../../tap/patch/install.js';
import type { Handler } from '../../tap/patch/operation.js';
import type { Tap } from '../../tap/patch/tap.js';
import type {
  DiskNode,
  RecoveredItem,
  RecoverItem,
  RecoverLine,
  RecoverTask,
} from '../children/child-protocol.js';
import { serveTasks } from '../children/child-side.js';
import { withoutSyncs } from '../children/without-syncs.js';
import { unpacked } from '../contents/packed-contents.js';
import type { ImageNode } from '../states/disk-image.js';
import { makeOlder } from './make-older.js';
import { newestBelow } from './newest-below.js';
import { type Opened, readAfterCrash, readBack, writeAfterCrash } from './next-client.js';
import { openDescriptors } from './open-descriptors.js';
import type { OrdinaryNames } from './ordinary-names.js';
import { ordinaryNames } from './ordinary-writes.js';
import { ReusedTree } from './reused-tree.js';

// Thousands of torn documents are refused, and nobody reads the stack traces.
Error.stackTraceLimit = 0;

const TEXTS_MAX = 256;
/** One for all tasks of this process. */
let alone: AloneInVirtualTime | null = null;

serveTasks<RecoverTask, RecoverLine>(async ({ task, say }) => {
  const tap = await installTap();
  alone ??= new AloneInVirtualTime(tap);
  // The same few documents come again and again. Where time is measured, in places without a disk, nothing is
  // cached.
  if (task.items.every(({ disk }) => disk !== null)) rememberTexts(TEXTS_MAX);
  const loaded = await load(task.strategy);
  if (loaded.say === 'unavailable') return say(loaded);
  const { strategy } = loaded;
  const name = path.basename(task.items[0]?.path ?? '');
  const ordinary = await withoutSyncs(tap, () => ordinaryNames(strategy, task.directory, name));
  const agedMs = Math.max(0, ...task.items.map(({ disk }) => disk?.agedMs ?? 0));
  const boot = new FakeReboot(task.directory, false, task.writtenAtMs + agedMs);
  const syncs = new SkipSyncs(true);
  const held = (): number | null => (tap.notices.length === 0 ? openDescriptors() : null);
  const tree = new ReusedTree(path.join(task.directory, 'put-aside'), () => tap.bypass(held));
  const readSet = new ReadSet();
  const replacing: Handler = {
    before(operation) {
      if (operation.kind === 'rename') tree.giveWay(operation.from, operation.to);
      return undefined;
    },
  };
  const blocks = Buffer.from(task.blocks, 'base64');
  const dead = new DeadProcesses(task.dead);
  const detach = [boot, dead, syncs, readSet, replacing].map((handler) => tap.attach(handler));
  for (const [index, item] of task.items.entries()) {
    // On a disk that is not aged the machine goes on: only the process has died.
    boot.rebooted = item.disk !== null && item.disk.agedMs !== null;
    syncs.enabled = item.disk !== null;
    const isReal = hasRealTime(tap, item);
    tap.bypass(() => putDisk(tree, item, blocks, isReal ? null : task.writtenAtMs));
    readSet.startBelow(item.disk?.root ?? null);
    const work = async (): Promise<void> => {
      const opened = await readAfterCrash(strategy, item);
      tap.bypass(() => say({ say: 'read', recovered: opened.recovered }));
      const recovered = await recover(strategy, { tap, ordinary, readSet }, item, index, opened);
      tap.bypass(() => say({ say: 'recovered', item: recovered }));
    };
    if (isReal) await work();
    else
      await alone
        .run(
          tap.bypass(() => beginningOf(item, task.writtenAtMs)),
          work,
        )
        .catch(endIfStuck);
  }
  tap.bypass(() => tree.remove());
  for (const end of detach) end();
});

type Loaded = { say: 'loaded'; strategy: Strategy } | Extract<RecoverLine, { say: 'unavailable' }>;

async function load(reference: string): Promise<Loaded> {
  try {
    const strategy = await loadStrategy(reference);
    const availability = (await strategy.availability?.()) ?? { available: true };
    if (availability.available) return { say: 'loaded', strategy };
    return { say: 'unavailable', reason: availability.reason, remedy: availability.remedy };
  } catch (error) {
    const reason = `it can't be loaded: ${describeThrown(error).message}`;
    return { say: 'unavailable', reason, remedy: 'name a module that is here with --strategy PATH' };
  }
}

/** Whether its time is that of the machine. */
function hasRealTime(tap: Tap, { disk, lockPatienceMs }: RecoverItem): boolean {
  return tap.notices.length > 0 || (disk === null && lockPatienceMs > 0);
}

/** The wall clock when the next client comes, in milliseconds: some time after the last one died. */
function beginningOf({ path: document, disk }: RecoverItem, writtenAtMs: number): number {
  return disk === null ? newestBelow(path.dirname(document)) : writtenAtMs + (disk.agedMs ?? 0);
}

/** As for a process that hangs, but at once. */
function endIfStuck(error: unknown): void {
  if (!(error instanceof StuckError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

/** `writtenAtMs`: in virtual time everything was last changed when the writers died; null: it is real. */
function putDisk(
  tree: ReusedTree,
  { disk }: RecoverItem,
  blocks: Uint8Array,
  writtenAtMs: number | null,
): void {
  if (disk === null) return;
  const image = disk.nodes.map((node) => imageNode(node, blocks));
  const agedMs = writtenAtMs === null ? disk.agedMs : Date.now() - writtenAtMs;
  tree.put(image, disk.root, agedMs === null ? {} : { agedMs });
}

/** After the read: writes once more and looks at what is left. */
async function recover(
  strategy: Strategy,
  { tap, ordinary, readSet }: { tap: Tap; ordinary: OrdinaryNames; readSet: ReadSet },
  item: RecoverItem,
  index: number,
  opened: Opened,
): Promise<RecoveredItem> {
  const { recovered } = opened;
  const reading = readSet.take();
  let nextWrite = await writeAfterCrash(strategy, item, opened, index);
  let agedMs = 0;
  if (isLocked(nextWrite) && item.ageMs > 0) {
    tap.bypass(() => makeOlder(path.dirname(item.path), item.ageMs));
    agedMs = item.ageMs;
    nextWrite = await writeAfterCrash(strategy, item, { recovered, store: null }, index);
  }
  const writing = readSet.take();
  if (nextWrite.type === 'ok') nextWrite = await readBack(strategy, item, nextWrite, index);
  if (nextWrite.type === 'ok') await writeUntilSettled(strategy, item, ordinary, index);
  const litter = ordinary.surplus(tap.bypass(() => namesBeside(item.path)));
  return {
    recovered,
    nextWrite,
    agedMs,
    litter,
    readSet: { reading, writing },
    unseen: tap.notices.length > 0,
  };
}

/**
 * A strategy that keeps the last few of something removes the older ones bit by bit. What fails here is not
 * asked: the next write got through.
 */
async function writeUntilSettled(
  strategy: Strategy,
  item: RecoverItem,
  { settledAfter }: OrdinaryNames,
  index: number,
): Promise<void> {
  const asNext: RecoveredFile = { type: 'error', code: null, message: '' };
  for (let count = 0; count < settledAfter; count++) {
    await writeAfterCrash(strategy, item, { recovered: asNext, store: null }, index);
  }
}

function namesBeside(document: string): string[] {
  return namesBelow(path.dirname(document), path.basename(document));
}

function imageNode(node: DiskNode, blocks: Uint8Array): ImageNode {
  if (node.type !== 'file') return node;
  const { content, ...rest } = node;
  return { ...rest, bytes: unpacked(content, blocks) };
}

function isLocked(nextWrite: NextWrite): boolean {
  return nextWrite.type === 'error' && nextWrite.code === 'LOCKED';
}
