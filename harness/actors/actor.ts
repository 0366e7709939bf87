// One actor: loads the strategy, waits for the common start, and works: a writer's read-modify-write cycles,
// a single compare-and-swap, or a reader's loop. Every operation is journalled before and after, so that
// the record survives whatever becomes of the actor. Both entries (thread, process) run exactly this.
import fs from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Store, Strategy } from '../../strategies/strategy.js';
import { makeDocument, observe } from '../document.js';
import { starvedMs } from '../processes/starved-time.js';
import { type Random, seededRandom } from '../random.js';
import { ActivityMark } from './activity.js';
import { blockUntil, nowNs } from './clock.js';
import { Journal } from './operation-journal.js';
import { loadStrategy } from './strategy-reference.js';
import { describeThrown } from './thrown.js';

/** Plain data: it crosses thread and process borders. */
export interface ActorTask {
  actor: number;
  strategy: string;
  /** One document, or for `once` one per round. */
  documentPaths: string[];
  /** Round r is journalled in `<journalPath>.<r>`. */
  journalPath: string;
  activityPath: string;
  /** hrtime.bigint() of the case's start, as a decimal string. */
  epochNs: string;
  seed: number;
  lockTimeoutMs: number;
  /** The mount of `documentPaths`, where there are two; the actor then is a process. */
  mount?: 'A' | 'B';
  job:
    | { kind: 'writer'; acknowledged: number; retryMsMax: number; triesMax: number; documentBytes: number }
    /** One compare-and-swap per round; each round has a start of its own. */
    | { kind: 'once'; expectedRev: number; documentBytes: number }
    | { kind: 'back-to-back'; durationMs: number; writesMin: number; documentBytes: number }
    | { kind: 'reader' };
}

/**
 * Messages between actor and host: for each round the actor reports ready and the host answers with the start;
 * later it says stop.
 */
export interface Control {
  ready(): void;
  /** Resolves with the common start of the next round, in nanoseconds since the epoch. */
  started(): Promise<number>;
  stopped(): boolean;
}

/** The last part of the wait for the common start blocks: a timer is late by about a millisecond. */
const BLOCK_MS = 3;
/** So many times its duration a measurement may last until it has seen enough. */
const OVERTIME_MAX = 20;
/** After this many failed reads in a row a reader stops. */
const UNREADABLE_MAX = 25;

class Session {
  readonly #task: ActorTask;
  readonly #epochNs: bigint;
  readonly #random: Random;
  readonly #mark: ActivityMark;
  #journal: Journal;
  #operations = 0;

  constructor(task: ActorTask, mark: ActivityMark) {
    this.#task = task;
    this.#epochNs = BigInt(task.epochNs);
    this.#random = seededRandom(task.seed);
    this.#mark = mark;
    this.#journal = new Journal(journalPathOf(task, 0));
  }

