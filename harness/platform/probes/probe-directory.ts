// The doctor's workbench: two probing processes and fresh files. A process that crashed or hung is replaced, so
// that one bad probe costs its own answer and no other.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observation } from '../../../results/facts/platform-probe.js';
import type { RegisterProcess } from '../../processes/process-registry.js';
import { ProbeAgent } from './agent.js';
import type { AgentAnswer, AgentCommand } from './agent-protocol.js';
import type { DoctorLimits } from './limits.js';
import type { LockKind } from './lock-kinds.js';

export type Seat = 'first' | 'second';

/** The child did what it could and failed: carries the system's code. */
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
  readonly #agents = new Map<Seat, ProbeAgent>();
  /** The replaced ones too: the bench is cleared when all of them are gone. */
  readonly #hired: ProbeAgent[] = [];
  #files = 0;

  constructor(dir: string, registerProcess: RegisterProcess, limits: DoctorLimits) {
    this.dir = dir;
    this.limits = limits;
    this.#registerProcess = registerProcess;
    // Both start at once; the first question waits for them.
    this.agent('first');
    this.agent('second');
  }

  agent(seat: Seat): ProbeAgent {
    const seated = this.#agents.get(seat);
    if (seated?.isAlive) return seated;
    const fresh = new ProbeAgent(this.#registerProcess, this.limits.answerMs);
    this.#agents.set(seat, fresh);
    this.#hired.push(fresh);
    return fresh;
  }

  /** An empty file that nobody has open. */
  freshFile(): string {
    const path = join(this.dir, `file-${this.#files++}`);
    writeFileSync(path, '');
    return path;
  }

  async open(seat: Seat, path: string, thread: 'main' | 'worker' = 'main'): Promise<string> {
    const handle = `${seat}-${this.#files++}`;
    await this.#ask(seat, { do: 'open', handle, path, thread });
    return handle;
  }

  async close(seat: Seat, handle: string): Promise<void> {
    await this.#ask(seat, { do: 'close', handle });
  }

  async tryLock(seat: Seat, handle: string, kind: LockKind): Promise<'got' | 'busy'> {
    return gotOrBusy(await this.#ask(seat, { do: 'lock', handle, kind }));
  }

  /** For the first lock on a fresh file: anything but getting it makes the probe meaningless. */
  async takeLock(seat: Seat, handle: string, kind: LockKind): Promise<void> {
    if ((await this.tryLock(seat, handle, kind)) !== 'got')
      throw new Error('a lock that nobody held was refused');
  }

  async createExclusively(seat: Seat, path: string): Promise<'got' | 'busy'> {
    return gotOrBusy(await this.#ask(seat, { do: 'create-exclusively', path }));
  }

  async observe(command: AgentCommand & { do: 'file-probe' }): Promise<Observation> {
    const answer = await this.#ask('first', command);
    if (answer.type !== 'observed') throw new Error(`unexpected answer ${answer.type}`);
    return answer.observation;
  }

  async end(): Promise<void> {
    await Promise.all(this.#hired.map((agent) => agent.end()));
  }

  async #ask(seat: Seat, command: AgentCommand): Promise<AgentAnswer> {
    const answer = await this.agent(seat).ask(command);
    if (answer.type === 'error') throw new Refused(answer.code, answer.message);
    return answer;
  }
}

/** Whatever goes wrong on the bench is an answer of its own; nothing rounds up to yes or no. */
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
