// The entry of an actor in a worker thread, a Piscina worker file. Lock addons that only the main thread may
// load are reached through the broker's port.
import type { MessagePort } from 'node:worker_threads';
import { useLocks } from '../../strategies/locks/broker.js';
import { type ActorTask, act } from './actor.js';
import { portControl } from './control.js';

export interface ThreadTask {
  task: ActorTask;
  control: MessagePort;
  locks: MessagePort;
}

export default async function enter({ task, control, locks }: ThreadTask): Promise<void> {
  useLocks(locks);
  try {
    await act(task, portControl(control));
  } finally {
    control.close();
  }
}
