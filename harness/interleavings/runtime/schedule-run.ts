// Runs one schedule: starts every client in its turn, and from then on lets the chooser decide, moment by
// moment, which client goes on. One client runs at a time, so the order in which clients report is the order
// in which things happened.
import type { Choice } from '../../../results/vocabulary/schedule.js';
import type { ClientPosition, Command, NamedWord, Report, Script } from '../client-protocol.js';
import type { Chooser, Disturbance, ExecutionEnding, Moment, Pending } from '../program.js';
import type { ClientHost } from './client-host.js';
import type { Clients } from './clients.js';
import { ExecutionLog } from './execution-log.js';
import { scheduleWorld } from './schedule-world.js';
import type { StableInodeIds } from './stable-inode-ids.js';
import { PAUSE_MS, STALL_MS, VirtualClock } from './virtual-clock.js';

export interface ScheduleOptions {
  clients: Clients;
  /** By client. */
  scripts: readonly Script[];
  /** Words that have a name from the start. */
  named: readonly NamedWord[];
  inodeIds: StableInodeIds;
  /** Crashes are carried out by SIGKILL. */
  realDeaths: boolean;
  /** Pids of writers that died before. */
  dead: readonly number[];
  /** Lets the event loop turn when it is time for that. */
  pause: () => Promise<void> | undefined;
  disturb?: Disturbance | undefined;
}

/**
 * After one turn. `gone`: the client's channel has closed; what became of its process is known a little
 * later.
 */
type TurnResult = { type: 'goes-on' } | { type: 'gone'; client: number } | ExecutionEnding;

const GOES_ON: TurnResult = { type: 'goes-on' };

export class ScheduleRun {
  readonly log: ExecutionLog;
  readonly clock = new VirtualClock();
  readonly choices: Choice[] = [];
  readonly #options: ScheduleOptions;
  readonly #inodeIds: StableInodeIds;
  readonly #positions: ClientPosition[] = [];
  readonly #named: NamedWord[];
  /** By client: how many of these it knows. */
  readonly #toldNames: number[] = [];
  #last: number | null = null;
  #lostSight = false;
  #hidden = false;
  /** Processes that the clients are told to be dead. */
  #dead: readonly number[];
  /** By client: the list that it knows. */
  readonly #told: (readonly number[])[] = [];

  constructor(options: ScheduleOptions) {
    this.#options = options;
    this.#inodeIds = options.inodeIds;
    this.#dead = options.dead;
    this.#named = [...options.named];
    this.log = new ExecutionLog(options.scripts.length, options.inodeIds);
  }

  /** Afterwards no client of this schedule touches anything any more. */
  async run(choose: Chooser): Promise<ExecutionEnding> {
    let result = this.#begin(choose);
    const { log, clock } = this;
    const { scripts } = this.#options;
    const ends = {
      kill: (client: number) => this.#kill(client),
      exit: (client: number) => this.#exit(client),
    };
    const world = scheduleWorld({ clock, log, scripts, ...ends });
    while (result.type === 'goes-on') {
      const { disturb } = this.#options;
      if (disturb !== undefined && this.#pending().length > 0) await disturb(this.#moment(), world);
      const moment = this.#moment();
      if (moment.pending.length === 0) return { type: 'finished' };
      const choice = choose(moment);
      if (choice === 'cut') {
        result = { type: 'cut' };
        break;
      }
      this.choices.push(choice);
      result =
        choice.do === 'crash' ? await this.#crash(choice.client) : this.#carryOut(choice, moment, choose);
      const pause = this.#options.pause();
      if (pause !== undefined) await pause;
    }
    const ending = result.type === 'gone' ? await this.#endingOfGone(result.client) : result;
    await this.#endAll();
    return ending;
  }

  /** A client was gone after it had been let past further step gates: how far it came is not known. */
  get lostSight(): boolean {
    return this.#lostSight;
  }

  /** A client that is done may have left what the directory doesn't show, see `Report.hidden`. */
  get hidden(): boolean {
    return this.#hidden;
  }

  /** Pids of all clients that have died, in processes of their own, and of writers that died before. */
  get dead(): readonly number[] {
    return this.#dead;
  }

  #moment(): Moment {
    return {
      index: this.choices.length,
      pending: this.#pending(),
      last: this.#last,
      steps: this.log.steps,
    };
  }

