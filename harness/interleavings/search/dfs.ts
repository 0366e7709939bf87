// Every schedule with at most so many preemptions, fewest first. Each execution starts over, repeats a prefix
// of choices and goes on without preemption; the other choices that it had are kept, on the stack of this
// number of preemptions or of the next. So every state is first entered with the fewest preemptions that lead
// to it, and entering it again is cut short. When clients turn out to have to stop in more places, the search
// starts anew.
//
// A program that is not deterministic shows in these prefixes: each moment of a repeated prefix must look as
// it did. What differs only after the last choice shows where an execution is repeated whole.
import type { FreshName } from '../../../results/vocabulary/fresh-name.js';
import type { Choice, Step } from '../../../results/vocabulary/schedule.js';
import type { Chooser, Moment, Pending } from '../program.js';
import { isSpotCheck, mustRepeat } from './determinism.js';
import { type Aside, type ExecutionRecord, type Executions, notRepeatable } from './execution-record.js';
import { Predictions } from './predicted-executions.js';
import { choicesAt, preempts, type ScheduleAction } from './preemption.js';
import { momentFingerprint, type StateOrder, type Visited, visited } from './states.js';
import { stepDifference } from './step-difference.js';

/** A moment at which there was something to choose, and how it was reached. */
interface Node {
  /** null: the start. */
  readonly cause: Branch | null;
  /** What the moment looked like. */
  readonly fingerprint: number;
  readonly pending: readonly Pending[];
}

/** One choice at one moment. */
interface Branch {
  readonly at: Node;
  readonly choice: Choice;
  /** Whether the one action of the schedule was taken, this choice included. */
  readonly acted: boolean;
}

export interface DepthFirstPlan {
  preemptionsMax: number;
  action: ScheduleAction | null;
  /** A search of its own beside the one that counts: it learns nothing, and ends after so many executions. */
  aside?: Aside & { executionsMax: number };
  /** Ends the search after an execution. */
  isEnough: (record: ExecutionRecord) => boolean;
  /** Ends it when all schedules with so many preemptions are done. */
  isEnoughSoFar: (preemptions: number) => boolean;
  progress?: (bound: number) => void;
}

export interface DepthFirstResult {
  /** null: not even the schedules without preemption. */
  completeTo: number | null;
}

/** `grown`: clients have to stop in more places, or steps have other names, which takes another pass. */
type PassResult = { type: 'ended'; completeTo: number | null } | { type: 'grown' };

/** One of so many predicted executions is run to check the prediction. */
const predictedPerCheck = 100;

/** The branches from the start to here. */
function pathTo(branch: Branch | null): Branch[] {
  const path: Branch[] = [];
  for (let step = branch; step !== null; step = step.at.cause) path.push(step);
  return path.reverse();
}

/** What each client would do next, as a step, so that it can be compared. */
function nextSteps({ pending }: Pick<Moment, 'pending'>): Step[] {
  return pending.map(({ client, label }) => ({
    client,
    kind: 'operation',
    label,
    accesses: [],
    keys: [],
    decided: false,
  }));
}

/** A moment that did not look as before. */
interface Mismatch {
  inWords: string;
  /** The clients that could go on, before and now; null: there was no such moment. */
  was: readonly Pending[] | null;
  is: readonly Pending[] | null;
}

const describe = (pending: readonly Pending[]): string =>
  pending.map(({ client, label }) => `client ${client}: ${label}`).join('; ');

/** How often this client is chosen in a row after this choice; beyond the path the running client goes on. */
function chosenAgain(path: readonly Branch[], index: number, client: number): number {
  for (let end = index + 1; end < path.length; end += 1) {
    const choice = path[end]?.choice;
    if (choice?.do !== 'run' || choice.client !== client) return end - index - 1;
  }
  return Number.MAX_SAFE_INTEGER;
}

/** One pass with one set of contended keys. */
class Pass {
  readonly #executions: Executions;
  readonly #plan: DepthFirstPlan;
  readonly #predictions: Predictions;
  readonly #visited: Visited = visited();
  #now: (Branch | null)[] = [null];
  #later: Branch[] = [];
  #bound = 0;
  readonly #fresh: readonly FreshName[];
  #mismatch: Mismatch | null = null;
  #run = 0;
  #predicted = 0;

