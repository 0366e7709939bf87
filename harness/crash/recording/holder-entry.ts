// Child process: begins a write and stands still for good right before the operation that would change the
// document. Whoever locks holds the lock then. It ends when it is killed.
import path from 'node:path';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { makeDocument } from '../../document.js';
import { blockThread } from '../../tap/patch/block-thread.js';
import { installTap } from '../../tap/patch/install.js';
import type { Operation } from '../../tap/patch/operation.js';
import type { HolderLine, HolderTask } from '../children/child-protocol.js';
import { takeTask } from '../children/child-side.js';

const { task, say } = takeTask<HolderTask, HolderLine>();
const tap = await installTap();
const strategy = await loadStrategy(task.strategy);
const store = await strategy.open(task.path, { lockTimeoutMs: 1000 });
tap.attach({
  before(operation) {
    if (changesDocument(operation)) {
      say({ say: 'stands-still' });
      blockThread();
    }
    return undefined;
  },
});
await store.write(makeDocument('holder', task.documentBytes), null);
say({ say: 'unstopped' });
process.exit(0);

function changesDocument(operation: Operation): boolean {
  const isDocument = (name: string | null) => name !== null && path.resolve(name) === path.resolve(task.path);
  switch (operation.kind) {
    case 'rename':
      return isDocument(operation.to);
    case 'write':
    case 'truncate':
      return isDocument(operation.openedAs);
    default:
      return false;
  }
}
