// The lab: carries out a scenario's experiments in one case context, and collects the deaths that happen.
// Each experiment is loaded when it is first used: most cases need one, and loading all of them costs more
// than the case.

import type { Fact } from '../../results/facts/facts.js';
import type { SessionFact } from '../../results/facts/session-fact.js';
import type { DeathFact } from '../../results/vocabulary/death.js';
import { lastWriterWins } from '../../results/vocabulary/last-writer-wins.js';
import type { Recorder } from '../../results/vocabulary/recorder.js';
import type { Lab } from '../../scenarios/lab.js';
import type { CaseContext } from '../actors/case-context.js';
import { runSession } from './run-session.js';

export interface LabOptions {
  context: CaseContext;
  profile: Lab['profile'];
  seed: number;
  recorder: Recorder;
  /** Called as soon as a fact is complete, so that it survives what comes after it. */
  keep(fact: Fact): void;
}

export function createLab({ context, profile, seed, recorder, keep }: LabOptions): Lab {
  const kept = <F extends Fact>(fact: F): F => {
    keep(fact);
    return fact;
  };
  return {
    profile,
    claimsThreads: context.claimsThreads,
    async session(script) {
      const recorded: SessionFact[] = [];
      await runSession(context, script, (fact) => recorded.push(kept(fact)));
      const [fact] = recorded;
      if (fact === undefined) throw new Error('a session recorded nothing');
      return fact;
    },
    async contend(workload) {
      const { contend } = await import('./contend.js');
      const { histories, deaths } = await contend(context, workload);
      for (const death of deaths) keep(death satisfies DeathFact);
      return histories.map(kept);
    },
    async killPoints(plan) {
      const { stopAtEveryPoint } = await import('../crash/kill-points.js');
      return kept(await stopAtEveryPoint(context, plan));
    },
    async crashStates(plan) {
      const { judgeCrashStates } = await import('../crash/crash-states.js');
      return kept(await judgeCrashStates(context, plan, seed, recorder));
    },
    async ioFaults(plan, parts) {
      const { tryFaults } = await import('../faults/try-faults.js');
      const { fact, death } = await tryFaults(context, plan, parts);
      if (death !== null) keep(death);
      return kept(fact);
    },
    async killDuringContention(plan) {
      const { killDuringContention } = await import('./kill-during-contention.js');
      return kept(await killDuringContention(context, plan));
    },
    async interleavings(plans, scope) {
      const { explore } = await import('../interleavings/explore-interleavings.js');
      const renewable = context.reference.startsWith('file:');
      const comparesNothing = context.level === 'replace' || context.level === 'append';
      const byDesign = comparesNothing ? { byDesign: lastWriterWins } : {};
      return kept(await explore(context, plans, { scope, seed, shared: true, renewable, ...byDesign }));
    },
    async nemesis(size, parts) {
      const { runNemesis } = await import('../nemesis/run-nemesis.js');
      const shared = !context.reference.startsWith('file:');
      return kept(await runNemesis(context, size, { seed, shared, parts }));
    },
    async heldLock(plan) {
      const { askForHeldLock } = await import('./ask-for-held-lock.js');
      return kept(await askForHeldLock(context, plan.timeoutsMs));
    },
    async watchedWrite() {
      const { watchWrite } = await import('./watch-write.js');
      return kept(await watchWrite(context));
    },
    async latency(plan) {
      const { measureLatency } = await import('./measure-latency.js');
      return kept(await measureLatency(context, plan, seed));
    },
    async breakdown(plan) {
      const { breakDownCalls } = await import('./break-down-calls.js');
      return kept(await breakDownCalls(context, plan));
    },
  };
}
