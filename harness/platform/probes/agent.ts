// The doctor's side of a probing child: one question at a time with a time limit, after which the child is
// killed. A question to a dead child is an error, never an answer.

import { type Child, describeEnding, forkEntry } from '../../processes/fork.js';
import type { RegisterProcess } from '../../processes/process-registry.js';
import { startDeadline } from '../../processes/running-time.js';
import type { AgentAnswer, AgentCommand, AgentReply, AgentRequest } from './agent-protocol.js';

const ENTRY = new URL('./probe-entry.js', import.meta.url);

/** The child did not answer: it crashed, hung, or was gone already. */
export class AgentFailure extends Error {
  override readonly name = 'AgentFailure';
}

export class ProbeAgent {
  readonly #child: Child;
  readonly #answerMsMax: number;
  #sequence = 0;
  #ended: string | null = null;
  readonly #waiting = new Map<
    number,
    { resolve: (answer: AgentAnswer) => void; reject: (error: Error) => void }
  >();

  constructor(registerProcess: RegisterProcess, answerMsMax: number) {
    this.#answerMsMax = answerMsMax;
    this.#child = forkEntry(ENTRY, { registerProcess, ipc: true, env: { NODE_OPTIONS: '' } });
    this.#child.listen((reply) => this.#settle(reply as AgentReply));
    void this.#child.ended.then((ending) => this.#end(describeEnding(ending)));
  }

  get isAlive(): boolean {
    return this.#ended === null;
  }

  /** The process itself has ended: whatever it held is the kernel's to release. */
  get isGone(): boolean {
    return !this.#child.running;
  }

  /** Rejects with AgentFailure. An error that the child reports is an answer. */
  ask(command: AgentCommand): Promise<AgentAnswer> {
    const sequence = this.#sequence++;
    return new Promise((resolve, reject) => {
      if (this.#ended !== null)
        return reject(new AgentFailure(`the probing process had ended (${this.#ended})`));
      const late = (): void => this.kill(`no answer to ${command.do} within ${this.#answerMsMax} ms`);
      const unlimit = startDeadline(this.#answerMsMax, late, this.#child.pid ?? 'self');
      const settled = <T>(settle: (value: T) => void) => {
        return (value: T) => {
          unlimit();
          this.#waiting.delete(sequence);
          settle(value);
        };
      };
      this.#waiting.set(sequence, { resolve: settled(resolve), reject: settled(reject) });
      const request: AgentRequest = { sequence, command };
      this.#child.send(request);
    });
  }

  /** Counts as ended from here on, although the process takes a moment to exit. */
  kill(why = 'killed on purpose'): void {
    this.#child.kill();
    this.#end(why);
  }

  /** Resolves when the process is gone and its pid is no longer noted. */
  async end(): Promise<void> {
    this.kill();
    await this.#child.ended;
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
