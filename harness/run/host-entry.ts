// The host process of a strategy's cases, one after another (strategy × scenario × scope): whatever the strategy
// does to it, no other strategy is touched, and a host in which anything died is not used again. Writes the
// facts of each case to a file as they are complete and says how the case ended.
import fs from 'node:fs';
import path from 'node:path';
import type { Fact } from '../../results/facts/facts.js';
import { scenarios } from '../../scenarios/scenario-registry.js';
import { ActivityMark, type Place } from '../actors/activity.js';
import { ActorPool } from '../actors/actor-pool.js';
import { CaseContext, HangError } from '../actors/case-context.js';
import { loadStrategy } from '../actors/strategy-reference.js';
import { describeThrown, isThrownByUs } from '../actors/thrown.js';
import { createLab } from '../lab/create-lab.js';
import { leaveInterruptionsToTheHarness } from '../processes/interruptions.js';
import { recordProcess } from '../processes/process-registry.js';
import { armWatchdog } from '../processes/watchdog.js';
import {
  ACTIVITY_FILE,
  ALIVE,
  ALIVE_EVERY_MS,
  type CaseEnd,
  type CaseTask,
  caseTaskSchema,
  FACTS_FILE,
} from './host-protocol.js';

/** One case: where its facts go, and the mark of what its strategy code is doing. */
class Case {
  readonly task: CaseTask;
  readonly #mark: ActivityMark;
  readonly #factsFd: number;
  #ended: boolean = false;

  constructor(task: CaseTask) {
    this.task = task;
    this.#mark = new ActivityMark(path.join(task.directory, ACTIVITY_FILE));
    this.#factsFd = fs.openSync(path.join(task.directory, FACTS_FILE), 'a');
  }

  async run(crew: ActorPool): Promise<void> {
    const { task } = this;
    const scenario = scenarios.find(({ id }) => id === task.scenario);
    if (scenario === undefined) {
      this.end({ say: 'faulted', reason: `there is no scenario ${task.scenario}`, code: null });
      return;
    }
    try {
      const strategy = await this.#mark.inside('load', () => loadStrategy(task.strategy));
      const context = new CaseContext(strategy, {
        reference: task.strategy,
        directory: task.directory,
        seed: task.seed,
        mark: this.#mark,
        epochNs: process.hrtime.bigint(),
        crew,
        registerProcess: (pid) => recordProcess(task.pidsDirectory, pid),
      });
      const keep = (fact: Fact): void => this.#keep(fact);
      await scenario.run(createLab({ ...task, context, keep }), task.scope);
      this.end({ say: 'done' });
    } catch (error) {
      this.#failed(error);
    }
  }

  /** An exception that nobody awaited: the strategy's, unless it was thrown by one of our own files. */
  uncaught(error: unknown): void {
    const { code, message } = describeThrown(error);
    if (isThrownByUs(error)) this.end({ say: 'faulted', reason: `harness fault: ${message}`, code });
    else this.#died(message, this.#mark.threwIn);
  }

  end(how: CaseEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    fs.closeSync(this.#factsFd);
    this.#mark.close();
    process.send?.(how);
  }

  #failed(error: unknown): void {
    if (error instanceof HangError) {
      const { place: inside, afterMs } = error;
      this.#keep({ kind: 'death', how: { type: 'hang', afterMs }, inside, actor: null });
      this.end({ say: 'done' });
      return;
    }
    const { code, message } = describeThrown(error);
    // The strategy threw where nothing may be thrown: loading, opening, closing, or a first undisturbed write.
    if (this.#mark.threwIn !== 'outside') this.#died(message, this.#mark.threwIn);
    else this.end({ say: 'faulted', reason: `harness fault: ${message}`, code });
  }

  #died(message: string, inside: Place): void {
    this.#keep({ kind: 'death', how: { type: 'uncaught', message }, inside, actor: null });
    this.end({ say: 'done' });
  }

  /** Facts of work that was still under way when the case ended belong to no one. */
  #keep(fact: Fact): void {
    if (!this.#ended) fs.writeSync(this.#factsFd, `${JSON.stringify(fact)}\n`);
  }
}

armWatchdog();
leaveInterruptionsToTheHarness();
setInterval(() => process.send?.(ALIVE), ALIVE_EVERY_MS).unref();
let crew: ActorPool | null = null;
let current: Case | null = null;
process.on('uncaughtException', (error: unknown) => current?.uncaught(error));
process.once('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const task = caseTaskSchema.parse(message);
  crew ??= new ActorPool((pid) => recordProcess(task.pidsDirectory, pid));
  current = new Case(task);
  void current.run(crew);
});
