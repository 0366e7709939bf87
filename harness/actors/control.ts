// The few words that a host and its actors exchange, over a MessagePort (threads) or IPC (processes):
// host → actor the task (processes), `start` with the common instant, `stop`; actor → host `ready`, `finished`.
import type { MessagePort } from 'node:worker_threads';
import type { ActorTask, Control } from './actor.js';

export type HostMessage = { say: 'task'; task: ActorTask } | { say: 'start'; atNs: number } | { say: 'stop' };
export const READY = 'ready';
export const FINISHED = 'finished';

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
    if (message.say === 'stop') this.#stopped = true;
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

/** Hears what concerns the present task; the next one gets a control of its own. */
export function messageControl(from: NodeJS.Process): Control & { release(): void } {
  const control = new Listening(() => from.send?.(READY));
  const hear = (message: HostMessage): void => control.hear(message);
  from.on('message', hear);
  return Object.assign(control, { release: () => void from.off('message', hear) });
}
