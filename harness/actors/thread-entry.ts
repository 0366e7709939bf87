// The thread's door to an actor: a Piscina worker file. The broker's port lets locks that may only be
// loaded in the main thread work here all the same.
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
