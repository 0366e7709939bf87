// Child process without a tap: opens what crashes left like the next application would. Each place is read, then
// written, then listed; what an ordinary write of the same strategy leaves is not held against it.
import fs from 'node:fs';
import path from 'node:path';
import type { NextWrite, Recovered } from '../../results/kill-points.js';
import type { Strategy } from '../../strategies/strategy.js';
import { loadStrategy } from '../actors/strategy-reference.js';
import { describeThrown } from '../actors/thrown.js';
import type { ImageNode } from '../crash/disk-image.js';
import { writeTree } from '../crash/write-tree.js';
import { makeDocument, observe } from '../document.js';
import { leftoversBeside } from '../leftovers.js';
import { serveTasks } from './child-side.js';
import type { DiskNode, RecoveredItem, RecoverItem, RecoverTask } from './tasks.js';

serveTasks<RecoverTask, RecoveredItem>(async ({ task, say }) => {
  const strategy = await loadStrategy(task.strategy);
  const ordinary = await ordinaryLeftovers(strategy, task.directory);
  for (const [index, item] of task.items.entries()) say(await recover(strategy, ordinary, item, index));
});

async function ordinaryLeftovers(strategy: Strategy, directory: string): Promise<Set<string>> {
  const document = path.join(directory, 'ordinary', 'tasks.yaml');
  fs.mkdirSync(path.dirname(document), { recursive: true });
  const store = await strategy.open(document, { lockTimeoutMs: 1000 });
  for (let rev = 0; rev < 2; rev++) await store.write(makeDocument(`ordinary${rev}`, 300), rev);
  await store.close();
  return new Set(leftoversBeside(document));
}

async function recover(
  strategy: Strategy,
  ordinary: ReadonlySet<string>,
  item: RecoverItem,
  index: number,
): Promise<RecoveredItem> {
  if (item.disk !== null) {
    const { root, nodes, agedMs } = item.disk;
    writeTree(nodes.map(imageNode), root, agedMs === null ? {} : { agedMs });
  }
  const recovered = await read(strategy, item);
  let nextWrite = await write(strategy, item, recovered, index);
  let agedMs = 0;
  if (isLocked(nextWrite) && item.ageMs > 0) {
    age(path.dirname(item.path), item.ageMs);
    agedMs = item.ageMs;
    nextWrite = await write(strategy, item, recovered, index);
  }
  const there = fs.existsSync(path.dirname(item.path)) ? leftoversBeside(item.path) : [];
  const litter = there.filter((name) => !ordinary.has(name));
  const result = { recovered, nextWrite, agedMs, litter };
  if (item.disk !== null) fs.rmSync(item.disk.root, { recursive: true, force: true });
  return result;
}

function imageNode(node: DiskNode): ImageNode {
  if (node.type !== 'file') return node;
  const { content, ...rest } = node;
  return { ...rest, bytes: Buffer.from(content, 'base64') };
}

async function read(strategy: Strategy, item: RecoverItem): Promise<Recovered> {
  try {
    const store = await strategy.open(item.path, { lockTimeoutMs: item.patienceMs });
    const document = await store.read();
    await store.close();
    return document === null ? { type: 'absent' } : { type: 'document', observed: observe(document) };
  } catch (error) {
    return { type: 'error', ...describeThrown(error) };
  }
}

async function write(
  strategy: Strategy,
  item: RecoverItem,
  recovered: Recovered,
  index: number,
): Promise<NextWrite> {
  // A document that can't be read can't be expected at a rev either; the write then says what it thinks of it.
  const expectedRev =
    recovered.type === 'document' ? recovered.observed.rev : recovered.type === 'absent' ? 0 : null;
  const beganNs = process.hrtime.bigint();
  const recoveryNs = (): number => Number(process.hrtime.bigint() - beganNs);
  try {
    const store = await strategy.open(item.path, { lockTimeoutMs: item.patienceMs });
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
