// A program of a few lines for tests: clients that increment a document by read-modify-write, with or without
// a lock, one step at a time and without any process.
import type { HistoryOp, Observed } from '../../../results/vocabulary/history.js';
import type { Choice, Step } from '../../../results/vocabulary/schedule.js';
import type {
  Chooser,
  ExecuteOptions,
  Execution,
  ExecutionEnding,
  Moment,
  Pending,
  Program,
} from '../program.js';
import { timeOfWord } from '../step-clock.js';
import { event, step } from './written-execution.js';

export type ToyLock =
  | 'none'
  | 'whole'
  /** It can't be taken any more once a client has died in it. */
  | 'sticky';

/** What one client still has to do; each is one step. */
type Deed = 'try-lock' | 'read' | 'write' | 'unlock';

interface ToyClient {
  deeds: Deed[];
  rev: number;
  wrote: number;
  dead: boolean;
}

export interface IncrementOptions {
  clients: number;
  lock: ToyLock;
  /** How this toy ends every schedule instead of finishing it. */
  ending?: ExecutionEnding;
}

export class ToyProgram implements Program {
  readonly clients: number;
  /** How often it was run. */
  executions = 0;
  readonly #options: IncrementOptions;

  constructor(options: IncrementOptions) {
    this.#options = options;
    this.clients = options.clients;
  }

  execute(choose: Chooser, _options: ExecuteOptions): Promise<Execution> {
    this.executions += 1;
    return Promise.resolve(new ToyRun(this.#options).run(choose));
  }
}

class ToyRun {
  readonly #options: IncrementOptions;
  readonly #steps: Step[] = [];
  readonly #choices: Choice[] = [];
  readonly #ops: HistoryOp[] = [];
  readonly #clients: ToyClient[];
  #document: Observed = { rev: 1, token: 'start', intact: true };
  #holder: number | null = null;
  #said = 0;

  constructor(options: IncrementOptions) {
    this.#options = options;
    const deeds: Deed[] =
      options.lock === 'none' ? ['read', 'write'] : ['try-lock', 'read', 'write', 'unlock'];
    this.#clients = Array.from({ length: options.clients }, () => ({
      deeds: [...deeds],
      rev: 0,
      wrote: 0,
      dead: false,
    }));
  }

  run(choose: Chooser): Execution {
    let last: number | null = null;
    for (let index = 0; ; index += 1) {
      const pending = this.#pending();
      if (pending.length === 0) break;
      const choice = choose({ index, pending, last, steps: this.#steps } satisfies Moment);
      if (choice === 'cut') return this.#end({ type: 'cut' });
      this.#choices.push(choice);
      this.#carryOut(choice);
      if (choice.do === 'run') last = choice.client;
    }
    return this.#end(this.#options.ending ?? { type: 'finished' });
  }

  /** Who waits for the lock can go on only when it is free: this toy's clients wait without trying. */
  #pending(): Pending[] {
    return this.#clients.flatMap(({ deeds, dead }, client): Pending[] => {
      const [next] = deeds;
      if (dead || next === undefined || (next === 'try-lock' && this.#holder !== null)) return [];
      return [{ client, state: 'gate', label: next, wakeMs: null }];
    });
  }

  #carryOut(choice: Choice): void {
    if (choice.do === 'run') {
      this.#do(choice.client);
      return;
    }
    const client = choice.do === 'clock-jump' ? 0 : choice.client;
    this.#push(event(client, choice.do));
    const one = this.#clients[client];
    if (choice.do !== 'crash' || one === undefined) return;
    one.dead = true;
    if (this.#holder === client && this.#options.lock !== 'sticky') this.#holder = null;
  }

  #do(client: number): void {
    const one = this.#clients[client];
    const deed = one?.deeds.shift();
    if (one === undefined || deed === undefined) throw new Error(`client ${client} has nothing to do`);
    const invokeNs = this.#now();
    switch (deed) {
      case 'try-lock':
        this.#holder = client;
        this.#push(step(client, 'try-lock flock tasks.lock: locked', 'write lock:i.1'));
        break;
      case 'read':
        this.#push(step(client, 'read tasks.yaml', 'read inode:i.0'));
        one.rev = this.#document.rev;
        break;
      case 'write': {
        const rev = one.rev + 1;
        const token = `${client}.${one.wrote++}`;
        this.#document = { rev, token, intact: true };
        this.#push(step(client, 'write tasks.yaml', 'write inode:i.0'));
        this.#ops.push({
          kind: 'write',
          id: this.#ops.length,
          actor: client,
          invokeNs,
          completeNs: this.#now(),
          expectedRev: one.rev,
          token,
          tries: 1,
          outcome: { type: 'ok', rev },
        });
        break;
      }
      case 'unlock':
        this.#holder = null;
        this.#push(step(client, 'unlock flock tasks.lock', 'write lock:i.1'));
        break;
      default:
        deed satisfies never;
    }
  }

  #push(done: Step): void {
    this.#steps.push(done);
    this.#said = 0;
  }

  #now(): number {
    return timeOfWord(this.#steps.length, ++this.#said);
  }

  #end(ending: ExecutionEnding): Execution {
    const stuck = this.#holder !== null;
    const finished = ending.type === 'finished';
    return {
      choices: this.#choices,
      steps: this.#steps,
      ending,
      finalState: finished
        ? {
            history: {
              kind: 'history',
              actors: this.#clients.map((_, actor) => ({ actor, where: 'process', job: 'writer' })),
              initial: { rev: 1, token: 'start', intact: true },
              ops: this.#ops,
              final: { type: 'ok', observed: this.#document },
              leftovers: [],
              documentBytes: 100,
            },
            probe: stuck ? { code: 'LOCKED', message: 'Locked for 60 s' } : null,
          }
        : null,
    };
  }
}
