// The actors of one host process. Threads and processes that finished a task wait for the next one, because
// starting them takes longer than most tasks. An actor that died, hung or was killed is never used again.
import type { RegisterProcess } from '../processes/process-registry.js';
import type { ActorTask } from './actor.js';
import type { ActorHandle, ProcessHandle } from './actor-handle.js';
import { type ProcessActor, startProcessActor } from './process-actor.js';
import type { ThreadActors } from './thread-actors.js';

/** Enough for every built-in scenario, so that the same threads serve all of them. */
const THREADS_MIN = 10;

export class ActorPool {
  readonly #registerProcess: RegisterProcess;
  readonly #idle: ProcessActor[] = [];
  /** Those that act for one of two hosts never act for another: what a strategy knows of its host, it keeps. */
  readonly #idleAt = { A: [] as ProcessActor[], B: [] as ProcessActor[] };
  #pool: ThreadActors | null = null;

  constructor(registerProcess: RegisterProcess) {
    this.#registerProcess = registerProcess;
  }

  /** Starts work in worker threads of this process, one each. What runs them is loaded for the first. */
  async threads(tasks: readonly ActorTask[]): Promise<ActorHandle[]> {
    if (tasks.length === 0) return [];
    const { ThreadActors } = await import('./thread-actors.js');
    const known = this.#pool !== null && this.#pool.size >= tasks.length ? this.#pool : null;
    const pool = known ?? new ThreadActors(Math.max(tasks.length, THREADS_MIN));
    this.#pool = pool;
    return tasks.map((task) => pool.start(task));
  }

  /** Starts children until `count` are idle, before they are needed. */
  startAhead(count: number): void {
    while (this.#idle.length < count) this.#idle.push(startProcessActor(this.#registerProcess));
  }

  /** Starts work in a child process. */
  process(task: ActorTask): ProcessHandle {
    const idle = task.mount === undefined ? this.#idle : this.#idleAt[task.mount];
    const actor = idle.pop() ?? startProcessActor(this.#registerProcess);
    return actor.work(task, () => idle.push(actor));
  }
}
