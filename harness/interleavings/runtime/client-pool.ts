// Keeps clients from one runtime to the next, because starting four of them costs more than most searches:
// the next runtime of the same scope in this process engages them, and they load its strategy beside the one
// before. Only for strategies that are known not to disturb each other, or for one of a user's that has this
// process to itself. Pooled clients end with this process.
import { Clients, type ClientsOptions } from './clients.js';
import { TurnTimeout } from './turn-timeout.js';

export type ClientPoolOptions = Omit<ClientsOptions, 'turnTimeout'>;

const idle: Clients[] = [];

/** Two writers, a reader and the probe: enough for most runtimes, so that they share the same clients. */
const COUNT_MIN = 4;

/** As many as wanted or more. They may be missing or new to the strategy: see `Clients.complete`. */
export function engageClients(options: ClientPoolOptions): Clients {
  const index = idle.findIndex((one) => one.scope === options.scope && one.count >= options.count);
  const [found] = index === -1 ? [] : idle.splice(index, 1);
  if (found === undefined) {
    const count = Math.max(options.count, COUNT_MIN);
    return new Clients({ ...options, count, turnTimeout: new TurnTimeout() });
  }
  found.engage(options);
  return found;
}

/** They may not be used until they are engaged again. */
export function releaseClients(clients: Clients): void {
  idle.push(clients);
}
