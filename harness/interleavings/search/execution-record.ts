// Runs the executions of one search and records each: watches its steps for their happens-before order and
// races, judges its end, and counts it. Keeps the smallest execution of each class of violation. Executions
// of the same final order differ in nothing that their clients saw, so the final state is looked at only for
// the first of them.
import type { FreshName } from '../../../results/vocabulary/fresh-name.js';
import type { Step } from '../../../results/vocabulary/schedule.js';
import { isFresh, wordsOf } from '../names/fresh-names.js';
import type { Chooser, Execution, Program } from '../program.js';
import { TIMERS_KEY } from '../time-keys.js';
import { type HappensBefore, happensBefore } from './happens-before.js';
import { freshNamesOf } from './learn-fresh-names.js';
import type { PredictedExecution } from './predicted-executions.js';
import { preempts, type ScheduleAction } from './preemption.js';
import { type ContendedKeys, contention } from './races.js';
import { SharedNames } from './shared-names.js';
import { type JudgedViolation, type SeenExecution, type Violations, violations } from './violations.js';

export interface ExecutionRecord {
  execution: Execution;
  preemptions: number;
  /** Of the final order. */
  fingerprint: number;
  judgements: readonly JudgedViolation[];
  /** It showed that clients have to stop before more operations than they did. */
  grew: boolean;
}

export interface ExecutionLimits {
  schedulesMax: number;
  msMax: number;
  nowMs: () => number;
  signal?: AbortSignal;
  progress?: (schedules: number) => void;
}

export interface ScheduleCounts {
  /** Run from start to end. */
  schedules: number;
  /** Cut short, or not even begun, because they lead to what is known. */
  cut: number;
  steps: number;
}

export interface Executions {
  readonly clients: number;
  readonly counts: Readonly<ScheduleCounts>;
  readonly contention: ContendedKeys;
  readonly violations: Violations;
  /** Why nothing may be concluded; null: nothing of the kind. */
  distrust: string | null;
  /**
   * Names that are others in every execution, as far as that is known. When more becomes known the search
   * starts anew: steps are called otherwise from then on, and violations found before are forgotten.
   */
  readonly fresh: readonly FreshName[];
  /** From two executions of the same choices. false: they differ in more than that, or it is known. */
  learnNames(was: readonly Step[], is: readonly Step[]): boolean;
  /** The same choices gave other steps, once: too many such accidents end in distrust. */
  accident(difference: string): void;
  /** No more executions: the budget is spent, the search was called off, or nothing may be concluded. */
  readonly isOver: boolean;
  /** Called off, or nothing may be concluded: not even what was found may be made smaller. */
  readonly isCalledOff: boolean;
  run(choose: Chooser, aside?: Aside): Promise<ExecutionRecord>;
  /** Of the steps so far of the execution that runs, or ran last. */
  readonly order: HappensBefore;
  /** Counts a predicted execution that leads to nothing new and need not be run; null: it has to be run. */
  spare(predicted: PredictedExecution, preemptions: number): ExecutionRecord | null;
}

/** An execution beside the search: neither counted nor limited, but the violation it finds may be smaller. */
export interface Aside {
  contended: ReadonlySet<string> | 'all';
  /** It may show where else clients have to stop; `contended` is all that is known. */
  learns?: boolean;
}

export interface ExecutionsOptions extends ExecutionLimits {
  judge: (execution: Execution) => readonly JudgedViolation[];
  /** What a schedule may do once, besides letting clients run. */
  action: ScheduleAction | null;
}

export const notRepeatable = 'the same choices gave other steps';
const progressEvery = 16;
/** Other processes may disturb a long search now and then. */
const accidentsMax = 3;
/** More names than any strategy makes up; after that they are taken for what differs. */
const freshMax = 40;

