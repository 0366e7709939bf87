// What one case works with: its strategy, scratch directories, clock, random numbers and actors. The host
// itself calls strategy code only through it, with the activity mark set and a deadline.
import fs from 'node:fs';
import path from 'node:path';
import type { OpenOptions, PromiseLevel, Store, Strategy } from '../../strategies/strategy.js';
import { timeLimitsHold } from '../processes/inspection.js';
import type { RegisterProcess } from '../processes/process-registry.js';
import { startDeadline } from '../processes/running-time.js';
import { type Random, seededRandom } from '../random.js';
import type { ActivityMark, Place } from './activity.js';
import type { ActorPool } from './actor-pool.js';
import { describeThrown, type Thrown } from './thrown.js';

export type SessionAttempt<T> = { ok: true; value: T } | ({ ok: false } & Thrown);

/** The strategy did not answer; the case ends here and the host reports a hang. */
export class HangError extends Error {
  override readonly name = 'HangError';
  readonly place: Place;
  readonly afterMs: number;

  constructor(place: Place, afterMs: number) {
    super(`the strategy did not return from ${place} within ${afterMs} ms`);
    this.place = place;
    this.afterMs = afterMs;
  }
}

export interface CaseContextOptions {
  reference: string;
  directory: string;
  /** The same directory as the second mount shows it; absent: the run has one directory. */
  directoryB?: string;
  seed: number;
  mark: ActivityMark;
  epochNs: bigint;
  /** Serves every case of this host. */
  actorPool: ActorPool;
  registerProcess: RegisterProcess;
}

/** A call of the strategy has hung when it takes this much longer than its lock timeout. */
const CALL_MS_MAX = 10_000;

export class CaseContext {
  readonly reference: string;
  readonly epochNs: bigint;
  readonly random: Random;
  readonly registerProcess: RegisterProcess;
  readonly actorPool: ActorPool;
  readonly level: PromiseLevel;
  readonly claimsThreads: boolean;
  readonly #strategy: Strategy;
  readonly #directory: string;
  readonly #directoryB: string | undefined;
  readonly #mark: ActivityMark;
  #directories = 0;

  constructor(strategy: Strategy, options: CaseContextOptions) {
    this.#strategy = strategy;
    this.level = strategy.level ?? 'compare-and-swap';
    this.claimsThreads = strategy.claims?.threads !== false;
    this.reference = options.reference;
    this.epochNs = options.epochNs;
    this.random = seededRandom(options.seed);
    this.registerProcess = options.registerProcess;
    this.actorPool = options.actorPool;
    this.#directory = options.directory;
    this.#directoryB = options.directoryB;
    this.#mark = options.mark;
  }

  /** A new, empty directory of this case. */
  freshDirectory(name: string): string {
    const directory = path.join(this.#directory, `${name}-${this.#directories++}`);
    fs.mkdirSync(directory, { recursive: true });
    return directory;
  }

  /** A path below this case's directory as the second mount shows it. */
  throughB(below: string): string {
    if (this.#directoryB === undefined) throw new Error('this run has one directory');
    return path.join(this.#directoryB, path.relative(this.#directory, below));
  }

  open(documentPath: string, options: OpenOptions): Promise<Store> {
    return this.inside('open', () => this.#strategy.open(documentPath, options), options.lockTimeoutMs);
  }

  /** Runs strategy code with the mark set and a deadline; rejects with HangError when that has passed. */
  async inside<T>(place: Place, body: () => Promise<T>, lockTimeoutMs = 0): Promise<T> {
    const afterMs = CALL_MS_MAX + lockTimeoutMs;
    let cancel = (): void => {};
    const deadline = new Promise<never>((_, reject) => {
      if (timeLimitsHold()) cancel = startDeadline(afterMs, () => reject(new HangError(place, afterMs)));
    });
    try {
      return await this.#mark.inside(place, () => Promise.race([body(), deadline]));
    } finally {
      cancel();
    }
  }

  /** The outcome as data. A hang is not an outcome: it ends the case. */
  async attempt<T>(body: () => Promise<T>): Promise<SessionAttempt<T>> {
    try {
      return { ok: true, value: await body() };
    } catch (error) {
      if (error instanceof HangError) throw error;
      return { ok: false, ...describeThrown(error) };
    }
  }
}