  /** The last client to begin goes on at once if the first choices fall on it. */
  #begin(choose: Chooser): TurnResult {
    const { scripts } = this.#options;
    for (const [client, script] of scripts.entries()) {
      const past = client === scripts.length - 1 ? (choose.first?.(client) ?? 0) : 0;
      const times = this.clock.timesOf(client);
      const result = this.#turn(client, { do: 'begin', script, times, past, ...this.#news(client) }, choose);
      if (result.type !== 'goes-on') return result;
    }
    return GOES_ON;
  }

  /** Lets a client run until it stops. */
  #turn(
    client: number,
    command: Exclude<Command, { do: 'load' | 'die' | 'exit' }>,
    choose: Chooser,
  ): TurnResult {
    const named = this.#named.slice(this.#toldNames[client] ?? 0);
    const report = this.#exchange(client, named.length === 0 ? command : { ...command, named });
    this.#named.push(...(report?.named ?? []));
    this.#toldNames[client] = this.#named.length;
    this.#lostSight = report === null && (command.past ?? 0) > 0;
    const cut = report !== null && this.#retrace(client, report, choose) === 'cut';
    return cut ? { type: 'cut' } : this.#record(client, report);
  }

  #pending(): Pending[] {
    const pending: Pending[] = [];
    for (const [client, position] of this.#positions.entries()) {
      if (position.at === 'gate') {
        pending.push({ client, state: 'gate', label: position.label, wakeMs: null });
      } else if (position.at === 'sleep') {
        pending.push({ client, state: 'sleeping', label: 'sleep', wakeMs: position.wakeMs });
      }
    }
    return pending;
  }

  #carryOut(choice: Exclude<Choice, { do: 'crash' }>, moment: Moment, choose: Chooser): TurnResult {
    const { pending } = moment;
    switch (choice.do) {
      case 'clock-jump':
        this.clock.jump();
        this.log.clock(0, 'clock-jump');
        return GOES_ON;
      case 'stall':
      case 'pause':
        this.clock.standStill(choice.do === 'stall' ? STALL_MS : PAUSE_MS);
        this.log.clock(choice.client, choice.do);
        return GOES_ON;
      case 'run': {
        const { client } = choice;
        const chosen = pending.find((one) => one.client === client);
        if (chosen === undefined) throw new Error(`client ${client} was chosen but can't go on`);
        if (chosen.wakeMs !== null) {
          this.log.wake(client, this.clock.wakeAt(chosen.wakeMs));
        }
        const past = choose.ahead?.(moment, client) ?? 0;
        this.#last = client;
        const times = this.clock.timesOf(client);
        return this.#turn(client, { do: 'go', times, past, ...this.#news(client) }, choose);
      }
    }
  }

  /**
   * Asks for the choices at the step gates that a client has passed, as if it had stopped there, and leaves
   * in its report what came after the last of them.
   */
  #retrace(client: number, report: Report, choose: Chooser): 'goes-on' | 'cut' {
    let from = 0;
    for (const [index, entry] of report.entries.entries()) {
      if (entry.e !== 'passed') continue;
      this.log.add(client, report.entries.slice(from, index));
      from = index + 1;
      this.#positions[client] = { at: 'gate', label: entry.label };
      const choice = choose(this.#moment());
      if (choice === 'cut') {
        this.#positions[client] = report.position;
        return 'cut';
      }
      if (choice.do !== 'run' || choice.client !== client) {
        throw new Error(`client ${client} was let go past a choice that fell on something else`);
      }
      this.choices.push(choice);
      this.#last = client;
    }
    report.entries = report.entries.slice(from);
    return 'goes-on';
  }

  async #kill(client: number): Promise<void> {
    const { type } = await this.#crash(client);
    if (type !== 'goes-on') this.#positions[client] = { at: 'dead' };
  }

  /** Handlers of the exit may still touch files: when this resolves, all of that has happened. */
  async #exit(client: number): Promise<void> {
    this.#dies(client);
    this.#exchange(client, { do: 'exit' });
    await this.#options.clients.client(client).host.end();
    this.#positions[client] = { at: 'dead' };
  }

  #dies(client: number): void {
    this.log.crash(client);
    const pid = this.#options.scripts[client]?.pids?.[client];
    if (pid !== undefined) this.#dead = [...this.#dead, pid];
  }

  async #crash(client: number): Promise<TurnResult> {
    this.#dies(client);
    if (!this.#options.realDeaths) return this.#record(client, this.#exchange(client, { do: 'die' }));
    await this.#options.clients.end(client);
    this.#positions[client] = { at: 'dead' };
    return GOES_ON;
  }

  /** Who has died since this client last went on. */
  #news(client: number): { dead?: readonly number[] } {
    const known = this.#told[client] ?? [];
    this.#told[client] = this.#dead;
    return known.length === this.#dead.length ? {} : { dead: this.#dead };
  }

  #exchange(client: number, command: Command): Report | null {
    const { host, slot } = this.#options.clients.client(client);
    const report = host.exchange(slot, command);
    if (report !== null) this.#inodeIds.encountered(client, report.inodes);
    return report;
  }

  #record(client: number, report: Report | null): TurnResult {
    if (report === null) return { type: 'gone', client };
    const { entries, position, nowMs, hidden = false } = report;
    this.#hidden ||= hidden;
    this.log.add(client, entries);
    this.clock.reported(client, nowMs);
    this.#positions[client] = position;
    switch (position.at) {
      case 'gate':
      case 'sleep':
      case 'done':
      case 'dead':
        return GOES_ON;
      case 'stuck':
        return { type: 'hang', client, how: position.reason };
      case 'threw':
        return { type: 'death', client, how: `${position.where}: ${position.message}` };
      case 'distrust':
        return { type: 'distrust', reason: position.reason };
      case 'ready':
        throw new Error(`client ${client} reports as a new one in the middle of a schedule`);
    }
  }

  async #endingOfGone(client: number): Promise<ExecutionEnding> {
    this.#positions[client] = { at: 'dead' };
    return await endingOfHost(client, this.#options.clients.client(client).host);
  }

  /** Every client that is still in its script dies, or its process is ended. */
  async #endAll(): Promise<void> {
    for (const [client, { at }] of this.#positions.entries()) {
      if (at === 'done' || at === 'dead') continue;
      const { host } = this.#options.clients.client(client);
      const report = host.gone ? null : this.#exchange(client, { do: 'die' });
      if (report?.position.at !== 'dead') await this.#options.clients.end(client);
    }
  }
}

/** The client's channel has closed. */
async function endingOfHost(client: number, host: ClientHost): Promise<ExecutionEnding> {
  const how = await host.end();
  return host.hung
    ? { type: 'hang', client, how: 'it did not come back from strategy code' }
    : { type: 'death', client, how };
}
