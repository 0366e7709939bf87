// Child process: opens what crashes left like the next application would. Each place is read, then written, then
// listed; what an ordinary write of the same strategy leaves is not held against it. A tap shows those that have
// lost power a new boot id. On disks that were put there for this alone, syncs are left out and one store does both.
import fs from 'node:fs';
import path from 'node:path';
import type { NextWrite, RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import type { Store, Strategy } from '../../../strategies/strategy.js';
import { rememberTexts } from '../../../strategies/task-file.js';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { describeThrown } from '../../actors/thrown.js';
import { makeDocument, observe } from '../../document.js';
import { leftoversBeside } from '../../leftovers.js';
import { FakeBootId } from '../../tap/handlers/fake-boot-id.js';
import { ReadSet } from '../../tap/handlers/read-set.js';
import { SkipSyncs } from '../../tap/handlers/skip-syncs.js';
import { installTap } from '../../tap/patch/install.js';
import type { Handler } from '../../tap/patch/operation.js';
import type { Tap } from '../../tap/patch/tap.js';
import type { DiskNode, RecoveredItem, RecoverItem, RecoverTask } from '../children/child-protocol.js';
import { serveTasks } from '../children/child-side.js';
import { withoutSyncs } from '../children/without-syncs.js';
import { unpacked } from '../contents/packed-contents.js';
import type { ImageNode } from '../states/disk-image.js';
import { allowedLeftovers } from './allowed-leftovers.js';
import { openDescriptors } from './open-descriptors.js';
import { ReusedTree } from './reused-tree.js';

// Torn documents are refused by the thousand, and nobody reads where.
Error.stackTraceLimit = 0;

const TEXTS_MAX = 256;

serveTasks<RecoverTask, RecoveredItem>(async ({ task, say }) => {
  const tap = await installTap();
  // The same few documents again and again; where time counts, in places without a disk of their own, nothing is remembered.
  if (task.items.every(({ disk }) => disk !== null)) rememberTexts(TEXTS_MAX);
  const strategy = await loadStrategy(task.strategy);
  const ordinary = await withoutSyncs(tap, () => allowedLeftovers(strategy, task.directory));
  const [boot, syncs] = [new FakeBootId(task.directory), new SkipSyncs(true)];
  const held = (): number | null => (tap.notices.length === 0 ? openDescriptors() : null);
  const tree = new ReusedTree(path.join(task.directory, 'put-aside'), () => tap.bypass(held));
  const lookedAt = new ReadSet();
  const replacing: Handler = {
    before(operation) {
      if (operation.kind === 'rename') tree.giveWay(operation.from, operation.to);
      return undefined;
    },
  };
  const blocks = Buffer.from(task.blocks, 'base64');
  const detach = [boot, syncs, lookedAt, replacing].map((handler) => tap.attach(handler));
  for (const [index, item] of task.items.entries()) {
    // Without a minute's age the machine goes on: only the process has died.
    boot.rebooted = item.disk !== null && item.disk.agedMs !== null;
    syncs.enabled = item.disk !== null;
    tap.bypass(() => putDisk(tree, item, blocks));
    lookedAt.startBelow(item.disk?.root ?? null);
    say(await recover(strategy, { tap, ordinary, lookedAt }, item, index));
  }
  tap.bypass(() => tree.remove());
  for (const end of detach) end();
});

function putDisk(tree: ReusedTree, { disk }: RecoverItem, blocks: Uint8Array): void {
  if (disk === null) return;
  const image = disk.nodes.map((node) => imageNode(node, blocks));
  tree.put(image, disk.root, disk.agedMs === null ? {} : { agedMs: disk.agedMs });
}

async function recover(
  strategy: Strategy,
  { tap, ordinary, lookedAt }: { tap: Tap; ordinary: ReadonlySet<string>; lookedAt: ReadSet },
  item: RecoverItem,
  index: number,
): Promise<RecoveredItem> {
  const { recovered, store } = await read(strategy, item);
  const reading = lookedAt.take();
  let nextWrite = await write(strategy, item, { recovered, store }, index);
  let agedMs = 0;
  if (isLocked(nextWrite) && item.ageMs > 0) {
    tap.bypass(() => age(path.dirname(item.path), item.ageMs));
    agedMs = item.ageMs;
    nextWrite = await write(strategy, item, { recovered, store: null }, index);
  }
  const litter = tap.bypass(() => namesBeside(item.path)).filter((name) => !ordinary.has(name));
  return {
    recovered,
    nextWrite,
    agedMs,
    litter,
    looked: { reading, writing: lookedAt.take() },
    unseen: tap.notices.length > 0,
  };
}

function namesBeside(document: string): string[] {
  return fs.existsSync(path.dirname(document)) ? leftoversBeside(document) : [];
}

function imageNode(node: DiskNode, blocks: Uint8Array): ImageNode {
  if (node.type !== 'file') return node;
  const { content, ...rest } = node;
  return { ...rest, bytes: unpacked(content, blocks) };
}

/** What was read. The store is left open for the write on disks that are there for this alone. */
interface Opened {
  recovered: RecoveredFile;
  store: Store | null;
}

async function read(strategy: Strategy, item: RecoverItem): Promise<Opened> {
  let store: Store | null = null;
  const stays = (): Store | null => (item.disk === null ? null : store);
  try {
    store = await strategy.open(item.path, { lockTimeoutMs: item.patienceMs });
    const document = await store.read();
    if (stays() === null) await store.close();
    const recovered: RecoveredFile =
      document === null ? { type: 'absent' } : { type: 'document', observed: observe(document) };
    return { recovered, store: stays() };
  } catch (error) {
    return { recovered: { type: 'error', ...describeThrown(error) }, store: stays() };
  }
}

async function write(
  strategy: Strategy,
  item: RecoverItem,
  { recovered, store: opened }: Opened,
  index: number,
): Promise<NextWrite> {
  // A document that can't be read can't be expected at a rev either; the write then says what it thinks of it.
  const expectedRev =
    recovered.type === 'document' ? recovered.observed.rev : recovered.type === 'absent' ? 0 : null;
  const beganNs = process.hrtime.bigint();
  const recoveryNs = (): number => Number(process.hrtime.bigint() - beganNs);
  try {
    const store = opened ?? (await strategy.open(item.path, { lockTimeoutMs: item.patienceMs }));
    try {
      const stored = await store.write(makeDocument(`recovery${index}`, item.documentBytes), expectedRev);
      return { type: 'ok', rev: observe(stored).rev, recoveryNs: recoveryNs() };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { type: 'error', ...describeThrown(error), recoveryNs: recoveryNs() };
  }
}

function isLocked(nextWrite: NextWrite): boolean {
  return nextWrite.type === 'error' && nextWrite.code === 'LOCKED';
}

/** Everything in the directory, as if so much time had passed. */
function age(directory: string, ms: number): void {
  for (const name of fs.readdirSync(directory)) {
    const file = path.join(directory, name);
    const { atimeMs, mtimeMs } = fs.lstatSync(file);
    fs.lutimesSync(file, (atimeMs - ms) / 1000, (mtimeMs - ms) / 1000);
  }
}
