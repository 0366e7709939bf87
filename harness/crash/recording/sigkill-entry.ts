// Child process: performs one write and kills itself with a real SIGKILL at one of its operations. Its output
// says whether the write had been acknowledged by then.
import path from 'node:path';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { changesWithin, stopBySigkill } from '../../tap/handlers/stop-at-call.js';
import { installTap } from '../../tap/patch/install.js';
import type { SigkillLine, SigkillTask } from '../children/child-protocol.js';
import { takeTask } from '../children/child-side.js';
import { withoutSyncs } from '../children/without-syncs.js';
import { prepareWrite } from './one-write.js';

const { task, say } = takeTask<SigkillTask, SigkillLine>();
const tap = await installTap();
const strategy = await loadStrategy(task.strategy);
await withoutSyncs(tap, async () => {
  const warmUp = await prepareWrite(strategy, path.join(task.directory, 'warm-up'), 300, 'warm-up');
  await warmUp.run(() => {});
});
const directory = path.join(task.directory, 'killed');
const {
  path: document,
  oldToken,
  newToken,
  run,
} = await withoutSyncs(tap, () =>
  prepareWrite(strategy, directory, task.documentBytes, task.token, task.writesBefore),
);
say({ say: 'ready', path: document, oldToken, newToken, pid: process.pid });
tap.attach(stopBySigkill({ at: task.at, when: task.when }, changesWithin(directory)));
await run(() => say({ say: 'acked' }));
say({ say: 'survived' });
process.exit(0);
