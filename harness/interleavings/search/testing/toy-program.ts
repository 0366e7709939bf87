// A small program in memory for the search: clients are generators that request operations on shared state,
// one at a time, and sleep in virtual time. It keeps the contract of `Program` exactly, so that a search on
// it can be compared with an exhaustive one. Its outcome is the message of the probe.
import type { Access, Choice, Step } from '../../../../results/vocabulary/schedule.js';
import { ScheduleNames } from '../../names/schedule-names.js';
import type { ExecuteOptions, Execution, Moment, Pending, Program } from '../../program.js';

export type ToyValue = number | string | boolean | null;
export type ToyState = Map<string, ToyValue>;
export type ToyAccess = Access & { key: string };

export interface ToyEffect {
  value: ToyValue;
  accesses: readonly ToyAccess[];
}

/** One operation. `keys`: all that it might touch, known before. */
export interface ToyOperation {
  label: string;
  keys: readonly string[];
  perform(state: ToyState, client: number): ToyEffect;
}

/** `tell`: what a client has to say, to nobody but the one who judges. */
export type ToyRequest = ToyOperation | { sleepMs: number } | { readClock: true } | { tell: ToyValue };
export type ToyThread = (client: number) => Generator<ToyRequest, void, ToyValue>;

export interface ToyOptions {
  start?: readonly (readonly [string, ToyValue])[];
  /** A lie about what an operation touches: for tests that must notice it. */
  misreport?: (access: ToyAccess, label: string) => ToyAccess | null;
  /** A name as it is in one execution, another one in the next: for names with counters. */
  rawName?: (name: string, execution: number) => string;
  /** What is told of the end; the default tells everything. */
  outcome?: (state: ToyState, seen: readonly (readonly ToyValue[])[], dead: readonly number[]) => string;
  /**
   * Called with every finished outcome, also when the search had known it, and with where clients stopped.
   */
  onOutcome?: (outcome: string, contended: ExecuteOptions['contended']) => void;
}

const minuteMs = 60_000;

interface Client {
  readonly number: number;
  readonly requests: Generator<ToyRequest, void, ToyValue>;
  readonly seen: ToyValue[];
  position: { at: 'gate'; operation: ToyOperation } | { at: 'sleep'; wakeMs: number } | { at: 'gone' };
}

/** State and everything that each client was told, in one text. */
export function tellAll(state: ToyState, seen: readonly (readonly ToyValue[])[]): string {
  return JSON.stringify([[...state].sort(([one], [other]) => (one < other ? -1 : 1)), seen]);
}

class Run {
  readonly state: ToyState;
  readonly steps: Step[] = [];
  readonly clients: Client[];
  #nowMs = 0;
  #wallOffsetMs = 0;
  readonly #contended: ReadonlySet<string> | 'all';
  readonly #options: ToyOptions;
  /** The last step of this turn. */
  #running: Step | null = null;
  readonly #execution: number;
  /** By client. */
  readonly #names: readonly ScheduleNames[];

