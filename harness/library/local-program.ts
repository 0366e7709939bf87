// Functions of one process as the clients of a search: each file operation that a client calls is held back
// until the schedule comes to it. Clients share the process, so what they do to shared variables between two
// operations counts as done with the first: every step is taken to depend on every other, and no schedule is
// left out as equal.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Choice, Step } from '../../results/vocabulary/schedule.js';
import type { Chooser, ExecuteOptions, Execution, Pending, Program } from '../interleavings/program.js';
import type { JudgedViolation } from '../interleavings/search/violations.js';
import { installTap } from '../tap/patch/install.js';
import { closeDescriptors } from '../tap/patch/simulated-kill.js';
import type { Tap } from '../tap/patch/tap.js';
import { LocalClient } from './local-client.js';
import { type LocalTime, localTime } from './local-time.js';
import { messageOfThrown } from './storage-assertion.js';

export interface LocalProgramParts {
  /** Holds a directory for each execution, one at a time. */
  scratch: string;
  setup: (directory: string) => unknown;
  clients: readonly ((directory: string) => unknown)[];
  invariant: (directory: string, results: readonly PromiseSettledResult<unknown>[]) => unknown;
  mayReject: (error: unknown) => boolean;
}

interface Wrong extends JudgedViolation {
  cause: unknown;
}

/** Of one schedule: a client that keeps asking has to sleep between. */
const STEPS_MAX = 2000;

const EVERYTHING = { accesses: [{ resource: 'inode:i.0', mode: 'write' }], keys: ['content:.'] } as const;

export class LocalProgram implements Program {
  readonly clients: number;
  readonly #parts: LocalProgramParts;
  readonly #tap: Tap;
  readonly #time: LocalTime;
  readonly #wrong = new WeakMap<Execution, Wrong>();
  #executions = 0;

  static async make(parts: LocalProgramParts): Promise<LocalProgram> {
    const tap = await installTap();
    return new LocalProgram(
      parts,
      tap,
      localTime(tap, () => tap.runs.getStore() instanceof LocalClient),
    );
  }

  private constructor(parts: LocalProgramParts, tap: Tap, time: LocalTime) {
    this.#parts = parts;
    this.#tap = tap;
    this.#time = time;
    this.clients = parts.clients.length;
  }

  judge(execution: Execution): JudgedViolation[] {
    const wrong = this.#wrong.get(execution);
    return wrong === undefined ? [] : [{ class: wrong.class, sentence: wrong.sentence }];
  }

  causeOf(execution: Execution): unknown {
    return this.#wrong.get(execution)?.cause;
  }

