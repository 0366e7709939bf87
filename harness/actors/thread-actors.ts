// Actors as Piscina worker threads of this process: as many workers as ever act at once, one task each, and
// Piscina's Atomics wait off, because it would block the workers' event loops and with them lock heartbeats.
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { serveLocks } from '../../strategies/locks/broker.js';
import type { ActorTask } from './actor.js';
import type { ActorEnding, ActorHandle } from './actor-handle.js';
import { READY } from './control.js';
import { ReadyRounds } from './ready-rounds.js';

export class ThreadActors {
  readonly size: number;
  readonly #pool: Piscina;

  /** @param size how many actors can run at once; further ones would queue and never meet the others */
  constructor(size: number) {
    this.size = size;
    this.#pool = new Piscina({
      filename: new URL('./thread-entry.js', import.meta.url).href,
      minThreads: size,
      maxThreads: size,
      concurrentTasksPerWorker: 1,
      atomics: 'disabled',
    });
    // Errors outside a task, from a timer for instance, end the worker and reject its task; they are reported
    // there.
    this.#pool.on('error', () => {});
  }

  start(task: ActorTask): ActorHandle {
    const { port1: near, port2: far } = new MessageChannel();
    const locks = serveLocks();
    const abort = new AbortController();
    const rounds = new ReadyRounds();
    near.on('message', (message) => {
      if (message === READY) rounds.say();
    });
    const run = this.#pool.run(
      { task, control: far, locks },
      { transferList: [far, locks], signal: abort.signal },
    );
    const ended = run.then<ActorEnding, ActorEnding>(
      () => ({ type: 'done' }),
      (error: unknown) => ({ type: 'died', how: howThreadDied(error) }),
    );
    void ended.then(() => near.close());
    return {
      task,
      where: 'thread',
      ready: (round = 0) => Promise.race([rounds.for(round), ended.then(() => {})]),
      ended,
      send: (message) => near.postMessage(message),
      kill: () => abort.abort(),
    };
  }
}

function howThreadDied(error: unknown): Extract<ActorEnding, { type: 'died' }>['how'] {
  const message = error instanceof Error ? error.message : String(error);
  const exit = /exited with code:? ?(\d+)/i.exec(message);
  if (exit !== null) return { type: 'exit', exitCode: Number(exit[1]) };
  return { type: 'uncaught', message };
}
