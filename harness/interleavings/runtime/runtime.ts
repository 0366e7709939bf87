// The real world of a search: clients of the strategy in processes or threads of their own, on a real directory with
// real locks, led step by step through one schedule after another from the same beginning.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '../../../results/vocabulary/trace.js';
import type { Program } from '../program.js';
import type { Setup } from '../setups.js';
import { engageClients, releaseClients } from './client-pool.js';
import { Clients } from './clients.js';
import { leftoversOfDeaths, type Stage } from './initial-states.js';
import { RealProgram } from './real-program.js';
import { TurnTimeout } from './turn-timeout.js';
import { completeWarm } from './warm-up.js';

export interface RuntimeOptions {
  scope: 'threads' | 'processes';
  /** See actors/strategy-reference.ts. */
  reference: string;
  /** An existing, empty directory on the file system in question; the world's own until `dispose`. */
  directory: string;
  /** Called with the pid of every process; returns what is to be called when it has gone. */
  registerProcess: (pid: number) => () => void;
  /** Clients of the biggest program; one more is started for what goes before and after schedules. */
  clients: number;
  /** Its clients may have served, and may yet serve, other strategies. Default false. */
  shared?: boolean;
  /** Not of shared clients. How long, in real time, a client may take until it stands again. */
  turnMsMax?: number;
  /** `leftovers` will be asked for: who dies for it is started now, beside everything else. Default false. */
  leavesBehind?: boolean;
  /** Looked at before every schedule: `execute` rejects with its reason. */
  signal?: AbortSignal;
}

export interface Runtime {
  /** Programs of one world use the same clients: execute one schedule at a time. */
  program(situation: Setup): Program;
  /** What writers leave that die at one of their operations; each may be the `leftovers` of a situation. */
  leftovers(documentBytes: number, seed: number): Promise<Tree[]>;
  /** Ends all clients; the next schedule has new ones. */
  renew(): Promise<void>;
  /** Ends all clients that are not shared. What is left in the directory is the caller's. */
  dispose(): Promise<void>;
}

/** How long the event loop may stand still. */
const BREATH_MS = 50;

/** Starts the clients. @throws ClientStartError when one doesn't come up (its strategy can't be loaded, say) */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const world = new RealWorld(options);
  try {
    await world.ready();
  } catch (error) {
    await world.dispose();
    throw error;
  }
  return world;
}

/** One client in a process of its own, and where it writes. */
interface Victims {
  clients: Clients;
  freshPath: () => string;
  /** @throws ClientStartError */
  warm: Promise<void>;
}

class RealWorld implements Runtime {
  readonly #options: RuntimeOptions;
  /** null: the clients are shared, and have their own. */
  readonly #guard: TurnTimeout | null;
  readonly #clients: Clients;
  readonly #probe: number;
  #victims: Victims | null = null;
  #directories = 0;
  #breathedMs = performance.now();

  constructor(options: RuntimeOptions) {
    this.#options = options;
    const { scope, reference: strategy, registerProcess } = options;
    const directory = join(options.directory, 'lines');
    mkdirSync(directory);
    const wanted = { scope, strategy, count: options.clients + 1, directory, registerProcess };
    this.#guard = options.shared === true ? null : new TurnTimeout(options.turnMsMax);
    this.#clients =
      this.#guard === null ? engageClients(wanted) : new Clients({ ...wanted, guard: this.#guard });
    this.#probe = this.#clients.count - 1;
    if (options.leavesBehind === true) this.#victims = this.#startVictims();
  }

  program(situation: Setup): Program {
    return new RealProgram(situation, {
      scope: this.#options.scope,
      clients: this.#clients,
      stage: this.#stage(situation.documentBytes, situation.seed),
      ready: () => this.ready(),
      breathe: () => this.#breathe(),
    });
  }

  async leftovers(documentBytes: number, seed: number): Promise<Tree[]> {
    await this.ready();
    const victims = this.#victims ?? this.#startVictims();
    this.#victims = null;
    const stage = this.#stage(documentBytes, seed);
    const { clients, freshPath, warm } = victims;
    const replaceClients = () => completeWarm(clients, freshPath);
    try {
      await warm;
      return await leftoversOfDeaths(stage, { ...stage, clients, freshPath, probe: 0, replaceClients });
    } finally {
      await clients.dispose();
    }
  }

  #startVictims(): Victims {
    const { directory: top, reference, registerProcess } = this.#options;
    const directory = mkdtempSync(join(top, 'victims-'));
    const { guard } = this.#clients;
    const clients = new Clients({
      scope: 'processes',
      strategy: reference,
      count: 1,
      directory,
      guard,
      registerProcess,
    });
    let directories = 0;
    const freshPath = () => join(directory, `s${directories++}`);
    const warm = completeWarm(clients, freshPath);
    // Told to whoever asks for what they leave.
    warm.catch(() => {});
    return { clients, freshPath, warm };
  }

  async renew(): Promise<void> {
    await this.#clients.dispose();
  }

  async dispose(): Promise<void> {
    await this.#victims?.clients.dispose();
    if (this.#guard === null) {
      releaseClients(this.#clients);
      return;
    }
    await this.#clients.dispose();
    this.#guard.stop();
  }

  /** All clients wait for a script, and every one has written before: the first time is often another. */
  async ready(): Promise<void> {
    this.#options.signal?.throwIfAborted();
    await this.#breathe();
    await completeWarm(this.#clients, () => this.#freshPath());
  }

  #stage(documentBytes: number, seed: number): Stage {
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

  /** So that its host's heartbeat and messages go on. */
  #breathe(): Promise<void> | undefined {
    if (performance.now() - this.#breathedMs < BREATH_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#breathedMs = performance.now();
        this.#clients.trimWords();
        resolve();
      });
    });
  }
}
