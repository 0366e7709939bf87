// Every schedule with at most so many preemptions, fewest first. Each execution starts over, repeats a prefix of
// choices and goes on without preemption; what it could have chosen instead is kept, on the pile of this number of
// preemptions or of the next. So every state is first entered with the fewest preemptions that lead to it, and
// coming to it again is cut short. When clients turn out to have to stop in more places, the search starts anew.
//
// A program that does not repeat itself is found out by its own prefixes: each moment of a repeated prefix must
// look as it did. What differs only after the last choice is seen where an execution is repeated whole.
import type { Choice } from '../../../results/vocabulary/schedule.js';
import type { Moment } from '../program.js';
import { isSpotCheck, mustRepeat } from './determinism.js';
import { type Aside, type ExecutionRecord, type Executions, notRepeatable } from './execution-record.js';
import { Predictions } from './predicted-executions.js';
import { choicesAt, preempts, type ScheduleAction } from './preemption.js';
import { momentPrint, type NamedOrder, type Visited, visited } from './states.js';

/** A moment at which there was something to choose, and how it was reached. */
interface Node {
  /** null: the start. */
  readonly cause: Branch | null;
  /** What it looked like. */
  readonly print: number;
  readonly label: string;
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
  isEnough: (trial: ExecutionRecord) => boolean;
  /** Ends it when all schedules with so many preemptions are done. */
  isEnoughSoFar: (preemptions: number) => boolean;
  progress?: (bound: number) => void;
}

export interface DepthFirstResult {
  /** null: not even the schedules without preemption. */
  completeTo: number | null;
}

/** So many that were spared, one of them is run to see whether it comes about as it was told. */
const sparedPerCheck = 100;

/** The branches from the start to here. */
function pathTo(branch: Branch | null): Branch[] {
  const path: Branch[] = [];
  for (let step = branch; step !== null; step = step.at.cause) path.push(step);
  return path.reverse();
}

const describe = ({ pending }: Moment): string =>
  pending.map(({ client, label }) => `client ${client}: ${label}`).join('; ');

/** How often this client is chosen in a row after this choice; beyond the path whoever runs goes on. */
function goesOn(path: readonly Branch[], index: number, client: number): number {
  let end = index + 1;
  for (; end < path.length; end += 1) {
    const choice = path[end]?.choice;
    if (choice?.do !== 'run' || choice.client !== client) return end - index - 1;
  }
  return Number.MAX_SAFE_INTEGER;
}

/** One pass with one set of contended keys. */
class Pass {
  readonly #trials: Executions;
  readonly #plan: DepthFirstPlan;
  readonly #seen: Visited = visited();
  #now: (Branch | null)[] = [null];
  #later: Branch[] = [];
  #bound = 0;
  readonly #foresight: Predictions;
  #mismatch: string | null = null;
  #executions = 0;
  #spared = 0;

  constructor(trials: Executions, plan: DepthFirstPlan) {
    this.#trials = trials;
    this.#plan = plan;
    this.#foresight = new Predictions(trials.clients);
  }

