// The real runtime of a search: clients of the strategy in processes or threads of their own, on a real
// directory with real locks, which run one schedule after another, step by step, from the same initial state.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../program.js';
import type { Setup } from '../setups.js';
import { engageClients, releaseClients } from './client-pool.js';
import { Clients } from './clients.js';
import { type Leftovers, leftoversOfDeaths, type ProbeContext } from './initial-states.js';
import { RealProgram } from './real-program.js';
import { TurnTimeout } from './turn-timeout.js';
import { completeWarm } from './warm-up.js';

export interface RuntimeOptions {
  scope: 'threads' | 'processes';
  /** See actors/strategy-reference.ts. */
  reference: string;
  /** An existing, empty directory on the file system in question; the runtime's own until `dispose`. */
  directory: string;
  /** Called with the pid of every process; returns what is to be called when it has gone. */
  registerProcess: (pid: number) => () => void;
  /** Of the biggest program; one more client is started as the probe. */
  clients: number;
  /** Its clients may have served, and may yet serve, other runtimes of this process. Default false. */
  shared?: boolean;
  /**
   * Whether a violation is repeated in new clients. Default: unless they are shared, since strategies of this
   * package are known to keep nothing from one schedule to the next.
   */
  renewable?: boolean;
  /** Real time; not of shared clients. See TurnTimeout. */
  turnMsMax?: number;
  /**
   * `leftovers` will be called: the client that dies for it is started now, beside the others. Default false.
   */
  leavesBehind?: boolean;
  /** Looked at before every schedule: `execute` rejects with its reason. */
  signal?: AbortSignal;
}

export interface Runtime {
  /** Programs of one runtime use the same clients: execute one schedule at a time. */
  program(setup: Setup): Program;
  /** The leftovers of writers that die at one of their operations; each may be the `leftovers` of a setup. */
  leftovers(documentBytes: number, seed: number): Promise<Leftovers>;
  /** Ends all clients; the next schedule has new ones. */
  renew(): Promise<void>;
  /** Ends all clients that are not shared. What is left in the directory is the caller's. */
  dispose(): Promise<void>;
}

/** How long the event loop may be blocked. */
const PAUSE_EVERY_MS = 50;

/**
 * Starts the clients. @throws ClientStartError when one doesn't come up (its strategy can't be loaded, say)
 */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const runtime = new RealRuntime(options);
  try {
    await runtime.ready();
  } catch (error) {
    await runtime.dispose();
    throw error;
  }
  return runtime;
}

/** One client in a process of its own, and where it writes. */
interface Loner {
  clients: Clients;
  freshPath: () => string;
  /** @throws ClientStartError */
  warm: Promise<void>;
}

class RealRuntime implements Runtime {
  readonly #options: RuntimeOptions;
  /** null: the clients are shared, and have one of their own. */
  readonly #turnTimeout: TurnTimeout | null;
  readonly #clients: Clients;
  readonly #probe: number;
  #dyingWriter: Loner | null = null;
  #outsider: Loner | null = null;
  #directories = 0;
  #pausedMs = performance.now();

  constructor(options: RuntimeOptions) {
    this.#options = options;
    const { scope, reference: strategy, registerProcess } = options;
    const directory = join(options.directory, 'channels');
    mkdirSync(directory);
    const wanted = { scope, strategy, count: options.clients + 1, directory, registerProcess };
    this.#turnTimeout = options.shared === true ? null : new TurnTimeout(options.turnMsMax);
    this.#clients =
      this.#turnTimeout === null
        ? engageClients(wanted)
        : new Clients({ ...wanted, turnTimeout: this.#turnTimeout });
    this.#probe = this.#clients.count - 1;
    if (options.leavesBehind === true) this.#dyingWriter = this.#startLoner('dying-');
  }

  program(setup: Setup): Program {
    return new RealProgram(setup, {
      scope: this.#options.scope,
      clients: this.#clients,
      probeContext: this.#probeContext(setup.documentBytes, setup.seed),
      ready: () => this.ready(),
      renew: this.#isRenewable ? () => this.#renewForGood() : null,
      pause: () => this.#pause(),
      outsider: () => this.#outsideContext(setup),
    });
  }

  get #isRenewable(): boolean {
    const { shared = false, renewable = !shared } = this.#options;
    return renewable;
  }

  async #outsideContext({ documentBytes, seed }: Setup): Promise<ProbeContext> {
    this.#outsider ??= this.#startLoner('outside-');
    const { clients, freshPath, warm } = this.#outsider;
    await warm;
    const replaceClients = () => completeWarm(clients, freshPath);
    await replaceClients();
    return { ...this.#probeContext(documentBytes, seed), clients, freshPath, probe: 0, replaceClients };
  }

  async leftovers(documentBytes: number, seed: number): Promise<Leftovers> {
    await this.ready();
    const dying = this.#dyingWriter ?? this.#startLoner('dying-');
    this.#dyingWriter = null;
    const context = this.#probeContext(documentBytes, seed);
    const { clients, freshPath, warm } = dying;
    const replaceClients = () => completeWarm(clients, freshPath);
    try {
      await warm;
      return await leftoversOfDeaths(context, { ...context, clients, freshPath, probe: 0, replaceClients });
    } finally {
      await clients.dispose();
    }
  }

  async #renewForGood(): Promise<void> {
    await this.renew();
    // Takes the number of an inode that was free.
    mkdirSync(join(this.#options.directory, `renewed-${this.#directories++}`));
  }

  #startLoner(prefix: string): Loner {
    const { directory: top, reference, registerProcess } = this.#options;
    const directory = mkdtempSync(join(top, prefix));
    const { turnTimeout } = this.#clients;
    const clients = new Clients({
      scope: 'processes',
      strategy: reference,
      count: 1,
      directory,
      turnTimeout,
      registerProcess,
    });
    let directories = 0;
    const freshPath = () => join(directory, `s${directories++}`);
    const warm = completeWarm(clients, freshPath);
    // Thrown where the client is used.
    warm.catch(() => {});
    return { clients, freshPath, warm };
  }

  async renew(): Promise<void> {
    await this.#clients.dispose();
    await this.#outsider?.clients.dispose();
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#dyingWriter, this.#outsider].map((one) => one?.clients.dispose()));
    if (this.#turnTimeout === null) {
      releaseClients(this.#clients);
      return;
    }
    await this.#clients.dispose();
    this.#turnTimeout.stop();
  }

  /** All clients wait for a script, and every one has written before, see warm-up.ts. */
  async ready(): Promise<void> {
    this.#options.signal?.throwIfAborted();
    await this.#pause();
    await completeWarm(this.#clients, () => this.#freshPath());
  }

  #probeContext(documentBytes: number, seed: number): ProbeContext {
    return {
      clients: this.#clients,
      probe: this.#probe,
      documentBytes,
      seed,
      freshPath: () => this.#freshPath(),
      replaceClients: () => this.ready(),
    };
  }

  #freshPath(): string {
    return join(this.#options.directory, `s${this.#directories++}`);
  }

  /**
   * Lets the event loop turn when it is time for that, so that heartbeat and messages of this process go on.
   */
  #pause(): Promise<void> | undefined {
    if (performance.now() - this.#pausedMs < PAUSE_EVERY_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#pausedMs = performance.now();
        this.#clients.trimStderr();
        resolve();
      });
    });
  }
}
