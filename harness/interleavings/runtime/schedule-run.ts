// One schedule: every client is started in its turn, and from then on somebody outside chooses, moment by moment,
// who goes on. Nobody runs while another does, so the order in which things are reported is the order in which they
// happened.
import type { Choice } from '../../../results/vocabulary/schedule.js';
import type { Command, Report, Script, Standing } from '../client-protocol.js';
import type { Chooser, ExecuteOptions, ExecutionEnding, Moment, Pending } from '../program.js';
import type { ClientHost } from './client-host.js';
import type { Clients } from './clients.js';
import { ExecutionLog } from './execution-log.js';
import type { StableInodeIds } from './stable-inode-ids.js';
import { VirtualClock } from './virtual-clock.js';

export interface ScheduleOptions {
  clients: Clients;
  /** By client. */
  scripts: readonly Script[];
  names: StableInodeIds;
  /** Crashes are carried out by SIGKILL. */
  realDeaths: boolean;
  /** Lets the event loop turn when it is time for that. */
  breathe: () => Promise<void> | undefined;
  /** See `ExecuteOptions.ahead`. */
  ahead?: ExecuteOptions['ahead'];
}

/** A client's line has ended; what became of its process is known a little later. */
class Gone {
  readonly client: number;

  constructor(client: number) {
    this.client = client;
  }
}

export class ScheduleRun {
  readonly chronicle: ExecutionLog;
  readonly clock = new VirtualClock();
  readonly choices: Choice[] = [];
  readonly #options: ScheduleOptions;
  readonly #names: StableInodeIds;
  readonly #standings: Standing[] = [];
  #last: number | null = null;
  #lostSight = false;
  #hidden = false;

  constructor(options: ScheduleOptions) {
    this.#options = options;
    this.#names = options.names;
    this.chronicle = new ExecutionLog(options.scripts.length, options.names);
  }

  /** Afterwards nobody of this schedule touches anything any more. */
  async run(choose: Chooser): Promise<ExecutionEnding> {
    let ending = await this.#begin();
    while (ending === null) {
      const moment = this.#moment();
      if (moment.pending.length === 0) return { type: 'finished' };
      const choice = choose(moment);
      if (choice === 'cut') {
        ending = { type: 'cut' };
        break;
      }
      this.choices.push(choice);
      const outcome =
        choice.do === 'crash' ? await this.#crash(choice.client) : this.#carryOut(choice, moment, choose);
      ending = outcome instanceof Gone ? await this.#gone(outcome.client) : outcome;
      const breath = this.#options.breathe();
      if (breath !== undefined) await breath;
    }
    await this.#endAll();
    return ending;
  }

  /** A client was gone after it had been let go past further gates: how far it came is not known. */
  get lostSight(): boolean {
    return this.#lostSight;
  }

  /** A client that has come to its end may have left what the directory doesn't tell, see `Report.hidden`. */
  get hidden(): boolean {
    return this.#hidden;
  }

