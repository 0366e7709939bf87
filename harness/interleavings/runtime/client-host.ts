// A process in which clients live: one of its own for each client in process scope, one for all of them in thread
// scope. It can't outlive us: blocked clients wake by the end of their line, spinning ones by the watchdog.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdWatchdog, watchdogStdio } from '../../processes/watchdog.js';
import type { Command, Report } from '../client-protocol.js';
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
  /** Where pipes and last words go, and what their names begin with there. */
  directory: string;
  name: string;
  guard: TurnTimeout;
  registerProcess: (pid: number) => () => void;
}

/** The clients did not come to the point at which they take commands. */
export class ClientStartError extends Error {
  override readonly name = 'ClientStartError';
  readonly code = 'CLIENT_START';
}

/** Loading a strategy may take its time on a busy machine. */
const START_MS_MAX = 60_000;
/** For exit code and last words of a process that is about to end. */
const GRACE_MS = 2000;
const WORDS_BYTES_MAX = 2000;
const WORDS_FILE_BYTES_MAX = 1024 * 1024;

export class ClientHost {
  readonly pid: number;
  /** How it ended: `SIGSEGV`, `exit code 1: Error: …`. It has been reaped then, and all it held is released. */
  readonly ended: Promise<string>;
  #endedBy: string | null = null;
  readonly #lines: readonly SchedulerChannel[];
  #strategy: string;
  readonly #words: number;
  readonly #child: ChildProcess;
  readonly #guard: TurnTimeout;
  readonly #told: (string | undefined)[] = [];

  /** Resolves when every client waits for its first command. @throws ClientStartError */
  static async start(options: HostOptions): Promise<ClientHost> {
    const pipes = Array.from({ length: options.clients }, (_, index) => ({
      down: join(options.directory, `${options.name}-${index}-down`),
      up: join(options.directory, `${options.name}-${index}-up`),
    }));
    await makePipes(pipes);
    const host = new ClientHost(options, pipes);
    await host.#ready();
    for (const path of pipes.flatMap(({ down, up }) => [down, up])) unlinkSync(path);
    return host;
  }

  private constructor(options: HostOptions, pipes: PipePaths[]) {
    this.#guard = options.guard;
    this.#strategy = options.strategy;
    this.#lines = pipes.map((paths) => new SchedulerChannel(paths));
    const words = openSync(join(options.directory, `${options.name}-words`), 'a+');
    this.#words = words;
    const task: HostTask = { strategy: options.strategy, pipes };
    const entry = fileURLToPath(new URL(`./${options.entry}`, import.meta.url));
    // A file, not a pipe: nobody could empty a pipe while the scheduler blocks.
    const { stdio, fd, env } = watchdogStdio(['ignore', 'ignore', words] as const);
    const child = spawn(process.execPath, [entry, JSON.stringify(task)], {
      stdio,
      env: { ...process.env, ...env },
    });
    this.#child = child;
    this.pid = child.pid ?? 0;
    const unregister = child.pid === undefined ? () => {} : options.registerProcess(child.pid);
    holdWatchdog(child, fd);
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        unregister();
        for (const line of this.#lines) line.giveUp();
        const said = lastWords(words);
        closeSync(words);
        this.#endedBy = said === '' ? how : `${how}: ${said}`;
        resolve(this.#endedBy);
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    });
  }

  async #ready(): Promise<void> {
    const timer = setTimeout(() => this.kill(), START_MS_MAX);
    const said = await Promise.all(this.#lines.map((line) => line.hello()));
    clearTimeout(timer);
    if (said.every(Boolean)) return;
    this.kill();
    const how = await this.ended;
    for (const line of this.#lines) line.close();
    throw new ClientStartError(`a client of the schedule did not start: ${how}`);
  }

  /** What its clients have loaded last. */
  get strategy(): string {
    return this.#strategy;
  }

  /** Blocks while its clients load another strategy. false: it is no use any more. */
  load(strategy: string): boolean {
    this.#strategy = strategy;
    return this.#lines.every(
      (_, client) => this.exchange(client, { do: 'load', strategy })?.standing.at === 'ready',
    );
  }

  get gone(): boolean {
    return this.#endedBy !== null;
  }

  /** Blocks. null: that client is gone, and `ended` tells how. */
  exchange(client: number, command: Command): Report | null {
    const line = this.#lines[client];
    if (line === undefined) throw new Error(`there is no client ${client} in this process`);
    this.#guard.begin(this.pid);
    const report = line.exchange(command);
    this.#guard.end();
    return report;
  }

  /** Whether a client was last told something else; from now on it counts as told. */
  isNews(client: number, text: string): boolean {
    const news = this.#told[client] !== text;
    this.#told[client] = text;
    return news;
  }

  /** Ended for not coming back from its turn. */
  get hung(): boolean {
    return this.#guard.ended(this.pid);
  }

  /** What a strategy prints must not fill the disk. */
  trimWords(): void {
    if (!this.gone && fstatSync(this.#words).size > WORDS_FILE_BYTES_MAX) ftruncateSync(this.#words, 0);
  }

  /** A client's line has ended; resolves with how its process did. One that lives on is ended, but may first die by itself. */
  async end(): Promise<string> {
    const timer = setTimeout(() => this.kill(), GRACE_MS);
    const how = await this.ended;
    clearTimeout(timer);
    return how;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Ends it if need be. */
  async dispose(): Promise<void> {
    this.kill();
    await this.ended;
    for (const line of this.#lines) line.close();
  }
}

/** The line of an uncaught error that names it, or the last line. */
function lastWords(fd: number): string {
  const { size } = fstatSync(fd);
  const buffer = Buffer.alloc(Math.min(size, WORDS_BYTES_MAX));
  readSync(fd, buffer, 0, buffer.length, size - buffer.length);
  const lines = buffer.toString().trim().split('\n');
  return (lines.find((line) => /^\s*\w*Error\b.*: /.test(line)) ?? lines.at(-1) ?? '').trim().slice(0, 300);
}
