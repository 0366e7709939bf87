// Predicts an execution from cached turns, and so runs only what is new. A client that has done and seen the
// same as once before does the same again, up to the same stop: that is what the happens-before order says of
// a step, and why a search may cut where it has been already. So whatever ends in a cut can be predicted. A
// wrong prediction shows where the same choices are run after all: as the beginning of something new, or in
// one of the predicted executions that are run as a check.
import type { Choice, Step } from '../../../results/vocabulary/schedule.js';
import type { Chooser, Moment, Pending } from '../program.js';
import { comparedLabel } from './compared-label.js';
import { type OrderFingerprints, orderFingerprints, rowOf } from './order-fingerprint.js';
import { clockResource } from './races.js';
import type { StateOrder } from './states.js';

/** What one choice led to. */
interface Turn {
  readonly do: Choice['do'];
  readonly steps: readonly Step[];
  /** Of each of the steps, see `OrderFingerprints.orderOf`. */
  readonly orders: readonly number[];
  /** What had moved the clock last: whether a sleeper's waking moves it on depends on that. */
  readonly clock: number;
  /** Where the client stopped then; null: it had come to its end. */
  readonly stop: Pending | null;
}

/** Up to the first choice of which it is not known what it leads to, or to the end. */
export interface PredictedExecution {
  readonly choices: readonly Choice[];
  readonly steps: readonly Step[];
  readonly end: 'cut' | 'finished' | 'unknown';
  /** Of the order of all the steps. */
  readonly fingerprint: number;
}

/** What is not remembered has to be run. */
const turnsMax = 300_000;
const nothing = 0;

/** Whose step it is; null: nobody's, only the time moves. */
function clientOf(choice: Choice): number | null {
  return choice.do === 'run' || choice.do === 'crash' ? choice.client : null;
}

/** How far each client, and the clock, has come. */
class Positions {
  readonly #clients: number;
  readonly #orders: number[];
  clock = nothing;

  constructor(clients: number) {
    this.#clients = clients;
    // One more: a clock jump, say, is no client's step. A client without a step yet differs from every other one.
    this.#orders = Array.from({ length: clients + 1 }, (_, client) => -1 - client);
  }

  of(choice: Choice): number {
    return this.#orders[clientOf(choice) ?? this.#clients] ?? nothing;
  }

  pass(step: Step, order: number): void {
    this.#orders[rowOf(step, this.#clients)] = order;
    const moves = step.accesses.some(({ resource, mode }) => resource === clockResource && mode === 'write');
    if (moves) this.clock = order;
  }
}

/** Of executions of one program in which clients stop before the same keys. */
export class Predictions {
  readonly #clients: number;
  readonly #order: OrderFingerprints;
  /** By what the client had done and seen before. */
  readonly #turns = new Map<number, Turn[]>();
  readonly #steps = new Map<string, Step>();
  /** The orders of executions that were run to their end. */
  readonly #ends = new Set<number>();
  #start: { steps: readonly Step[]; pending: readonly Pending[] } | null = null;
  #count = 0;
  #isBlind = false;
  /** Of the execution that is watched: the number of steps and the pending clients at each moment. */
  #moments: { steps: number; pending: readonly Pending[] }[] = [];

  constructor(clients: number) {
    this.#clients = clients;
    this.#order = orderFingerprints(clients);
  }

  /** Of the steps so far of the execution that is being predicted. */
  get order(): StateOrder {
    return this.#order;
  }

  /** At every moment of an execution that is really run. */
  watch({ index, steps, pending }: Moment): void {
    this.#moments.length = index;
    this.#moments.push({ steps: steps.length, pending });
  }

