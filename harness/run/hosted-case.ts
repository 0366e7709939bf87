// A case inside its host process: runs one scenario with one strategy, writes the facts to a file as they are
// complete, and reports how the case ended.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Fact } from '../../results/facts/facts.js';
import type { DeathFact } from '../../results/vocabulary/death.js';
import { loadScenario } from '../../scenarios/scenario-registry.js';
import { ActivityMark, type Place } from '../actors/activity.js';
import type { ActorPool } from '../actors/actor-pool.js';
import { CaseContext, HangError } from '../actors/case-context.js';
import { hrtimeNs } from '../actors/clock.js';
import { loadStrategy } from '../actors/strategy-reference.js';
import { describeThrown, isThrownByUs } from '../actors/thrown.js';
import { createLab } from '../lab/create-lab.js';
import { StartFailure } from '../processes/machine-faults.js';
import type { RegisterProcess } from '../processes/process-registry.js';
import { ACTIVITY_FILE, type CaseTask, FACTS_FILE } from './host-orders.js';
import type { TaskEnd } from './host-reports.js';

/** Timers that a strategy has set for so soon are still its own doing. */
const AFTERMATH_MS = 5;

export class HostedCase {
  readonly #task: CaseTask;
  readonly #report: (end: TaskEnd) => void;
  readonly #mark: ActivityMark;
  readonly #factsFd: number;
  #ended: boolean = false;

  constructor(task: CaseTask, report: (end: TaskEnd) => void) {
    this.#task = task;
    this.#report = report;
    this.#mark = new ActivityMark(path.join(task.directory, ACTIVITY_FILE));
    this.#factsFd = fs.openSync(path.join(task.directory, FACTS_FILE), 'a');
  }

  /** `actorPool` serves all cases of the host. */
  async run(registerProcess: RegisterProcess, actorPool: ActorPool): Promise<void> {
    const task = this.#task;
    const scenario = await loadScenario(task.scenario);
    if (scenario === null) {
      this.#end({ say: 'faulted', reason: `there is no scenario ${task.scenario}`, code: null });
      return;
    }
    try {
      const strategy = await this.#mark.inside('load', () => loadStrategy(task.strategy));
      const context = new CaseContext(strategy, {
        reference: task.strategy,
        directory: task.directory,
        ...(task.directoryB === undefined ? {} : { directoryB: task.directoryB }),
        seed: task.seed,
        mark: this.#mark,
        epochNs: hrtimeNs(),
        actorPool,
        registerProcess,
      });
      const keep = (fact: Fact): void => this.#keep(fact);
      await scenario.run(createLab({ ...task, context, keep }), task.scope, task.parts);
      // Calls that wait for nothing leave no turn to timers: what these throw counts all the same.
      await setTimeout(AFTERMATH_MS);
      this.#end({ say: 'done' });
    } catch (error) {
      this.#failed(error);
    }
  }

  /** An uncaught exception counts against the strategy, unless one of our own files threw it. */
  uncaught(error: unknown): void {
    const { code, message } = describeThrown(error);
    // A thread that the system did not start, be it the watchdog's or the strategy's own.
    if (code === 'ERR_WORKER_INIT_FAILED')
      this.#failed(new StartFailure('a thread was not started', { cause: error }));
    else if (isThrownByUs(error)) this.#end({ say: 'faulted', reason: `harness fault: ${message}`, code });
    else this.#died({ type: 'uncaught', message, ...(code === null ? {} : { code }) }, this.#mark.threwIn);
  }

  #end(how: TaskEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    fs.closeSync(this.#factsFd);
    this.#mark.close();
    this.#report(how);
  }

  #failed(error: unknown): void {
    if (error instanceof HangError) {
      const { place: inside, afterMs } = error;
      this.#keep({ kind: 'death', how: { type: 'hang', afterMs }, inside, actor: null });
      this.#end({ say: 'done' });
      return;
    }
    const { code, message } = describeThrown(error);
    if (error instanceof StartFailure) {
      this.#end({ say: 'faulted', reason: message, code });
      return;
    }
    // The strategy threw where it must not: while loading, opening or closing, or in a first undisturbed
    // write.
    const inside = this.#mark.threwIn;
    if (inside !== 'outside') {
      const how = { type: 'uncaught', message, ...(code === null ? {} : { code }), rejected: true } as const;
      this.#died(how, inside);
    } else this.#end({ say: 'faulted', reason: `harness fault: ${message}`, code });
  }

  #died(how: DeathFact['how'], inside: Place): void {
    this.#keep({ kind: 'death', how, inside, actor: null });
    this.#end({ say: 'done' });
  }

  /** Facts of work that goes on after the case has ended are dropped. */
  #keep(fact: Fact): void {
    if (!this.#ended) fs.writeSync(this.#factsFd, `${JSON.stringify(fact)}\n`);
  }
}
