// Starts every child process of the harness except the reaper, and sees to it that none is left behind: each
// child gets a watchdog's pipe, a record on disk, its environment's mark and, when wanted, a time limit. How
// these work together is in docs/processes.md.
//
//
// The entry itself calls `armWatchdog` when code in it may block the event loop. One that only ends with its
// IPC channel (`process.once('disconnect', …)`) saves the 30 ms of a watchdog thread and falls to the reaper
// if it spins.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ControlGroup, groupAround } from './control-group.js';
import { inspectionFlags, timeLimitsHold } from './inspection.js';
import { killTree } from './kill-tree.js';
import type { RegisterProcess } from './process-registry.js';
import { startDeadline } from './running-time.js';
import { StderrTail, withReason } from './stderr-tail.js';
import { killStrays, strayMark } from './strays.js';
import { holdWatchdog, watchdogStdio } from './watchdog.js';

export interface ChildOptions {
  /** Notes the child on disk until it has exited. null: there is no work directory to note it in. */
  registerProcess: RegisterProcess | null;
  args?: readonly string[];
  cwd?: string | undefined;
  /** Added to the environment of this process. */
  env?: NodeJS.ProcessEnv;
  /** Opens a channel for messages. Default: false. */
  ipc?: boolean;
  /** tail: its end is kept for `describeEnding`. A number: a descriptor to write to. Default: ignore. */
  stderr?: 'ignore' | 'tail' | number;
  /**
   * Nobody else may have it. Whatever the child starts is ended when the child ends, even what has lost its
   * parent. Without one it keeps the mark of this process, if any. Begin it with the run's directory, so that
   * the reaper and the sweep find it too.
   */
  mark?: string;
  /** See `Child.limit`, from now on. */
  msMax?: number;
}

export type ChildEnding =
  | { type: 'exited'; code: number; stderr: string }
  | { type: 'killed'; signal: NodeJS.Signals; stderr: string }
  /** Ended by us: it was still there after its time limit. */
  | { type: 'overdue'; msMax: number; stderr: string }
  /** It could not be started. */
  | { type: 'failed'; message: string };

/**
 * Runs a module of this package in a Node process of its own, without this one's flags (NODE_OPTIONS still
 * holds).
 */
export function forkEntry(entry: URL, options: ChildOptions): Child {
  const file = fileURLToPath(entry);
  return new Child(process.execPath, [...inspectionFlags(file), file, ...(options.args ?? [])], options);
}

/** Runs another program. Its watchdog pipe stays unused unless the program passes it on. */
export function startCommand(file: string, options: ChildOptions): Child {
  return new Child(file, options.args ?? [], options);
}

export function endedWell(ending: ChildEnding): boolean {
  return ending.type === 'exited' && ending.code === 0;
}

/** `no answer within 5000 ms`, `SIGSEGV: Error: …`, `exit code 1: Error: …`. */
export function describeEnding(ending: ChildEnding): string {
  switch (ending.type) {
    case 'exited':
      return withReason(`exit code ${ending.code}`, ending.stderr);
    case 'killed':
      return withReason(ending.signal, ending.stderr);
    case 'overdue':
      return withReason(`no answer within ${ending.msMax} ms`, ending.stderr);
    case 'failed':
      return ending.message;
    default:
      return ending satisfies never;
  }
}

/** A process that inherited the child's stderr may keep it open; nobody waits longer for it. */
const LAST_OUTPUT_MS_MAX = 1000;

export class Child {
  /** null: it could not be started, and `ended` tells why. */
  readonly pid: number | null;
  /** Resolves once it has been reaped and all its messages and output have arrived. */
  readonly ended: Promise<ChildEnding>;
  readonly #process: ChildProcess;
  readonly #mark: string | undefined;
  readonly #group: ControlGroup | null;
  readonly #stderr: StderrTail;
  #overdueMsMax: number | null = null;
  #unlimit: () => void = () => {};

