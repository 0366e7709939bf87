// The other clients of a schedule as a strategy sees them: by their processes. Tells the step gate which of
// them an operation asks about, and whether that one has died. A client dies in a schedule while its process
// waits for the next one, so the answers come from the schedule and not from the kernel. Threads share a
// process and can't be asked about one by one.
import { type DeadProcesses, processAskedFor } from '../../tap/handlers/dead-processes.js';
import type { Operation } from '../../tap/patch/operation.js';
import type { Script } from '../client-protocol.js';

export class OtherClients {
  readonly #own: number;
  readonly #pids: readonly number[];
  readonly #dead: DeadProcesses;

  constructor({ client, pids = [] }: Pick<Script, 'client' | 'pids'>, dead: DeadProcesses) {
    this.#own = client;
    this.#pids = pids;
    this.#dead = dead;
  }

  /** null: it asks about none of them. */
  askedFor(operation: Operation): number | null {
    if (this.#pids.length === 0) return null;
    const pid = processAskedFor(operation);
    const client = pid === null ? -1 : this.#pids.indexOf(pid);
    return client === -1 || client === this.#own ? null : client;
  }

  isDead(client: number): boolean {
    return this.#dead.has(this.#pids[client] ?? 0);
  }
}
