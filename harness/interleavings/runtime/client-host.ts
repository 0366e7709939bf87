// Starts a process in which clients live: one of its own for each client in process scope, one for all of
// them in thread scope. It can't outlive the scheduler: blocked clients wake when their channel closes,
// spinning ones are ended by the watchdog.
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, describeEnding, forkEntry } from '../../processes/fork.js';
import { timeLimitsHold } from '../../processes/inspection.js';
import { startDeadline } from '../../processes/running-time.js';
import { withReason } from '../../processes/stderr-tail.js';
import type { Command, Report } from '../client-protocol.js';
import type { ClientIdentity } from '../names/client-identity.js';
import { makePipes, type PipePaths } from './channel/named-pipes.js';
import { SchedulerChannel } from './channel/scheduler-channel.js';
import type { TurnTimeout } from './turn-timeout.js';

/** What an entry gets as its only argument, as JSON. */
export interface HostTask {
  /** See actors/strategy-reference.ts. */
  strategy: string;
  pipes: PipePaths[];
}

export interface HostOptions {
  entry: 'client-process-entry.js' | 'thread-host-entry.js';
  strategy: string;
  /** How many clients live in it. */
  clients: number;
  /** Of its pipes and its stderr, whose names begin with `name`. */
  directory: string;
  name: string;
  turnTimeout: TurnTimeout;
  registerProcess: (pid: number) => () => void;
}

/** The clients did not get as far as taking commands. */
export class ClientStartError extends Error {
  override readonly name = 'ClientStartError';
  readonly code = 'CLIENT_START';

  constructor(
    how: string,
    /** Ended by a signal that we did not send. */
    readonly crashed: boolean,
  ) {
    super(`a client of the schedule did not start: ${how}`);
  }
}

/** Loading a strategy may take its time on a busy machine. */
const START_MS_MAX = 60_000;
/** For a process that is about to end by itself, so that its exit code and stderr say why. */
const GRACE_MS = 2000;
const STDERR_TAIL_BYTES_MAX = 2000;
const STDERR_BYTES_MAX = 1024 * 1024;

export class ClientHost {
  readonly pid: number;
  /**
   * How it ended: `SIGSEGV`, `exit code 1: Error: …`. It has been reaped then, and all it held is released.
   */
  readonly ended: Promise<string>;
  readonly #child: Child;
  readonly #channels: readonly SchedulerChannel[];
  readonly #turnTimeout: TurnTimeout;
  /** Of the file that its stderr goes to: a pipe could not be emptied while the scheduler blocks. */
  readonly #stderr: number;
  #strategy: string;
  #gone = false;
  readonly #sent = new Map<string, string>();
  readonly #identities: ClientIdentity[] = [];

  /**
   * Resolves when every client waits for its first command. A runtime that crashes as it starts, as when the
   * system has no memory to map, says nothing of the strategy: it is started once more. @throws ClientStartError
   */
  static async start(options: HostOptions): Promise<ClientHost> {
    try {
      return await ClientHost.#startOnce(options);
    } catch (error) {
      if (!(error instanceof ClientStartError && error.crashed)) throw error;
      return await ClientHost.#startOnce({ ...options, name: `${options.name}-again` });
    }
  }