  async run(control: Control): Promise<void> {
    const { strategy: reference, documentPaths, job } = this.#task;
    try {
      const strategy = await this.#mark.inside('load', () => loadStrategy(reference));
      const rounds = job.kind === 'once' ? documentPaths.length : 1;
      for (let round = 0; round < rounds; round += 1) await this.#round(strategy, round, control);
    } catch (error) {
      this.#journal.write({
        e: 'uncaught',
        place: this.#mark.threwIn,
        ...describeThrown(error),
        rejected: true,
      });
      throw error;
    } finally {
      this.#journal.close();
    }
  }

  async #round(strategy: Strategy, round: number, control: Control): Promise<void> {
    const { documentPaths, lockTimeoutMs } = this.#task;
    const path = documentPaths[round];
    if (path === undefined) throw new RangeError(`no document for round ${round}`);
    if (round > 0) {
      this.#journal.close();
      this.#journal = new Journal(journalPathOf(this.#task, round));
    }
    const store = await this.#mark.inside('open', () => strategy.open(path, { lockTimeoutMs }));
    // Warm up: the first parse in a process is many times slower, and actors that start late don't contend.
    await this.#mark.inside('read', () => store.read().catch(() => null));
    control.ready();
    const startNs = await control.started();
    const leftMs = (startNs - nowNs(this.#epochNs)) / 1e6 - BLOCK_MS;
    if (leftMs > 0) await setTimeout(leftMs);
    blockUntil(this.#epochNs, startNs);
    await this.#work(store, control);
    this.#journal.write({ e: 'done' });
    await this.#mark.inside('close', () => store.close());
  }

  async #work(store: Store, control: Control): Promise<void> {
    const { job } = this.#task;
    switch (job.kind) {
      case 'reader':
        while (!control.stopped()) {
          await this.#read(store);
          await setImmediate();
        }
        return;
      case 'once':
        await this.#write(store, job.expectedRev, job.documentBytes, 1, 0);
        return;
      case 'back-to-back':
        await this.#backToBack(store, job);
        return;
      case 'writer':
        await this.#cycles(store, control, job);
        return;
      default:
        job satisfies never;
    }
  }

  async #backToBack(
    store: Store,
    { durationMs, writesMin, documentBytes }: Extract<ActorTask['job'], { kind: 'back-to-back' }>,
  ): Promise<void> {
    const starvedBeforeMs = starvedMs('self');
    const beganNs = nowNs(this.#epochNs);
    for (let rev = 0; ; ) {
      const passedMs = (nowNs(this.#epochNs) - beganNs) / 1e6;
      // The rev counts the writes of all: a slow disk makes the measurement longer and not emptier.
      if (passedMs >= durationMs && (rev > writesMin || passedMs >= durationMs * OVERTIME_MAX)) break;
      const written = await this.#write(store, null, documentBytes, 1, 0);
      rev = written.rev ?? rev;
    }
    const ms = starvedMs('self') - starvedBeforeMs;
    // 0 where it is not known.
    if (ms > 0) this.#journal.write({ e: 'starved', ms });
  }

  async #cycles(
    store: Store,
    control: Control,
    job: Extract<ActorTask['job'], { kind: 'writer' }>,
  ): Promise<void> {
    let acknowledged = 0;
    let tries = 0;
    let unreadable = 0;
    while (acknowledged < job.acknowledged && !control.stopped()) {
      // A document that stays unreadable is corrupted for good; the reads so far prove it.
      if (tries >= job.triesMax || unreadable >= UNREADABLE_MAX) {
        this.#journal.write({ e: 'gave-up', tries });
        return;
      }
      const rev = await this.#read(store);
      unreadable = rev === undefined ? unreadable + 1 : 0;
      if (rev === undefined) {
        tries += 1;
        await this.#pause(job.retryMsMax);
        continue;
      }
      const written = await this.#write(
        store,
        rev,
        job.documentBytes,
        job.triesMax - tries,
        job.retryMsMax,
        control,
      );
      tries += written.tries;
      if (written.ok) acknowledged += 1;
      // A strategy whose calls never leave the microtask queue would keep the message to stop from arriving.
      await this.#pause(written.ok ? 0 : job.retryMsMax);
    }
  }

  /** The rev that was read; 0 for an absent document; undefined when the read failed. */
  async #read(store: Store): Promise<number | undefined> {
    const n = this.#operations++;
    this.#journal.write({ e: 'read', n, at: nowNs(this.#epochNs) });
    try {
      const document = await this.#mark.inside('read', () => store.read());
      const at = nowNs(this.#epochNs);
      const observed = document === null ? null : observe(document);
      this.#journal.write({ e: 'read-ok', n, at, observed });
      return observed === null ? 0 : observed.rev;
    } catch (error) {
      this.#journal.write({ e: 'read-error', n, at: nowNs(this.#epochNs), ...describeThrown(error) });
      return undefined;
    }
  }

  /** One compare-and-swap; LOCKED is tried again at once (0 … retryMsMax) as the same write. */
  async #write(
    store: Store,
    expectedRev: number | null,
    documentBytes: number,
    triesMax: number,
    retryMsMax: number,
    control?: Control,
  ): Promise<{ ok: boolean; tries: number; rev?: number }> {
    const n = this.#operations++;
    const token = `a${this.#task.actor}n${n}`;
    const next = makeDocument(token, documentBytes);
    this.#journal.write({ e: 'write', n, at: nowNs(this.#epochNs), expectedRev, token });
    for (let tries = 1; ; tries += 1) {
      try {
        const stored = await this.#mark.inside('write', () => store.write(next, expectedRev));
        const at = nowNs(this.#epochNs);
        const { rev } = observe(stored);
        this.#journal.write({ e: 'write-ok', n, at, tries, rev });
        return { ok: true, tries, rev };
      } catch (error) {
        const at = nowNs(this.#epochNs);
        const thrown = describeThrown(error);
        const again = thrown.code === 'LOCKED' && tries < triesMax && control?.stopped() !== true;
        if (!again) {
          this.#journal.write({ e: 'write-error', n, at, tries, ...thrown });
          return { ok: false, tries };
        }
        await this.#pause(retryMsMax);
      }
    }
  }

  async #pause(msMax: number): Promise<void> {
    const ms = this.#random.integer(0, msMax);
    if (ms === 0) await setImmediate();
    else await setTimeout(ms);
  }
}

/** Where round `round` of an actor is journalled. */
export function journalPathOf(task: Pick<ActorTask, 'journalPath'>, round: number): string {
  return `${task.journalPath}.${round}`;
}

/** The journal of the last round that the actor reached. */
export function lastJournalPathOf(task: ActorTask): string {
  let round = 0;
  while (fs.existsSync(journalPathOf(task, round + 1))) round += 1;
  return journalPathOf(task, round);
}

/** Runs one actor to its end; rejects with what the strategy threw outside read and write. */
export async function act(task: ActorTask, control: Control): Promise<void> {
  const mark = new ActivityMark(task.activityPath);
  try {
    await new Session(task, mark).run(control);
  } finally {
    mark.close();
  }
}
