// Messages between a host and its actors, over a MessagePort (threads) or IPC (processes). Host → actor: the
// task (processes only), `start` with the common instant of each round, `stop`. Actor → host: `ready`, `finished`
// (processes only).
import type { MessagePort } from 'node:worker_threads';
import type { ActorTask, Control } from './actor.js';

export type HostMessage = { say: 'task'; task: ActorTask } | { say: 'start'; atNs: number } | { say: 'stop' };
export const READY = 'ready';
export const FINISHED = 'finished';

class MessageControl implements Control {
  readonly #sayReady: () => void;
  /** Starts that came before they were waited for. */
  readonly #starts: number[] = [];
  #start: ((atNs: number) => void) | null = null;
  #stopped = false;

  constructor(sayReady: () => void) {
    this.#sayReady = sayReady;
  }

  receive(message: HostMessage): void {
    if (message.say === 'start') {
      if (this.#start === null) this.#starts.push(message.atNs);
      else this.#start(message.atNs);
      this.#start = null;
    }
    if (message.say === 'stop') this.#stopped = true;
  }

  ready(): void {
    this.#sayReady();
  }

  async started(): Promise<number> {
    const atNs = this.#starts.shift();
    if (atNs !== undefined) return atNs;
    return await new Promise((resolve) => {
      this.#start = resolve;
    });
  }

  stopped(): boolean {
    return this.#stopped;
  }
}

export function portControl(port: MessagePort): Control {
  const control = new MessageControl(() => port.postMessage(READY));
  port.on('message', (message: HostMessage) => control.receive(message));
  return control;
}

/** For one task; the next one gets a control of its own. */
export function messageControl(from: NodeJS.Process): Control & { release(): void } {
  const control = new MessageControl(() => from.send?.(READY));
  const receive = (message: HostMessage): void => control.receive(message);
  from.on('message', receive);
  return Object.assign(control, { release: () => void from.off('message', receive) });
}