  constructor(executions: Executions, plan: DepthFirstPlan) {
    this.#executions = executions;
    this.#plan = plan;
    this.#predictions = new Predictions(executions.clients);
    this.#fresh = executions.fresh;
  }

  async run(): Promise<PassResult> {
    let completeTo: number | null = null;
    for (this.#bound = 0; this.#bound <= this.#plan.preemptionsMax; this.#bound += 1) {
      this.#plan.progress?.(this.#bound);
      const end = await this.#level();
      if (end === 'grown') return { type: 'grown' };
      if (end === 'stopped') break;
      completeTo = this.#bound;
      if (this.#plan.isEnoughSoFar(this.#bound)) break;
      this.#now = this.#later.reverse();
      this.#later = [];
    }
    return { type: 'ended', completeTo };
  }

  async #level(): Promise<'complete' | 'stopped' | 'grown'> {
    for (let branch = this.#now.pop(); branch !== undefined; branch = this.#now.pop()) {
      if (this.#isOver) return 'stopped';
      const { predicted, known } = this.#predict(branch);
      const record = predicted ?? (await this.#execute(known));
      if (this.#executions.distrust !== null) return 'stopped';
      if (this.#isRenamed) return 'grown';
      // What was learned from names that are others each time would have to be learned again and again.
      const isChecked =
        predicted === null
          ? record.grew || branch === null || isSpotCheck(record, this.#executions.counts)
          : this.#predicted % predictedPerCheck === 1;
      if (isChecked && this.#plan.aside === undefined) await mustRepeat(this.#executions, record);
      if (this.#executions.distrust !== null) return 'stopped';
      // A violation may have fewer preemptions where clients stop in more places: that has to be looked at
      // first.
      if (this.#isRenamed || (record.grew && this.#plan.aside === undefined)) return 'grown';
      if (this.#plan.isEnough(record)) return 'stopped';
    }
    return 'complete';
  }

  get #isRenamed(): boolean {
    return this.#executions.fresh !== this.#fresh;
  }

  get #isOver(): boolean {
    const { aside } = this.#plan;
    if (aside === undefined) return this.#executions.isOver;
    return this.#executions.isCalledOff || this.#run >= aside.executionsMax;
  }

  /** Runs the schedule that begins with this branch, once more if it does not begin as it did before. */
  async #execute(branch: Branch | null): Promise<ExecutionRecord> {
    const path = pathTo(branch);
    const record = await this.#attempt(path, branch);
    if (this.#mismatch === null) return record;
    // Once may be an accident outside; the same choices are tried from a fresh start.
    const [before, now] = this.#bothWays(path, record, this.#mismatch);
    if (this.#executions.learnNames(before, now)) return record;
    const accident = stepDifference(before, now) ?? this.#mismatch.inWords;
    this.#executions.accident(accident);
    const again = await this.#attempt(path, branch);
    if (this.#mismatch === null) return again;
    // What was before may be of clients that were replaced since.
    const later = [...again.execution.steps, ...nextSteps({ pending: this.#mismatch.is ?? [] })];
    if (this.#executions.learnNames(now, later)) return again;
    this.#executions.distrust ??= `${notRepeatable}: ${accident}`;
    return again;
  }

  /** The steps to which these choices led before, as far as they are remembered, and those of now. */
  #bothWays(
    path: readonly Branch[],
    { execution: { steps } }: ExecutionRecord,
    { was, is }: Mismatch,
  ): readonly [Step[], Step[]] {
    const remembered = this.#predictions.predict(({ index }) => path[index]?.choice ?? 'cut').steps;
    const before = remembered.slice(0, steps.length);
    if (before.length < steps.length || was === null || is === null) {
      return [before, steps.slice(0, before.length)];
    }
    return [
      [...before, ...nextSteps({ pending: was })],
      [...steps, ...nextSteps({ pending: is })],
    ];
  }

  /** Where this branch leads without running it, or the last of the choices up to which that is known. */
  #predict(branch: Branch | null): { predicted: ExecutionRecord | null; known: Branch | null } {
    if (this.#plan.aside !== undefined) return { predicted: null, known: branch };
    this.#mismatch = null;
    let preemptions = 0;
    const { choose, last } = this.#chooser(pathTo(branch), branch, this.#predictions.order);
    const prediction = this.#predictions.predict((moment) => {
      const choice = choose(moment);
      if (choice !== 'cut' && preempts(moment, choice)) preemptions += 1;
      return choice;
    });
    // A prediction that differs from what happened before is not relied upon.
    const predicted = this.#mismatch === null ? this.#executions.spare(prediction, preemptions) : null;
    if (predicted !== null) this.#predicted += 1;
    return { predicted, known: last() };
  }

  async #attempt(path: readonly Branch[], branch: Branch | null): Promise<ExecutionRecord> {
    this.#mismatch = null;
    this.#run += 1;
    const { choose } = this.#chooser(path, branch, this.#executions.order);
    const watched: Chooser = (moment) => {
      this.#predictions.watch(moment);
      return choose(moment);
    };
    watched.ahead = ({ index }, client) => chosenAgain(path, index, client);
    watched.first = (client) => (path.length === 0 ? 0 : chosenAgain(path, -1, client));
    const record = await this.#executions.run(watched, this.#plan.aside);
    const { ending, choices, steps } = record.execution;
    const isFinished = ending.type === 'finished';
    if (this.#mismatch === null) {
      this.#predictions.learn({ choices, steps, isFinished }, this.#executions.order);
    }
    if (isFinished && choices.length < path.length) {
      const inWords = `all clients came to their end after ${choices.length} choices, not ${path.length}`;
      this.#mismatch ??= { inWords, was: null, is: null };
    }
    return record;
  }

  /**
   * Follows the path and goes on from there; `last`: the last choice so far beyond the path, or the path's
   * end.
   */
  #chooser(
    path: readonly Branch[],
    end: Branch | null,
    order: StateOrder,
  ): { choose: Chooser; last: () => Branch | null } {
    let cause = end;
    const choose: Chooser = (moment) => {
      const expected = path[moment.index];
      const fingerprint = momentFingerprint(moment, order);
      if (expected !== undefined) {
        if (expected.at.fingerprint === fingerprint) return expected.choice;
        const [was, is] = [expected.at.pending, moment.pending];
        const inWords = `at choice ${moment.index + 1} there was ${describe(was)}, then ${describe(is)}`;
        this.#mismatch = { inWords, was, is };
        return 'cut';
      }
      if (!this.#visited.enter(moment, order, this.#bound)) return 'cut';
      cause = this.#branchOut({ cause, fingerprint, pending: moment.pending }, moment);
      return cause.choice;
    };
    return { choose, last: () => cause };
  }

  /** Keeps all choices but one for later, and takes that. */
  #branchOut(at: Node, moment: Moment): Branch {
    const acted = at.cause?.acted ?? false;
    const branches = choicesAt(moment, acted ? null : this.#plan.action).map(
      (choice): Branch => ({ at, choice, acted: acted || choice.do !== 'run' }),
    );
    const [first, ...others] = branches;
    if (first === undefined) throw new Error('a moment without a choice');
    for (const other of others.reverse()) {
      if (!preempts(moment, other.choice)) this.#now.push(other);
      else if (this.#bound < this.#plan.preemptionsMax) this.#later.push(other);
    }
    return first;
  }
}

/** Resolves when everything is covered, the budget is spent, or `isEnough`. */
export async function searchDepthFirst(
  executions: Executions,
  plan: DepthFirstPlan,
): Promise<DepthFirstResult> {
  for (;;) {
    const result = await new Pass(executions, plan).run();
    if (result.type === 'ended') return { completeTo: result.completeTo };
    // What is searched for has been forgotten with the names.
    if (plan.aside !== undefined) return { completeTo: null };
  }
}
