// Actors as Piscina worker threads of this process: as many workers as ever act at once, one task each, and
// Piscina's Atomics wait off, because it would block the workers' event loops and with them lock heartbeats.
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { serveLocks } from '../../strategies/locks/broker.js';
import { errorCode } from '../processes/error-code.js';
import { StartFailure } from '../processes/machine-faults.js';
import type { ActorTask } from './actor.js';
import type { ActorEnding, ActorHandle } from './actor-handle.js';
import { READY } from './control.js';
import { ReadyRounds } from './ready-rounds.js';

export class ThreadActors {
  readonly size: number;
  readonly #pool: Piscina;
  /** Resolves when a worker could not be started: the tasks would wait for it for ever. */
  readonly #refused: Promise<StartFailure>;

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
    this.#refused = new Promise((resolve) => {
      // Other errors outside a task, from a timer for instance, end the worker and reject its task; they are
      // reported there.
      this.#pool.on('error', (cause: unknown) => {
        const isUnstarted = errorCode(cause) === 'ERR_WORKER_INIT_FAILED';
        if (isUnstarted) resolve(new StartFailure('a thread for an actor was not started', { cause }));
      });
    });
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
      ready: async (round = 0) => {
        const refusal = await Promise.race([rounds.for(round), ended.then(() => {}), this.#refused]);
        if (refusal !== undefined) throw refusal;
      },
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
