// The few words that a host and its actors exchange, over a MessagePort (threads) or IPC (processes):
// actor → host `ready`; host → actor `start` with the common instant, and `stop`.
import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { Control } from './actor.js';

export type HostMessage = { say: 'start'; atNs: number } | { say: 'stop' };
export const READY = 'ready';

class Listening implements Control {
  readonly #sayReady: () => void;
  readonly #started: Promise<number>;
  #start: (atNs: number) => void = () => {};
  #stopped = false;

  constructor(sayReady: () => void) {
    this.#sayReady = sayReady;
    this.#started = new Promise((resolve) => {
      this.#start = resolve;
    });
  }

  hear(message: HostMessage): void {
    if (message.say === 'start') this.#start(message.atNs);
    else this.#stopped = true;
  }

  ready(): void {
    this.#sayReady();
  }

  started(): Promise<number> {
    return this.#started;
  }

  stopped(): boolean {
    return this.#stopped;
  }
}

export function portControl(port: MessagePort): Control {
  const control = new Listening(() => port.postMessage(READY));
  port.on('message', (message: HostMessage) => control.hear(message));
  return control;
}

/** The first message to a child is its task; all later ones are control. */
export async function processControl<Task>(): Promise<{ control: Control; task: Task }> {
  const control = new Listening(() => process.send?.(READY));
  const [task] = (await once(process, 'message')) as [Task];
  process.on('message', (message: HostMessage) => control.hear(message));
  return { control, task };
}