export function executions(program: Program, options: ExecutionsOptions): Executions {
  const order = happensBefore(program.clients);
  const learned = contention();
  const found = violations();
  const clean = new Set<number>();
  const counts: ScheduleCounts = { schedules: 0, cut: 0, steps: 0 };
  const startedMs = options.nowMs();
  let distrust: string | null = null;
  let accidents = 0;
  let fresh: readonly FreshName[] = [];
  let timesLearned = 0;

  let isLearning = true;
  let shared = new SharedNames();

  /** From now on steps are called otherwise. */
  function rename(names: readonly FreshName[]): void {
    timesLearned += 1;
    fresh = names;
    found.clear();
    clean.clear();
    learned.forget((key) => wordsOf(key.slice(key.indexOf(':') + 1)).some((word) => isFresh(names, word)));
  }

  function watch(steps: readonly Step[]): void {
    for (let i = order.length; i < steps.length; i += 1) {
      const step = steps[i];
      if (step === undefined) return;
      order.append(step);
      if (fresh.length > 0) shared.append(step);
      // An execution in which clients stopped in fewer places than are known by now has nothing to teach.
      if (!isLearning) continue;
      for (const index of order.direct) {
        const earlier = steps[index];
        if (earlier !== undefined) learned.race(earlier, step);
      }
    }
  }

  /** Timers that wait beside other work can be due earlier only where time passes beside it. */
  const isSeen = (key: string): boolean =>
    key !== TIMERS_KEY || options.action === 'stall' || options.action === 'pause';

  const spent = (): number => counts.schedules + counts.cut;

  async function run(choose: Chooser, aside?: Aside): Promise<ExecutionRecord> {
    order.reset();
    shared = new SharedNames();
    isLearning = aside === undefined || aside.learns === true;
    if (aside === undefined) learned.renew();
    const contended = aside?.contended ?? learned.keys;
    let preemptions = 0;
    const watched: Chooser = (moment) => {
      watch(moment.steps);
      const choice = choose(moment);
      if (choice !== 'cut' && preempts(moment, choice)) preemptions += 1;
      return choice;
    };
    if (choose.ahead !== undefined) watched.ahead = choose.ahead;
    if (choose.first !== undefined) watched.first = choose.first;
    const execution = await program.execute(watched, {
      contended,
      fresh,
      known: (steps) => {
        watch(steps);
        return clean.has(order.fingerprint());
      },
    });
    watch(execution.steps);
    if (isLearning) for (const key of execution.readKeys ?? []) if (isSeen(key)) learned.look(key);
    if (isLearning && options.action !== null) learned.expose(execution.steps, options.action);
    if (execution.ending.type === 'distrust') distrust ??= execution.ending.reason;
    distrust ??= learned.unstoppable;
    if (aside === undefined) count(execution);
    const fingerprint = order.fingerprint();
    const names = timesLearned < freshMax ? shared.patterns(fresh) : fresh;
    if (names !== fresh) {
      rename(names);
      return { execution, preemptions, fingerprint, judgements: [], grew: true };
    }
    const judgements = judged(execution, fingerprint);
    const seen: SeenExecution = { execution, preemptions, contended, fresh };
    for (const judgement of judgements) {
      if (aside === undefined) found.add(judgement, seen, spent());
      else found.improve(judgement, seen);
    }
    return { execution, preemptions, fingerprint, judgements, grew: learned.hasGrown };
  }

  function count({ ending, steps }: Execution): void {
    if (ending.type === 'cut' || ending.type === 'distrust') counts.cut += 1;
    else counts.schedules += 1;
    countSteps(steps);
  }

  function countSteps(steps: readonly Step[]): void {
    counts.steps += steps.length;
    if (spent() % progressEvery === 0) options.progress?.(spent());
  }

  function spare(
    { choices, steps, end, fingerprint }: PredictedExecution,
    preemptions: number,
  ): ExecutionRecord | null {
    if (end === 'unknown' || (end === 'finished' && !clean.has(fingerprint))) return null;
    const execution: Execution = { choices, steps, ending: { type: end }, finalState: null };
    counts.cut += 1;
    countSteps(steps);
    return { execution, preemptions, fingerprint, judgements: [], grew: false };
  }

  function judged(execution: Execution, fingerprint: number): readonly JudgedViolation[] {
    const { type } = execution.ending;
    if (type === 'cut' || type === 'distrust') return [];
    if (type === 'finished' && clean.has(fingerprint)) return [];
    const judgements = options.judge(execution);
    if (judgements.length === 0 && type === 'finished') clean.add(fingerprint);
    return judgements;
  }

  return {
    clients: program.clients,
    counts,
    contention: learned,
    violations: found,
    get distrust() {
      return distrust;
    },
    set distrust(reason) {
      distrust = reason;
    },
    get fresh() {
      return fresh;
    },
    learnNames(was, is) {
      const more = timesLearned < freshMax ? freshNamesOf(fresh, was, is) : null;
      if (more === null) return false;
      rename(more);
      return true;
    },
    accident(difference) {
      accidents += 1;
      if (accidents > accidentsMax) distrust ??= `${notRepeatable}: ${difference}`;
    },
    get isCalledOff() {
      return distrust !== null || options.signal?.aborted === true;
    },
    get isOver() {
      return (
        this.isCalledOff || spent() >= options.schedulesMax || options.nowMs() - startedMs >= options.msMax
      );
    },
    run,
    order,
    spare,
  };
}
