// The Lab: gives a scenario its powers on one bench, and gathers the deaths that happen on the way.
import type { DeathFact } from '../results/death.js';
import type { Fact } from '../results/facts.js';
import type { SessionFact } from '../results/session.js';
import type { Lab } from '../scenarios/lab.js';
import type { Bench } from './bench.js';
import { contend } from './contend/contend.js';
import { judgeCrashStates } from './crash-lab/crash-states.js';
import { stopAtEveryPoint } from './crash-lab/kill-points.js';
import { killAmongContenders } from './kill/kill-among-contenders.js';
import { measureLatency } from './latency.js';
import { runSession } from './session.js';

export interface LabOptions {
  bench: Bench;
  profile: Lab['profile'];
  seed: number;
  /** Called as soon as a fact is complete, so that it survives what comes after it. */
  keep(fact: Fact): void;
}

export function createLab({ bench, profile, seed, keep }: LabOptions): Lab {
  const kept = <F extends Fact>(fact: F): F => {
    keep(fact);
    return fact;
  };
  return {
    profile,
    async session(script) {
      const recorded: SessionFact[] = [];
      await runSession(bench, script, (fact) => recorded.push(kept(fact)));
      const [fact] = recorded;
      if (fact === undefined) throw new Error('a session recorded nothing');
      return fact;
    },
    async contend(workload) {
      const { histories, deaths } = await contend(bench, workload);
      for (const death of deaths) keep(death satisfies DeathFact);
      return histories.map(kept);
    },
    killPoints: async (plan) => kept(await stopAtEveryPoint(bench, plan)),
    crashStates: async (plan) => kept(await judgeCrashStates(bench, plan, seed)),
    killAmongContenders: async (plan) => kept(await killAmongContenders(bench, plan)),
    latency: async (plan) => kept(await measureLatency(bench, plan, seed)),
  };
}
