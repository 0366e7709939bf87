// Clients that outlive one world, because starting four of them costs more than most searches: whoever opens the
// next world of the same scope in this process finds them, and they load its strategy beside the one before. Only
// for strategies that are known to leave each other in peace; they end with this process.
import { Clients, type ClientsOptions } from './clients.js';
import { TurnTimeout } from './turn-timeout.js';

export type ClientPoolOptions = Omit<ClientsOptions, 'guard'>;

const idle: Clients[] = [];

/** Two writers, a reader and one that looks on: what most worlds need, so that they find the same ones. */
const COUNT_MIN = 4;

/** As many as wanted or more; complete or not, like new ones: `complete` says who has to be warmed up. */
export function engageClients(options: ClientPoolOptions): Clients {
  const index = idle.findIndex((one) => one.scope === options.scope && one.count >= options.count);
  const [found] = index === -1 ? [] : idle.splice(index, 1);
  if (found === undefined) {
    const count = Math.max(options.count, COUNT_MIN);
    return new Clients({ ...options, count, guard: new TurnTimeout() });
  }
  found.engage(options);
  return found;
}

/** Nobody may use them until they are engaged again. */
export function releaseClients(clients: Clients): void {
  idle.push(clients);
}