  static async #startOnce(options: HostOptions): Promise<ClientHost> {
    const pipes = Array.from({ length: options.clients }, (_, index) => ({
      down: join(options.directory, `${options.name}-${index}-down`),
      up: join(options.directory, `${options.name}-${index}-up`),
    }));
    await makePipes(pipes);
    const host = new ClientHost(options, pipes);
    try {
      await host.#ready();
    } finally {
      for (const path of pipes.flatMap(({ down, up }) => [down, up])) unlinkSync(path);
    }
    return host;
  }

  private constructor(options: HostOptions, pipes: PipePaths[]) {
    const { entry, strategy, directory, name, turnTimeout, registerProcess } = options;
    this.#turnTimeout = turnTimeout;
    this.#strategy = strategy;
    this.#channels = pipes.map((paths) => new SchedulerChannel(paths));
    this.#stderr = openSync(join(directory, `${name}-stderr`), 'a+');
    const task: HostTask = { strategy, pipes };
    this.#child = forkEntry(new URL(`./${entry}`, import.meta.url), {
      registerProcess,
      args: [JSON.stringify(task)],
      stderr: this.#stderr,
    });
    this.pid = this.#child.pid ?? 0;
    this.ended = this.#child.ended.then((ending) => {
      this.#gone = true;
      for (const channel of this.#channels) channel.giveUp();
      const how = withReason(describeEnding(ending), tailOf(this.#stderr));
      closeSync(this.#stderr);
      return how;
    });
  }

  async #ready(): Promise<void> {
    let overdue = false;
    const giveUp = (): void => {
      overdue = true;
      this.kill();
    };
    const unlimit = timeLimitsHold() ? startDeadline(START_MS_MAX, giveUp, this.pid) : () => {};
    const ready = await Promise.all(this.#channels.map((channel) => channel.hello()));
    unlimit();
    if (ready.every((report) => report !== null)) {
      for (const { position } of ready) {
        if (position.at === 'ready' && position.identity !== undefined)
          this.#identities.push(position.identity);
      }
      return;
    }
    const how = await this.end();
    for (const channel of this.#channels) channel.close();
    throw new ClientStartError(how, how.startsWith('SIG') && !overdue);
  }

  /** The one that its clients have loaded last. */
  get strategy(): string {
    return this.#strategy;
  }

  /** Blocks while its clients load another strategy. false: it has to be replaced. */
  load(strategy: string): boolean {
    this.#strategy = strategy;
    return this.#channels.every(
      (_, client) => this.exchange(client, { do: 'load', strategy })?.position.at === 'ready',
    );
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Blocks. null: that client is gone, and `ended` says how. */
  exchange(client: number, command: Command): Report | null {
    const channel = this.#channels[client];
    if (channel === undefined) throw new Error(`there is no client ${client} in this process`);
    this.#turnTimeout.begin(this.pid);
    const report = channel.exchange(command);
    this.#turnTimeout.end();
    return report;
  }

  /** What tells this client from all others; undefined: it did not say. */
  identity(client: number): ClientIdentity | undefined {
    return this.#identities[client];
  }

  /** Whether this differs from the text of the last call for the client and this part of its scripts. */
  isNews(client: number, part: 'contended' | 'identities' | 'fresh', text: string): boolean {
    const key = `${client} ${part}`;
    const news = this.#sent.get(key) !== text;
    this.#sent.set(key, text);
    return news;
  }

  /** Ended by the turn timeout. */
  get hung(): boolean {
    return this.#turnTimeout.ended(this.pid);
  }

  /** What a strategy prints must not fill the disk. */
  trimStderr(): void {
    if (!this.gone && fstatSync(this.#stderr).size > STDERR_BYTES_MAX) ftruncateSync(this.#stderr, 0);
  }

  /**
   * A client's channel has closed; resolves with how the process ended. If it does not end by itself, it is
   * killed.
   */
  async end(): Promise<string> {
    const unlimit = startDeadline(GRACE_MS, () => this.kill(), this.pid);
    const how = await this.ended;
    unlimit();
    return how;
  }

  kill(): void {
    this.#child.kill();
  }

  /** Ends it if need be. */
  async dispose(): Promise<void> {
    this.kill();
    await this.ended;
    for (const channel of this.#channels) channel.close();
  }
}

function tailOf(fd: number): string {
  const { size } = fstatSync(fd);
  const buffer = Buffer.alloc(Math.min(size, STDERR_TAIL_BYTES_MAX));
  readSync(fd, buffer, 0, buffer.length, size - buffer.length);
  return buffer.toString();
}
