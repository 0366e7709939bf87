// The sleeps of a client that is to back off, in virtual time: after a refusal twice as long as the last time, and
// after an acknowledgement for as long as some application does before its next write. Without chance, and other
// for each client, so that they don't march in step. Clients that are not to back off don't sleep at all.
import type { Script } from '../client-protocol.js';

const FIRST_MS = 2;
const THINKING_MS_MAX = 20;

export class Backoff {
  readonly #script: Pick<Script, 'client' | 'backoffMsMax'>;
  #thoughts = 0;

  constructor(script: Pick<Script, 'client' | 'backoffMsMax'>) {
    this.#script = script;
  }

  /** `refusals`: in a row, from 1. null: it does not back off. */
  afterRefusal(refusals: number): Promise<void> | null {
    const { backoffMsMax } = this.#script;
    if (backoffMsMax === undefined) return null;
    return sleep(Math.min(backoffMsMax, FIRST_MS * 2 ** Math.min(refusals - 1, 20)));
  }

  think(): Promise<void> {
    const { client, backoffMsMax } = this.#script;
    if (backoffMsMax === undefined) return Promise.resolve();
    this.#thoughts += 1;
    return sleep(((client * 7 + this.#thoughts * 11) % THINKING_MS_MAX) + 1);
  }
}

/** By the global timer, which is a virtual one while a script runs. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
