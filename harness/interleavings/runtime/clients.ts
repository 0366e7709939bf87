// The clients of a runtime: started once, used for schedule after schedule, and replaced when they are gone.
// In thread scope they share one process, so the end of one is the end of all. Between runtimes they can be
// engaged for another strategy.
import type { ClientIdentity } from '../names/client-identity.js';
import { ClientHost, type HostOptions } from './client-host.js';
import type { TurnTimeout } from './turn-timeout.js';

export interface ClientsOptions {
  scope: 'threads' | 'processes';
  strategy: string;
  /** How many. */
  count: number;
  directory: string;
  turnTimeout: TurnTimeout;
  registerProcess: (pid: number) => () => void;
}

/** One client, in the process that it lives in now. */
export interface Client {
  readonly host: ClientHost;
  /** Its number within that process. */
  readonly slot: number;
}

export class Clients {
  #options: ClientsOptions;
  readonly #hosts: (ClientHost | null)[];
  readonly #clientsPerHost: number;
  #started = 0;

  constructor(options: ClientsOptions) {
    this.#options = options;
    this.#clientsPerHost = options.scope === 'threads' ? options.count : 1;
    this.#hosts = Array.from({ length: options.count / this.#clientsPerHost }, () => null);
  }

  get turnTimeout(): TurnTimeout {
    return this.#options.turnTimeout;
  }

  get scope(): ClientsOptions['scope'] {
    return this.#options.scope;
  }

  /** From now on for this strategy, in this directory. No schedule may be under way. */
  engage({
    strategy,
    directory,
    registerProcess,
  }: Pick<ClientsOptions, 'strategy' | 'directory' | 'registerProcess'>): void {
    this.#options = { ...this.#options, strategy, directory, registerProcess };
  }

  get count(): number {
    return this.#options.count;
  }

  /**
   * Starts the missing ones and resolves with the numbers of those new to the strategy. @throws
   * ClientStartError
   */
  async complete(): Promise<number[]> {
    if (this.#hosts.every((host) => host !== null && this.#isFit(host))) return [];
    const started = await Promise.allSettled(this.#hosts.map((_, index) => this.#replace(index)));
    return started.flatMap((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  }

  async #replace(index: number): Promise<number[]> {
    const host = this.#hosts[index] ?? null;
    if (host !== null && this.#isFit(host)) return [];
    if (host === null || host.gone || !host.load(this.#options.strategy)) {
      await host?.dispose();
      this.#hosts[index] = null;
      this.#hosts[index] = await ClientHost.start(this.#hostOptions());
    }
    return Array.from({ length: this.#clientsPerHost }, (_, slot) => index * this.#clientsPerHost + slot);
  }

  #isFit(host: ClientHost): boolean {
    return !host.gone && host.strategy === this.#options.strategy;
  }

  /** Only of complete clients. */
  client(number: number): Client {
    const host = this.#hosts[Math.floor(number / this.#clientsPerHost)] ?? null;
    if (host === null) throw new Error(`client ${number} was never started`);
    return { host, slot: number % this.#clientsPerHost };
  }

  /** Of the first `count`, by number. Only of complete clients. */
  identities(count: number): ClientIdentity[] {
    return Array.from({ length: count }, (_, number) => {
      const { host, slot } = this.client(number);
      const identity = host.identity(slot);
      return identity === undefined ? [] : [{ ...identity, client: number }];
    }).flat();
  }

  trimStderr(): void {
    for (const host of this.#hosts) host?.trimStderr();
  }

  /** Ends the process of one client. Everything it held is released when this resolves. */
  async end(number: number): Promise<void> {
    const { host } = this.client(number);
    host.kill();
    await host.ended;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host?.dispose()));
    this.#hosts.fill(null);
  }

  #hostOptions(): HostOptions {
    const { scope, strategy, directory, turnTimeout, registerProcess } = this.#options;
    return {
      entry: scope === 'threads' ? 'thread-host-entry.js' : 'client-process-entry.js',
      strategy,
      clients: this.#clientsPerHost,
      directory,
      name: `host-${this.#started++}`,
      turnTimeout,
      registerProcess,
    };
  }
}