  /** 'grown': what was learned asks for another pass. */
  async run(): Promise<DepthFirstResult | 'grown'> {
    let completeTo: number | null = null;
    for (this.#bound = 0; this.#bound <= this.#plan.preemptionsMax; this.#bound += 1) {
      this.#plan.progress?.(this.#bound);
      const end = await this.#level();
      if (end === 'grown') return 'grown';
      if (end === 'stopped') return { completeTo };
      completeTo = this.#bound;
      if (this.#plan.isEnoughSoFar(this.#bound)) return { completeTo };
      this.#now = this.#later.reverse();
      this.#later = [];
    }
    return { completeTo };
  }

  async #level(): Promise<'complete' | 'stopped' | 'grown'> {
    for (let branch = this.#now.pop(); branch !== undefined; branch = this.#now.pop()) {
      if (this.#isOver) return 'stopped';
      const { spared, known } = this.#foretell(branch);
      const trial = spared ?? (await this.#follow(known));
      if (this.#trials.distrust !== null) return 'stopped';
      // A violation may have fewer preemptions where clients stop in more places: that has to be looked at first.
      if (trial.grew && this.#plan.aside === undefined) return 'grown';
      const isChecked =
        spared === null
          ? branch === null || isSpotCheck(trial, this.#trials.counts)
          : this.#spared % sparedPerCheck === 1;
      if (isChecked && this.#plan.aside === undefined) await mustRepeat(this.#trials, trial);
      if (this.#trials.distrust !== null) return 'stopped';
      if (this.#plan.isEnough(trial)) return 'stopped';
    }
    return 'complete';
  }

  get #isOver(): boolean {
    const { aside } = this.#plan;
    if (aside === undefined) return this.#trials.isOver;
    return this.#trials.isCalledOff || this.#executions >= aside.executionsMax;
  }

  /** Runs the schedules that begin with this branch up to the next choice that is left for later. */
  async #follow(branch: Branch | null): Promise<ExecutionRecord> {
    const path = pathTo(branch);
    const trial = await this.#attempt(path, branch);
    if (this.#mismatch === null) return trial;
    // Once may be an accident outside; the same choices are tried with what is now a fresh start.
    const accident = this.#mismatch;
    this.#trials.accident(accident);
    const again = await this.#attempt(path, branch);
    if (this.#mismatch !== null) this.#trials.distrust ??= `${notRepeatable}: ${accident}`;
    return again;
  }

  /** What comes of this branch without running it, or the last of the choices up to which that is known. */
  #foretell(branch: Branch | null): { spared: ExecutionRecord | null; known: Branch | null } {
    if (this.#plan.aside !== undefined) return { spared: null, known: branch };
    this.#mismatch = null;
    let preemptions = 0;
    const decide = this.#decide(pathTo(branch), branch);
    const foretold = this.#foresight.tell((moment, order) => {
      const choice = decide.choose(moment, order);
      if (choice !== 'cut' && preempts(moment, choice)) preemptions += 1;
      return choice;
    });
    // What was told otherwise than it came about before is not relied upon.
    const spared = this.#mismatch === null ? this.#trials.spare(foretold, preemptions) : null;
    if (spared !== null) this.#spared += 1;
    return { spared, known: decide.branch() };
  }

  async #attempt(path: readonly Branch[], branch: Branch | null): Promise<ExecutionRecord> {
    this.#mismatch = null;
    this.#executions += 1;
    const { choose } = this.#decide(path, branch);
    const decide = (moment: Moment, order: NamedOrder): Choice | 'cut' => {
      this.#foresight.watch(moment);
      return choose(moment, order);
    };
    const ahead = ({ index }: Moment, client: number): number => goesOn(path, index, client);
    const trial = await this.#trials.run(Object.assign(decide, { ahead }), this.#plan.aside);
    const { ending, choices, steps } = trial.execution;
    const isFinished = ending.type === 'finished';
    if (this.#mismatch === null) this.#foresight.learn({ choices, steps, isFinished }, this.#trials.order);
    if (ending.type === 'finished' && choices.length < path.length) {
      this.#mismatch ??= `all clients came to their end after ${choices.length} choices, not ${path.length}`;
    }
    return trial;
  }

  /** Follows the path and goes on from there; `branch`: the last choice so far beyond the path, or its end. */
  #decide(
    path: readonly Branch[],
    end: Branch | null,
  ): { choose: (moment: Moment, order: NamedOrder) => Choice | 'cut'; branch: () => Branch | null } {
    let cause = end;
    const choose = (moment: Moment, order: NamedOrder): Choice | 'cut' => {
      const expected = path[moment.index];
      const print = momentPrint(moment, order);
      if (expected !== undefined) {
        if (expected.at.print === print) return expected.choice;
        this.#mismatch = `at choice ${moment.index + 1} there was ${expected.at.label}, then ${describe(moment)}`;
        return 'cut';
      }
      if (!this.#seen.enter(moment, order, this.#bound)) return 'cut';
      const node: Node = { cause, print, label: describe(moment) };
      cause = this.#branchOut(node, moment);
      return cause.choice;
    };
    return { choose, branch: () => cause };
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
export async function searchDepthFirst(trials: Executions, plan: DepthFirstPlan): Promise<DepthFirstResult> {
  for (;;) {
    const result = await new Pass(trials, plan).run();
    if (result !== 'grown') return result;
  }
}
