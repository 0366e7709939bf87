// Child process: a program that writes once, closes, stays for a while and then ends as programs end, so that
// whatever it registered for its exit runs.
import { loadStrategy } from '../../actors/strategy-reference.js';
import { makeDocument } from '../../document.js';
import type { VisitorLine, VisitorTask } from '../children/child-protocol.js';
import { takeTask } from '../children/child-side.js';

const { task, say } = takeTask<VisitorTask, VisitorLine>();
const strategy = await loadStrategy(task.strategy);
const store = await strategy.open(task.path, { lockTimeoutMs: 1000 });
await store.write(makeDocument('visitor', task.documentBytes), null);
await store.close();
process.on('message', () => process.exit(0));
say({ say: 'wrote' });
