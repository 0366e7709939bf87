// The actors of one host process. Threads and processes that finished their work in good order wait for more:
// starting them costs more than most of what they do. Whoever died, hung or was killed is never used again.

import type { RegisterProcess } from '../processes/process-registry.js';
import type { ActorTask } from './actor.js';
import type { ActorHandle, ProcessHandle } from './actor-handle.js';
import { type ProcessActor, startProcessActor } from './process-actor.js';
import { ThreadActors } from './thread-actors.js';

export class ActorPool {
  readonly #registerProcess: RegisterProcess;
  readonly #idle: ProcessActor[] = [];
  #pool: ThreadActors | null = null;

  constructor(registerProcess: RegisterProcess) {
    this.#registerProcess = registerProcess;
  }

  /** Starts work in worker threads of this process, one each. */
  threads(tasks: readonly ActorTask[]): ActorHandle[] {
    if (tasks.length === 0) return [];
    const pool = this.#pool ?? new ThreadActors();
    this.#pool = pool;
    return tasks.map((task) => pool.start(task));
  }

  /** Sees to it that so many children wait for work, for when they will be needed soon. */
  startAhead(count: number): void {
    while (this.#idle.length < count) this.#idle.push(startProcessActor(this.#registerProcess));
  }

  /** Starts work in a forked child of this process. */
  process(task: ActorTask): ProcessHandle {
    const member = this.#idle.pop() ?? startProcessActor(this.#registerProcess);
    return member.work(task, () => this.#idle.push(member));
  }
}
