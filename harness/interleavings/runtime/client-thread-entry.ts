// Entry of a worker thread that is one client of schedules. Locks whose addon may only be loaded in the main
// thread are requested through the broker's port.
import { type MessagePort, workerData } from 'node:worker_threads';
import { useLocks } from '../../../strategies/locks/broker.js';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { installTap } from '../../tap/patch/install.js';
import { prepareClient, runClient } from '../client/client.js';
import { openClientChannel } from './channel/client-channel.js';
import type { PipePaths } from './channel/named-pipes.js';

export interface ClientThreadTask {
  strategy: string;
  pipes: PipePaths;
  locks: MessagePort;
}

const { strategy: reference, pipes, locks } = workerData as ClientThreadTask;
const line = openClientChannel(pipes);
const tap = await installTap();
prepareClient(tap);
useLocks(locks);
const strategy = await loadStrategy(reference);
await runClient(line, strategy, tap);