  constructor(
    threads: readonly ToyThread[],
    { contended, fresh = [] }: ExecuteOptions,
    options: ToyOptions,
    execution: number,
  ) {
    this.state = new Map(options.start);
    this.#contended = contended;
    this.#options = options;
    this.#execution = execution;
    this.#names = threads.map(
      (_, client) => new ScheduleNames({ client, identityText: (name) => name, fresh }),
    );
    this.clients = threads.map((thread, number) => ({
      number,
      requests: thread(number),
      seen: [],
      position: { at: 'gone' },
    }));
    for (const client of this.clients) this.#goOn(client, null);
  }

  pending(): Pending[] {
    return this.clients.flatMap(({ number, position }): Pending[] => {
      if (position.at === 'gone') return [];
      if (position.at === 'sleep') {
        return [{ client: number, state: 'sleeping', label: 'sleep', wakeMs: position.wakeMs }];
      }
      const label = this.#named(number, position.operation.label);
      return [{ client: number, state: 'gate', label, wakeMs: null }];
    });
  }

  take(choice: Choice): void {
    if (choice.do === 'clock-jump') {
      this.#wallOffsetMs += minuteMs;
      this.#note(0, 'clock-jump', 'clock jump', [{ resource: 'clock', mode: 'write', key: 'clock' }], true);
      return;
    }
    const client = this.clients[choice.client];
    if (client === undefined || client.position.at === 'gone') throw new Error('that client is gone');
    if (choice.do === 'run') this.#let(client);
    else if (choice.do === 'crash') this.#crash(client);
    else {
      this.#nowMs += minuteMs;
      const access: ToyAccess = { resource: 'clock', mode: 'write', key: 'clock' };
      this.#note(client.number, choice.do, choice.do, [access], true);
    }
  }

  #let(client: Client): void {
    const { position } = client;
    this.#running = null;
    if (position.at === 'gate') this.#goOn(client, this.#perform(client, position.operation, true));
    else if (position.at === 'sleep') {
      this.#nowMs = Math.max(this.#nowMs, position.wakeMs);
      const access: ToyAccess = { resource: 'clock', mode: 'write', key: 'clock' };
      this.#note(client.number, 'wake', 'wake', [access], true);
      this.#goOn(client, null);
    }
  }

  #crash(client: Client): void {
    const held = [...this.state].filter(
      ([name, value]) => name.startsWith('lock:') && value === client.number,
    );
    for (const [name] of held) this.state.delete(name);
    const accesses = held.map(([name]): ToyAccess => ({ resource: name, mode: 'write', key: name }));
    this.#note(client.number, 'crash', 'crash', accesses, true);
    client.position = { at: 'gone' };
  }

  #goOn(client: Client, answer: ToyValue): void {
    let told = answer;
    for (;;) {
      const { value: request, done } = client.requests.next(told);
      if (done === true || request === undefined) {
        client.position = { at: 'gone' };
        return;
      }
      if ('perform' in request) {
        if (this.#stopsBefore(client.number, request)) {
          client.position = { at: 'gate', operation: request };
          return;
        }
        told = this.#perform(client, request, false);
      } else if ('tell' in request) client.seen.push(request.tell);
      else {
        this.#readClock();
        told = this.#nowMs + this.#wallOffsetMs;
        if ('sleepMs' in request) {
          client.position = { at: 'sleep', wakeMs: this.#nowMs + request.sleepMs };
          return;
        }
        client.seen.push(told);
      }
    }
  }

  #stopsBefore(client: number, { keys }: ToyOperation): boolean {
    const contended = this.#contended;
    const named = keys.map((key) => this.#resourceNamed(client, key));
    return contended === 'all' || named.some((key) => contended.has(key));
  }

  #perform(client: Client, operation: ToyOperation, decided: boolean): ToyValue {
    const { value, accesses } = operation.perform(this.state, client.number);
    client.seen.push(value);
    const label = this.#named(client.number, operation.label);
    this.#note(client.number, 'operation', `${label}: ${value}`, accesses, decided);
    return value;
  }

  #readClock(): void {
    if (this.#running === null) return;
    this.#running.accesses = [...this.#running.accesses, { resource: 'clock', mode: 'read' }];
    this.#running.keys = [...this.#running.keys, 'clock'];
  }

  #note(
    client: number,
    kind: Step['kind'],
    label: string,
    touched: readonly ToyAccess[],
    decided: boolean,
  ): void {
    const { misreport } = this.#options;
    const reported = touched.flatMap((access) => {
      const told = misreport === undefined ? access : misreport(access, label);
      return told === null ? [] : [told];
    });
    const accesses = reported.map(({ resource, mode }) => ({
      // Files have ids, as in stable-inode-ids.ts.
      resource: /^(name|entries):/.test(resource) ? this.#resourceNamed(client, resource) : resource,
      mode,
    }));
    const keys = reported.map(({ key }) => this.#resourceNamed(client, key));
    this.#running = { client, kind, label, accesses, keys, decided };
    this.steps.push(this.#running);
  }

  /** `name:x`, `content:x`. */
  #resourceNamed(client: number, resource: string): string {
    const kind = resource.slice(0, resource.indexOf(':') + 1);
    return kind + this.#named(client, resource.slice(kind.length));
  }

  /** A text with its names as this client knows them in this execution. */
  #named(client: number, text: string): string {
    const { rawName } = this.#options;
    const names = this.#names[client];
    if (rawName === undefined || names === undefined) return text;
    const raw = text.split(/([/\s]+)/).map((word) => rawName(word, this.#execution));
    const named = names.of(raw.join(''));
    const news = names.takeNews();
    for (const other of this.#names) if (other !== names) other.told(news);
    return named;
  }
}

/** With fresh state for every execution. */
export function toyProgram(threads: readonly ToyThread[], options: ToyOptions = {}): Program {
  const tell = options.outcome ?? tellAll;
  let executions = 0;
  return {
    clients: threads.length,
    execute(choose, { contended, fresh = [], known }: ExecuteOptions): Promise<Execution> {
      const run = new Run(threads, { contended, fresh }, options, executions++);
      const choices: Choice[] = [];
      let last: number | null = null;
      for (let pending = run.pending(); pending.length > 0; pending = run.pending()) {
        const moment: Moment = { index: choices.length, pending, last, steps: run.steps };
        const choice = choose(moment);
        if (choice === 'cut') {
          return Promise.resolve({ choices, steps: run.steps, ending: { type: 'cut' }, finalState: null });
        }
        run.take(choice);
        choices.push(choice);
        if (choice.do === 'run') last = choice.client;
      }
      const outcome = tell(
        run.state,
        run.clients.map(({ seen }) => seen),
        run.steps.filter(({ kind }) => kind === 'crash').map(({ client }) => client),
      );
      options.onOutcome?.(outcome, contended);
      const history = {
        kind: 'history' as const,
        actors: [],
        initial: null,
        ops: [],
        final: { type: 'ok' as const, observed: null },
        leftovers: [],
        documentBytes: 0,
      };
      const finalState =
        known?.(run.steps) === true ? null : { history, probe: { code: null, message: outcome } };
      return Promise.resolve({ choices, steps: run.steps, ending: { type: 'finished' }, finalState });
    },
  };
}

/** What an execution of a toy came to; null: it was cut or known. */
export function outcomeOf({ finalState }: Execution): string | null {
  return finalState?.probe?.message ?? null;
}
