// The doctor's side of a probing child: one question at a time with a time limit, after which the child is
// killed. A question to a dead child is an error, never an answer.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { holdWatchdog, watchdogStdio } from '../../processes/watchdog.js';
import type { AgentAnswer, AgentCommand, AgentReply, AgentRequest } from './agent-protocol.js';

const entry = fileURLToPath(new URL('./probe-entry.js', import.meta.url));

/** The child did not answer: it crashed, hung, or was gone already. */
export class AgentFailure extends Error {
  override readonly name = 'AgentFailure';
}

export class ProbeAgent {
  readonly #child: ChildProcess;
  readonly #answerMsMax: number;
  #sequence = 0;
  #ended: string | null = null;
  readonly #waiting = new Map<
    number,
    { resolve: (answer: AgentAnswer) => void; reject: (error: Error) => void }
  >();

  /** @param register notes the child's pid and returns how to strike it off again. */
  constructor(register: (pid: number) => () => void, answerMsMax: number) {
    this.#answerMsMax = answerMsMax;
    const { stdio, fd, env } = watchdogStdio(['ignore', 'ignore', 'ignore', 'ipc'] as const);
    this.#child = fork(entry, [], { stdio, env: { ...process.env, NODE_OPTIONS: '', ...env }, execArgv: [] });
    holdWatchdog(this.#child, fd);
    const strikeOff = this.#child.pid === undefined ? () => {} : register(this.#child.pid);
    this.#child.on('message', (reply: AgentReply) => this.#settle(reply));
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('exit', (code, signal) => {
      strikeOff();
      this.#end(signal ?? `exit code ${code}`);
    });
  }

  get isAlive(): boolean {
    return this.#ended === null;
  }

  /** The process itself has ended: whatever it held is the kernel's to release. */
  get isGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined;
  }

  /** Rejects with AgentFailure. An error that the child reports is an answer. */
  ask(command: AgentCommand): Promise<AgentAnswer> {
    const sequence = this.#sequence++;
    return new Promise((resolve, reject) => {
      if (this.#ended !== null)
        return reject(new AgentFailure(`the probing process had ended (${this.#ended})`));
      const timer = setTimeout(
        () => this.kill(`no answer to ${command.do} within ${this.#answerMsMax} ms`),
        this.#answerMsMax,
      );
      const settled = <T>(settle: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(timer);
          this.#waiting.delete(sequence);
          settle(value);
        };
      };
      this.#waiting.set(sequence, { resolve: settled(resolve), reject: settled(reject) });
      const request: AgentRequest = { sequence, command };
      // A channel that just closed reports here; the exit that follows settles the question.
      this.#child.send(request, () => {});
    });
  }

  /** Counts as ended from here on, although the process takes a moment to go. */
  kill(why = 'killed on purpose'): void {
    this.#child.kill('SIGKILL');
    this.#end(why);
  }

  /** Resolves when the process is gone and its pid is struck off. */
  async end(): Promise<void> {
    if (this.isGone) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.kill();
    await gone;
  }

  #settle(reply: AgentReply): void {
    this.#waiting.get(reply.sequence)?.resolve(reply.answer);
  }

  #end(how: string): void {
    this.#ended ??= how;
    for (const waiter of [...this.#waiting.values()]) {
      waiter.reject(new AgentFailure(`the probing process ended (${this.#ended})`));
    }
  }
}