  #moment(): Moment {
    return {
      index: this.choices.length,
      pending: this.#pending(),
      last: this.#last,
      steps: this.chronicle.steps,
    };
  }

  async #begin(): Promise<ExecutionEnding | null> {
    for (const [client, script] of this.#options.scripts.entries()) {
      const times = this.clock.timesOf(client);
      const ending = this.#hear(client, this.#tell(client, { do: 'begin', script, times }));
      if (ending instanceof Gone) return await this.#gone(client);
      if (ending !== null) return ending;
    }
    return null;
  }

  #pending(): Pending[] {
    const pending: Pending[] = [];
    for (const [client, standing] of this.#standings.entries()) {
      if (standing.at === 'gate') {
        pending.push({ client, state: 'gate', label: standing.label, wakeMs: null });
      } else if (standing.at === 'sleep') {
        pending.push({ client, state: 'sleeping', label: 'sleep', wakeMs: standing.wakeMs });
      }
    }
    return pending;
  }

  #carryOut(
    choice: Exclude<Choice, { do: 'crash' }>,
    moment: Moment,
    choose: Chooser,
  ): ExecutionEnding | Gone | null {
    const { pending } = moment;
    switch (choice.do) {
      case 'clock-jump':
        this.clock.jump();
        this.chronicle.clock(0, 'clock-jump');
        return null;
      case 'pause':
        this.clock.pause();
        this.chronicle.clock(choice.client, 'pause');
        return null;
      case 'run': {
        const { client } = choice;
        const chosen = pending.find((one) => one.client === client);
        if (chosen === undefined) throw new Error(`client ${client} was chosen but can't go on`);
        if (chosen.wakeMs !== null) {
          this.chronicle.wake(client, this.clock.wakeAt(chosen.wakeMs));
        }
        const past = this.#options.ahead?.(moment, client) ?? 0;
        const report = this.#tell(client, { do: 'go', times: this.clock.timesOf(client), past });
        this.#last = client;
        this.#lostSight = report === null && past > 0;
        return (report && this.#retrace(client, report, choose)) ?? this.#hear(client, report);
      }
    }
  }

  /**
   * Asks for the choices at the gates that a client has passed, as if it stood there, and leaves in its report what
   * came after the last of them.
   */
  #retrace(client: number, report: Report, choose: Chooser): ExecutionEnding | null {
    let from = 0;
    for (const [index, entry] of report.entries.entries()) {
      if (entry.e !== 'passed') continue;
      this.chronicle.add(client, report.entries.slice(from, index));
      from = index + 1;
      this.#standings[client] = { at: 'gate', label: entry.label, keys: [] };
      const choice = choose(this.#moment());
      if (choice === 'cut') {
        this.#standings[client] = report.standing;
        return { type: 'cut' };
      }
      if (choice.do !== 'run' || choice.client !== client) {
        throw new Error(`client ${client} was let go past a choice that fell on something else`);
      }
      this.choices.push(choice);
    }
    report.entries = report.entries.slice(from);
    return null;
  }

  async #crash(client: number): Promise<ExecutionEnding | Gone | null> {
    this.chronicle.crash(client);
    if (!this.#options.realDeaths) return this.#hear(client, this.#tell(client, { do: 'die' }));
    await this.#options.clients.end(client);
    this.#standings[client] = { at: 'dead' };
    return null;
  }

  #tell(client: number, command: Command): Report | null {
    const { host, slot } = this.#options.clients.client(client);
    const report = host.exchange(slot, command);
    if (report !== null) this.#names.met(client, report.inodes);
    return report;
  }

  #hear(client: number, report: Report | null): ExecutionEnding | Gone | null {
    if (report === null) return new Gone(client);
    const { entries, standing, nowMs, hidden = false } = report;
    this.#hidden ||= hidden;
    this.chronicle.add(client, entries);
    this.clock.heard(client, nowMs);
    this.#standings[client] = standing;
    switch (standing.at) {
      case 'gate':
      case 'sleep':
      case 'done':
      case 'dead':
        return null;
      case 'stuck':
        return { type: 'hang', client, how: standing.reason };
      case 'threw':
        return { type: 'death', client, how: `${standing.where}: ${standing.message}` };
      case 'distrust':
        return { type: 'distrust', reason: standing.reason };
      case 'ready':
        throw new Error(`client ${client} takes itself for a new one in the middle of a schedule`);
    }
  }

  async #gone(client: number): Promise<ExecutionEnding> {
    this.#standings[client] = { at: 'dead' };
    return await endingOfHost(client, this.#options.clients.client(client).host);
  }

  /** Who still stands somewhere dies, or its process does. */
  async #endAll(): Promise<void> {
    for (const [client, { at }] of this.#standings.entries()) {
      if (at === 'done' || at === 'dead') continue;
      const { host } = this.#options.clients.client(client);
      const report = host.gone ? null : this.#tell(client, { do: 'die' });
      if (report?.standing.at !== 'dead') await this.#options.clients.end(client);
    }
  }
}

/** A client's line has ended. */
async function endingOfHost(client: number, host: ClientHost): Promise<ExecutionEnding> {
  const how = await host.end();
  return host.hung
    ? { type: 'hang', client, how: 'it did not come back from strategy code' }
    : { type: 'death', client, how };
}