  async execute(choose: Chooser, _options: ExecuteOptions): Promise<Execution> {
    this.#executions += 1;
    const directory = join(this.#parts.scratch, `schedule-${this.#executions}`);
    await mkdir(directory);
    await this.#parts.setup(directory);
    const steps: Step[] = [];
    // What follows synchronously is of the same step: nothing can come between.
    const note = (client: number, kind: Step['kind'], label: string, decided: boolean) => {
      const last = steps.at(-1);
      if (decided || last?.client !== client)
        steps.push({ client, kind, label, ...EVERYTHING, decided: true });
      else steps[steps.length - 1] = { ...last, label: `${last.label}\n${label}` };
    };
    const clients = this.#parts.clients.map(
      (run, number) => new LocalClient({ number, run, directory, note }),
    );
    const detach = this.#tap.attach({
      after: (operation, outcome) => {
        const by = this.#tap.runs.getStore();
        if (by instanceof LocalClient) by.did(operation, outcome);
      },
      notice: ({ reason }) => {
        const by = this.#tap.runs.getStore();
        if (by instanceof LocalClient) by.distrust ??= reason;
      },
    });
    this.#time.begin();
    try {
      return await this.#conduct(clients, directory, steps, choose);
    } finally {
      for (const client of clients) {
        client.killed = true;
        closeDescriptors(client);
      }
      this.#time.end();
      detach();
      await rm(directory, { recursive: true, force: true });
    }
  }

  async #conduct(
    clients: readonly LocalClient[],
    directory: string,
    steps: Step[],
    choose: Chooser,
  ): Promise<Execution> {
    const choices: Choice[] = [];
    let last: number | null = null;
    const ended = (ending: Execution['ending'], isWhole = false): Execution => ({
      choices,
      steps,
      ending,
      finalState: isWhole ? { history: NOTHING, probe: null } : null,
    });
    for (;;) {
      const waitsFor = await this.#time.settle(clients);
      const distrust = waitsFor ?? clients.find((client) => client.distrust !== null)?.distrust;
      if (distrust !== null && distrust !== undefined) return ended({ type: 'distrust', reason: distrust });
      const pending = clients.flatMap((client): Pending[] => client.pending(this.#time));
      if (pending.length === 0) break;
      const choice = choose({ index: choices.length, pending, last, steps });
      if (choice === 'cut') {
        const cut = { ...ended({ type: 'cut' }), steps: [...steps] };
        await this.#finish(clients);
        return cut;
      }
      if (steps.length > STEPS_MAX)
        return ended({ type: 'distrust', reason: `one schedule takes more than ${STEPS_MAX} steps` });
      if (choice.do !== 'run') throw new RangeError(`no client can ${choice.do} here`);
      choices.push(choice);
      last = choice.client;
      this.#tap.runs.run(clients[choice.client] as LocalClient, () =>
        clients[choice.client]?.goOn(this.#time),
      );
    }
    const stuck = clients.find(({ result }) => result === null);
    const execution =
      stuck === undefined
        ? ended({ type: 'finished' }, true)
        : ended({ type: 'hang', client: stuck.number, how: 'it waits for ever' });
    const wrong = await this.#wrongWith(execution, clients, directory);
    if (wrong !== null) this.#wrong.set(execution, wrong);
    return execution;
  }

  /**
   * What was cut short runs to its end all the same: what clients share outside of files must not stay half
   * done.
   */
  async #finish(clients: readonly LocalClient[]): Promise<void> {
    for (let turn = 0; turn < STEPS_MAX; turn++) {
      if ((await this.#time.settle(clients)) !== null) return;
      const waiting = clients.filter((client) => client.isWaiting(this.#time));
      const next = waiting[turn % Math.max(1, waiting.length)];
      if (next === undefined) return;
      this.#tap.runs.run(next, () => next.goOn(this.#time));
    }
  }

  async #wrongWith(
    { ending }: Execution,
    clients: readonly LocalClient[],
    directory: string,
  ): Promise<Wrong | null> {
    if (ending.type === 'hang') {
      const sentence = `client ${ending.client + 1} waits for ever`;
      return { class: 'hang', sentence, cause: undefined };
    }
    const results = clients.flatMap(({ result }) => result ?? []);
    const refused = results.find(
      (result) => result.status === 'rejected' && !this.#parts.mayReject(result.reason),
    );
    try {
      const answer: unknown = await this.#parts.invariant(directory, results);
      if (answer === false) {
        return { class: 'lost-update', sentence: 'the invariant does not hold afterwards', cause: undefined };
      }
    } catch (cause) {
      return { class: 'lost-update', sentence: messageOfThrown(cause), cause };
    }
    if (refused?.status !== 'rejected') return null;
    const by = `client ${results.indexOf(refused) + 1}`;
    const cause: unknown = refused.reason;
    return { class: 'client-error', sentence: `${by} fails: ${messageOfThrown(cause)}`, cause };
  }
}

/** What the clients do is judged by the invariant, not by what stores promise. */
const NOTHING = {
  kind: 'history' as const,
  actors: [],
  initial: null,
  ops: [],
  final: { type: 'ok' as const, observed: null },
  leftovers: [],
  documentBytes: 0,
};