  /** When it has ended. `order`: of all its steps. */
  learn(
    {
      choices,
      steps,
      isFinished,
    }: { choices: readonly Choice[]; steps: readonly Step[]; isFinished: boolean },
    order: Pick<OrderFingerprints, 'orderOf' | 'fingerprint'>,
  ): void {
    const [first] = this.#moments;
    if (first === undefined) return;
    if (isFinished) this.#ends.add(order.fingerprint());
    this.#start ??= { steps: steps.slice(0, first.steps), pending: first.pending };
    const at = new Positions(this.#clients);
    for (const [index, step] of steps.slice(0, first.steps).entries()) at.pass(step, order.orderOf(index));
    let from = first.steps;
    for (const [index, choice] of choices.entries()) {
      const after = this.#moments[index + 1];
      if (after === undefined && !isFinished) return;
      const to = after?.steps ?? steps.length;
      this.#remember(choice, at, steps.slice(from, to), from, order, after?.pending ?? []);
      for (; from < to; from += 1) {
        const step = steps[from];
        if (step !== undefined) at.pass(step, order.orderOf(from));
      }
    }
  }

  /** Asks for one choice after another, as an execution does. */
  predict(choose: Chooser): PredictedExecution {
    const order = this.#order;
    const steps: Step[] = [];
    const choices: Choice[] = [];
    const ending = (end: PredictedExecution['end']): PredictedExecution => ({
      choices,
      steps,
      end,
      fingerprint: order.fingerprint(),
    });
    order.reset();
    if (this.#start === null || this.#isBlind) return ending('unknown');
    const at = new Positions(this.#clients);
    for (const step of this.#start.steps) {
      order.append(step);
      at.pass(step, order.orderOf(steps.length));
      steps.push(step);
    }
    let { pending } = this.#start;
    let last: number | null = null;
    while (pending.length > 0) {
      const choice = choose({ index: choices.length, pending, last, steps });
      if (choice === 'cut') return ending('cut');
      choices.push(choice);
      const turn = this.#follow(choice, at, steps);
      if (turn === null) return ending('unknown');
      const client = clientOf(choice);
      if (client !== null) pending = withStop(pending, client, turn.stop);
      if (choice.do === 'run') last = choice.client;
    }
    // An execution whose end was never seen has to be run, even if nothing else in it is new.
    return ending(this.#ends.has(order.fingerprint()) ? 'finished' : 'unknown');
  }

  #remember(
    choice: Choice,
    at: Positions,
    steps: readonly Step[],
    from: number,
    order: Pick<OrderFingerprints, 'orderOf'>,
    pending: readonly Pending[],
  ): void {
    // A client that goes on without a step has the same position afterwards, so that nothing can be
    // predicted.
    if (steps.length === 0) this.#isBlind = true;
    const key = at.of(choice);
    const turns = this.#turns.get(key);
    const end = order.orderOf(from + steps.length - 1);
    const isKnown = (turn: Turn): boolean =>
      turn.do === choice.do && turn.orders.at(-1) === end && turn.clock === at.clock;
    if (turns?.some(isKnown) === true || this.#count >= turnsMax) return;
    this.#count += 1;
    const client = clientOf(choice);
    const turn: Turn = {
      do: choice.do,
      steps: steps.map((step) => this.#once(step)),
      orders: steps.map((_, index) => order.orderOf(from + index)),
      clock: at.clock,
      stop: pending.find((one) => one.client === client) ?? null,
    };
    if (turns === undefined) this.#turns.set(key, [turn]);
    else turns.push(turn);
  }

  /** Appends the steps to which this choice is known to lead from here; null: it is not known. */
  #follow(choice: Choice, at: Positions, steps: Step[]): Turn | null {
    let possible = (this.#turns.get(at.of(choice)) ?? []).filter(
      (turn) => turn.do === choice.do && (turn.steps[0]?.kind !== 'wake' || turn.clock === at.clock),
    );
    for (let index = 0; possible.length > 0; index += 1) {
      const turn = possible.find((one) => this.#appends(one, index));
      if (turn === undefined) return null;
      const [step, order] = [turn.steps[index], turn.orders[index] ?? nothing];
      if (step === undefined) return null;
      at.pass(step, order);
      // Whoever stands still, it is the same that happens.
      const standing =
        choice.do === 'stall' || choice.do === 'pause' ? { ...step, client: choice.client } : step;
      steps.push(standing);
      if (turn.orders.length === index + 1) return turn;
      possible = possible.filter((one) => one.orders[index] === order);
    }
    return null;
  }

  #appends({ steps, orders }: Turn, index: number): boolean {
    const [step, order] = [steps[index], orders[index]];
    return step !== undefined && order !== undefined && this.#order.appendAs(step, order);
  }

  /** Few different steps make up all executions. */
  #once(step: Step): Step {
    const uses = step.accesses.map(({ resource, mode }, index) => `${mode} ${resource} ${step.keys[index]}`);
    const word = [step.client, step.kind, step.decided, comparedLabel(step.label), ...uses].join('\n');
    const known = this.#steps.get(word);
    if (known !== undefined) return known;
    this.#steps.set(word, step);
    return step;
  }
}

function withStop(pending: readonly Pending[], client: number, stop: Pending | null): readonly Pending[] {
  return pending.flatMap((one) => {
    if (one.client !== client) return [one];
    return stop === null ? [] : [stop];
  });
}
