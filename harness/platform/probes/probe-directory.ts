// The doctor's workbench: two probing processes and fresh files. A process that crashed or hung is replaced,
// so that one bad probe costs its own answer and no other.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observation } from '../../../results/facts/platform-probe.js';
import type { RegisterProcess } from '../../processes/process-registry.js';
import { ProbeAgent } from './agent.js';
import type { AgentAnswer, AgentCommand } from './agent-protocol.js';
import type { DoctorLimits } from './limits.js';
import type { LockKind } from './lock-kinds.js';

export type ProbeProcess = 'first' | 'second';

/** The system refused what the child tried: carries its error code. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string | null;

  constructor(code: string | null, message: string) {
    super(message);
    this.code = code;
  }
}

/** Codes by which a file system says that it has no such locks. */
const unsupportedCodes = ['ENOLCK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'ENOTTY'];

export class ProbeDirectory {
  readonly dir: string;
  readonly limits: DoctorLimits;
  readonly #registerProcess: RegisterProcess;
  readonly #agents = new Map<ProbeProcess, ProbeAgent>();
  /** Those that were replaced too, so that `end` waits for all. */
  readonly #started: ProbeAgent[] = [];
  #files = 0;

  constructor(dir: string, registerProcess: RegisterProcess, limits: DoctorLimits) {
    this.dir = dir;
    this.limits = limits;
    this.#registerProcess = registerProcess;
    // Both start at once; the first question waits for them.
    this.agent('first');
    this.agent('second');
  }

  agent(which: ProbeProcess): ProbeAgent {
    const running = this.#agents.get(which);
    if (running?.isAlive) return running;
    const fresh = new ProbeAgent(this.#registerProcess, this.limits.answerMs);
    this.#agents.set(which, fresh);
    this.#started.push(fresh);
    return fresh;
  }

  /** An empty file that nobody has open. */
  freshFile(): string {
    const path = join(this.dir, `file-${this.#files++}`);
    writeFileSync(path, '');
    return path;
  }

  async open(which: ProbeProcess, path: string, thread: 'main' | 'worker' = 'main'): Promise<string> {
    const handle = `${which}-${this.#files++}`;
    await this.#ask(which, { do: 'open', handle, path, thread });
    return handle;
  }

  async close(which: ProbeProcess, handle: string): Promise<void> {
    await this.#ask(which, { do: 'close', handle });
  }

  async tryLock(which: ProbeProcess, handle: string, kind: LockKind): Promise<'got' | 'busy'> {
    return gotOrBusy(await this.#ask(which, { do: 'lock', handle, kind }));
  }

  /** For the first lock on a fresh file: anything but getting it makes the probe meaningless. */
  async takeLock(which: ProbeProcess, handle: string, kind: LockKind): Promise<void> {
    if ((await this.tryLock(which, handle, kind)) !== 'got')
      throw new Error('a lock that nobody held was refused');
  }

  async createExclusively(which: ProbeProcess, path: string): Promise<'got' | 'busy'> {
    return gotOrBusy(await this.#ask(which, { do: 'create-exclusively', path }));
  }

  async observe(command: AgentCommand & { do: 'file-probe' }): Promise<Observation> {
    const answer = await this.#ask('first', command);
    if (answer.type !== 'observed') throw new Error(`unexpected answer ${answer.type}`);
    return answer.observation;
  }

  async end(): Promise<void> {
    await Promise.all(this.#started.map((agent) => agent.end()));
  }

  async #ask(which: ProbeProcess, command: AgentCommand): Promise<AgentAnswer> {
    const answer = await this.agent(which).ask(command);
    if (answer.type === 'error') throw new Refused(answer.code, answer.message);
    return answer;
  }
}

/** Turns every failure into `n/a` or `unknown`, never into yes or no. */
export async function observed(look: () => Promise<Observation>): Promise<Observation> {
  try {
    return await look();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof Refused && unsupportedCodes.includes(error.code ?? '')) {
      return { outcome: 'n/a', detail: `The file system refuses it: ${message}.` };
    }
    return { outcome: 'unknown', detail: `${message}.` };
  }
}

function gotOrBusy(answer: AgentAnswer): 'got' | 'busy' {
  if (answer.type === 'got' || answer.type === 'busy') return answer.type;
  throw new Error(`unexpected answer ${answer.type}`);
}