  /** Use `forkEntry` or `startCommand`. Throws what `registerProcess` throws; the child is ended then. */
  constructor(file: string, args: readonly string[], options: ChildOptions) {
    const { registerProcess, cwd, env, ipc = false, stderr = 'ignore', mark, msMax } = options;
    const wanted = [
      'ignore',
      'ignore',
      stderr === 'tail' ? 'pipe' : stderr,
      ...(ipc ? ['ipc' as const] : []),
    ];
    const watchdog = watchdogStdio(wanted as ('ignore' | 'pipe' | 'ipc' | number)[]);
    this.#mark = mark;
    this.#process = spawn(file, args, {
      cwd,
      stdio: watchdog.stdio,
      env: { ...process.env, ...env, ...watchdog.env, ...(mark === undefined ? {} : strayMark(mark)) },
    });
    this.pid = this.#process.pid ?? null;
    // Before the child runs a line of anybody's: a new Node takes longer to start than this.
    this.#group = this.pid === null || mark === undefined ? null : groupAround(this.pid, mark);
    this.#stderr = new StderrTail(this.#process.stderr);
    holdWatchdog(this.#process, watchdog.fd);
    let unregister = (): void => {};
    this.ended = this.#awaitEnd(() => unregister());
    if (msMax !== undefined) this.limit(msMax);
    if (this.pid === null || registerProcess === null) return;
    try {
      unregister = registerProcess(this.pid);
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** false from its exit on, which comes a moment before `ended`. */
  get running(): boolean {
    return this.pid !== null && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Calls back with each message until the returned function is called. */
  listen(hear: (message: unknown) => void): () => void {
    this.#process.on('message', hear);
    return () => this.#process.off('message', hear);
  }

  /** A message to a child that has just died is lost; `ended` tells what became of it. */
  send(message: object | string): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  /**
   * Ends it with all it started after so many milliseconds in which this process was running and the child did
   * not wait for a processor, unless the returned function is called before.
   */
  limit(msMax: number): () => void {
    this.#unlimit();
    if (!timeLimitsHold()) return () => {};
    const expired = (): void => {
      this.#overdueMsMax = msMax;
      this.end();
    };
    this.#unlimit = startDeadline(msMax, expired, this.pid ?? 'self');
    return this.#unlimit;
  }

  /** SIGKILLs the child alone. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /**
   * Ends the child, its descendants and, if it has a mark of its own, whatever carries that or is in its control
   * group. Synchronous.
   */
  end(): void {
    if (this.pid !== null && this.running) killTree(this.pid);
    if (this.#mark !== undefined) killStrays(this.#mark);
    this.#group?.kill();
  }

  /** A child that only waits for work is no reason for this process to stay. */
  keepsUsAlive(alive: boolean): void {
    const stderr = this.#process.stderr as Socket | null;
    for (const one of [this.#process, this.#process.channel, stderr]) {
      if (alive) one?.ref();
      else one?.unref();
    }
  }

  #awaitEnd(unregister: () => void): Promise<ChildEnding> {
    const child = this.#process;
    return new Promise((resolve) => {
      const failed = ({ message }: Error): void => {
        this.#unlimit();
        resolve({ type: 'failed', message });
      };
      child.on('error', failed);
      child.once('exit', (code, signal) => {
        this.#unlimit();
        unregister();
        if (this.#mark !== undefined) killStrays(this.#mark);
        this.#group?.end();
        const settle = (): void => {
          clearTimeout(patience);
          resolve(this.#endingOf(code, signal));
        };
        const patience = setTimeout(settle, LAST_OUTPUT_MS_MAX);
        child.once('close', settle);
      });
    });
  }

  #endingOf(code: number | null, signal: NodeJS.Signals | null): ChildEnding {
    const stderr = this.#stderr.text;
    if (this.#overdueMsMax !== null) return { type: 'overdue', msMax: this.#overdueMsMax, stderr };
    if (signal !== null) return { type: 'killed', signal, stderr };
    return { type: 'exited', code: code ?? 0, stderr };
  }
}
