// Carries out one plan in one schedule: chooses by a seed which client goes on, lets a little virtual time pass at
// every turn, and does what is planned when its moment has come. Nothing here depends on how fast the machine is:
// the same plan gives the same schedule again, as far as the clients themselves do.
import { closeSync, openSync } from 'node:fs';
import type { NemesisEvent, NemesisPlan } from '../../results/vocabulary/nemesis-plan.js';
import type { Chooser, Disturbance, Moment, Pending, World } from '../interleavings/program.js';
import { type Random, seededRandom } from '../random.js';
import { CommitWatch } from './commit-watch.js';
import { editByHand, unlessAbsent } from './edit-by-hand.js';

/** Virtual: about what an operation on a file takes. */
const TURN_MS = 0.2;

/** An event that has happened. */
export interface DoneEvent {
  event: NemesisEvent;
  /** Virtual milliseconds since the start. */
  atMs: number;
  /** How many steps had been done. */
  steps: number;
  /** To whom it happened; null: to all. */
  client: number | null;
  /** What that client was about to do. */
  before: string | null;
}

type Triggered = Exclude<NemesisEvent, { do: 'slow-syncs' }>;

export class NemesisRun {
  readonly done: DoneEvent[] = [];
  /** Turns of clients so far. */
  turns = 0;
  readonly #random: Random;
  readonly #commits = new CommitWatch();
  readonly #open: Set<Triggered>;
  /** By client: until when it stands still, in virtual milliseconds. */
  readonly #held = new Map<number, number>();
  readonly #dead = new Set<number>();
  readonly #descriptors: number[] = [];
  /** When so many steps had been done: virtual milliseconds since the start. */
  readonly #times: { steps: number; atMs: number }[] = [];
  #startMs: number | null = null;
  #nowMs = 0;

  constructor(plan: NemesisPlan) {
    this.#random = seededRandom(plan.seed);
    this.#open = new Set(plan.events.filter((event): event is Triggered => event.do !== 'slow-syncs'));
    for (const event of plan.events) {
      if (event.do !== 'slow-syncs') continue;
      this.done.push({ event, atMs: 0, steps: 0, client: event.client, before: null });
    }
  }

  /** Moments at which an event `on` commit could happen. */
  get commits(): number {
    return this.#commits.returning;
  }

  /** Virtual milliseconds since the start when so many steps had been done. */
  timeAfter(steps: number): number {
    return this.#times.find((one) => one.steps >= steps)?.atMs ?? this.#times.at(-1)?.atMs ?? 0;
  }

  /** When the schedule has ended, whatever way. */
  close(): void {
    for (const fd of this.#descriptors.splice(0)) closeSync(fd);
  }

  readonly choose: Chooser = (moment) => {
    const chosen = this.#next(moment);
    this.turns += 1;
    this.#commits.goesOn(chosen);
    return { do: 'run', client: chosen.client };
  };

  readonly disturb: Disturbance = async (moment, world) => {
    this.#startMs ??= world.nowMs;
    if (this.turns > 0) world.advanceTo(world.nowMs + TURN_MS);
    this.#commits.look(moment, world.directory);
    this.#times.push({ steps: moment.steps.length, atMs: world.nowMs - this.#startMs });
    for (const event of [...this.#open]) {
      if (!this.#isTime(event)) continue;
      const target = concernsAll(event) ? null : this.#targetOf(event, moment);
      if (target === undefined) continue;
      this.#open.delete(event);
      await this.#carryOut(event, target, moment, world);
    }
    this.#passTime(moment, world);
    this.#nowMs = world.nowMs;
  };

  #isTime({ at }: Triggered): boolean {
    if (at.on === 'step') return this.turns >= at.nth;
    return this.#commits.client !== null && this.#commits.returning === at.nth;
  }

  /** To whom it happens; undefined: to nobody, for that client has died. */
  #targetOf({ at }: Triggered, moment: Moment): Pending | undefined {
    const here = this.#here(moment);
    if (at.on === 'commit') return here.find(({ client }) => client === this.#commits.client);
    return here.find(({ client }) => client === at.client) ?? here[0];
  }

  async #carryOut(event: Triggered, target: Pending | null, moment: Moment, world: World): Promise<void> {
    const client = target?.client ?? -1;
    this.done.push({
      event,
      atMs: world.nowMs - (this.#startMs ?? 0),
      steps: moment.steps.length,
      client: target?.client ?? null,
      before: target?.label ?? null,
    });
    switch (event.do) {
      case 'kill':
      case 'exit':
        this.#dead.add(client);
        await world[event.do](client);
        return;
      case 'pause':
      case 'stall':
        this.#held.set(client, Math.max(this.#held.get(client) ?? 0, world.nowMs + event.ms));
        world.standsStill(client);
        return;
      case 'clock':
        world.setClock(event.ms);
        return;
      case 'own-clock':
        world.setClockOf(client, event.ms);
        return;
      case 'hold-open':
        this.#keepOpen(world.document);
        return;
      case 'edit':
        editByHand(world.document, world.wallMs);
        return;
      default:
        event satisfies never;
    }
  }

  #keepOpen(document: string): void {
    const fd = unlessAbsent(() => openSync(document, 'r'));
    if (fd !== null) this.#descriptors.push(fd);
  }

  /** Who has not died since the moment was described. */
  #here({ pending }: Moment): Pending[] {
    return pending.filter(({ client }) => !this.#dead.has(client));
  }

  #isFree({ client }: Pending): boolean {
    return !this.#held.has(client);
  }

  /** When everybody stands still or sleeps, time passes until the first one can go on. */
  #passTime(moment: Moment, world: World): void {
    const here = this.#here(moment);
    for (const [client, untilMs] of this.#held) {
      if (untilMs <= world.nowMs || here.every((one) => one.client !== client)) this.#held.delete(client);
    }
    const free = here.filter((one) => this.#isFree(one));
    if (free.some((one) => isAwake(one, world.nowMs))) return;
    const wakeMs = Math.min(...free.map((one) => one.wakeMs ?? 0));
    const releaseMs = Math.min(...this.#held.values());
    if (releaseMs > wakeMs || releaseMs === Number.POSITIVE_INFINITY) return;
    world.advanceTo(releaseMs);
    this.#passTime(moment, world);
  }

  #next(moment: Moment): Pending {
    const free = moment.pending.filter((one) => this.#isFree(one));
    const awake = free.filter((one) => isAwake(one, this.#nowMs));
    const chosen = awake[this.#random.integer(0, Math.max(0, awake.length - 1))] ?? earliest(free);
    if (chosen === undefined) throw new Error('everybody stands still, and no time passes');
    return chosen;
  }
}

function concernsAll({ do: deed }: Triggered): boolean {
  return deed === 'clock' || deed === 'edit' || deed === 'hold-open';
}

function isAwake({ wakeMs }: Pending, nowMs: number): boolean {
  return wakeMs === null || wakeMs <= nowMs;
}

function earliest(sleeping: readonly Pending[]): Pending | undefined {
  return sleeping.reduce<Pending | undefined>(
    (best, one) => (best === undefined || (one.wakeMs ?? 0) < (best.wakeMs ?? 0) ? one : best),
    undefined,
  );
}
