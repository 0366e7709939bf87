// Contracts. A scenario puts a strategy through something and records facts; a check is a pure judgement of
// those facts; the canaries prove that the checks of a scenario can fail.
import type { Fact } from '../results/facts/facts.js';
import type { Profile } from '../results/facts/run-record.js';
import type { CheckJudgement } from '../results/verdicts/finding.js';
import type { Scope } from '../results/vocabulary/verdict.js';
import type { Lab, Power } from './lab.js';

/** Pure: equal facts give an equal judgement. Without anything to look at the verdict is `unknown`. */
export interface Check {
  /** kebab-case, e.g. `no-lost-update`; the same check may serve several scenarios. */
  id: string;
  title: string;
  /** For `explain`: what it proves, by what method, what it cannot show, and where the rule comes from. */
  explanation: string;
  /**
   * What its finding speaks for, where that is not the scope of the case: one part of a scenario may need
   * several writers. Such a check belongs to scenarios of one scope only.
   */
  scope?: Scope;
  /** Its pass holds only where the platform passes syncs on to a device. */
  restsOnSyncs?: true;
  judge(facts: readonly Fact[]): CheckJudgement;
}

export interface CanaryDuty {
  /** A strategy that this scenario must catch. */
  strategy: string;
  /** At least one of these checks must fail on it. */
  by: string[];
  /** Scopes in which it must be caught; default all of the scenario. */
  scopes?: Scope[];
  /** Profiles in which it must be caught; default all. */
  profiles?: readonly Profile[];
  /**
   * The one part of the scenario in which its defect shows, so that no other is run for it; default the
   * whole.
   */
  part?: string;
}

/** What must be caught there; the canaries of other scopes and profiles are left out. */
export function dutiesIn(scenario: Scenario, scope: Scope, profile: Profile): CanaryDuty[] {
  return scenario.canaries.filter(
    ({ scopes = scenario.scopes, profiles = [profile] }) =>
      scopes.includes(scope) && profiles.includes(profile),
  );
}

/**
 * Which scenarios run beside each other: one case of a lane at a time, of `crash` and `search` two.
 * contention: writers and readers that need processors.
 * crash: children that are stopped or recorded, and recovered.
 * search: schedules, one step of one client at a time, from when one of the other lanes is done.
 * measured: alone, after all others.
 */
export type Lane = 'contention' | 'crash' | 'search' | 'measured';

export interface Scenario {
  /** kebab-case; equals the file name. */
  id: string;
  title: string;
  explanation: string;
  /** Each scope is one case of its own. */
  scopes: readonly Scope[];
  lane: Lane;
  /** Roughly how long one case takes on two cores; progress scales it by what it observes. */
  durationMs: Readonly<Record<Profile, number>>;
  /**
   * How much longer one case takes for a strategy that claims `lockAfterKill` 'stale' or 'stuck'; default 0.
   */
  staleLockWaitMs?: Readonly<Record<Profile, number>>;
  /**
   * It measures speed, and `--only benchmark` runs it. small: every run does too. whole: a run does when it is
   * named. No criterion may need its checks by a pattern: earlier runs, and most later ones, don't have them.
   */
  benchmark?: 'small' | 'whole';
  /** `holdfast audit` runs this scenario and reports its crash states. True of exactly one scenario. */
  auditsSyncs?: true;
  needs: readonly Power[];
  /** At least one needs no native addon. */
  canaries: readonly CanaryDuty[];
  checks: readonly Check[];
  /**
   * `parts`: the only ones to run, by the names that the duties of the canaries use; null or absent: the
   * whole.
   */
  run(lab: Lab, scope: Scope, parts?: readonly string[] | null): Promise<Fact[]>;
}

/** Whether a run that names no scenario runs it. */
export const runsByDefault = ({ benchmark }: Pick<Scenario, 'benchmark'>): boolean => benchmark !== 'whole';

export interface Criterion {
  id: string;
  group: 'criteria' | 'validation' | 'edge-cases' | 'strict';
  title: string;
  /** What the M0.3 report says about it; null: nothing. */
  m03: string | null;
  requiredBy: readonly ('m03' | 'strict')[];
  /** Only here does a failure count whose gravest evidence is about conduct; see `severity.ts`. */
  judgesConduct?: true;
  /**
   * The checks that prove it, as `scenario/check`; `*` stands for every scenario. Empty = no engine proves it
   * yet.
   */
  provenBy: readonly string[];
}
