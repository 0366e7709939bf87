// Collects the failures of plans: shrinks each to the fewest events that show it, proves the smallest plan by
// carrying it out again, and recognises in later plans what is known already, by leaving out the events that it
// was put down to.
import type { NemesisFailure } from '../../results/facts/nemesis-fact.js';
import {
  causeOf,
  causeOfDeed,
  type NemesisEvent,
  type NemesisPlan,
} from '../../results/vocabulary/nemesis-plan.js';
import type { ViolationClass } from '../../results/vocabulary/schedule.js';
import type { CarriedOut } from './carry-out-plan.js';
import { tellStory } from './nemesis-story.js';
import { shrinkPlan } from './shrink-plan.js';

/** Executions spent on making one failure smaller, and on proving it. */
const SHRINK_TRIES_MAX = 24;
const PROOFS = 3;
/** More would only repeat what is known. */
const FAILURES_MAX = 12;

export interface CollectedFailure {
  failure: Omit<NemesisFailure, 'capsule'>;
  plan: NemesisPlan;
  /** All that went wrong with the smallest plan. */
  classes: ReadonlySet<ViolationClass>;
}

export class FailureCollector {
  readonly found: CollectedFailure[] = [];
  /** A plan that failed once and never again; null: there was none. */
  distrust: string | null = null;
  readonly #carryOut: (plan: NemesisPlan) => Promise<CarriedOut>;

  constructor(carryOut: (plan: NemesisPlan) => Promise<CarriedOut>) {
    this.#carryOut = carryOut;
  }

  async add(carried: CarriedOut): Promise<void> {
    let rest = carried;
    for (;;) {
      const known = this.found.find(
        ({ classes, failure }) =>
          rest.violations.some((violation) => classes.has(violation.class)) &&
          (failure.cause === 'contention' || holdsCause(rest.plan, failure)),
      );
      if (known === undefined) break;
      known.failure.plans += 1;
      if (known.failure.cause === 'contention') return;
      const without = rest.plan.events.filter((event) => causeOfDeed(event.do) !== known.failure.cause);
      rest = await this.#carryOut({ ...rest.plan, events: without });
    }
    const [worst] = rest.violations;
    if (worst === undefined) return;
    if (this.found.length >= FAILURES_MAX) {
      this.distrust ??= `more than ${FAILURES_MAX} kinds of failures: not all were looked into`;
      return;
    }
    await this.#collect(rest, worst.class);
  }

  async #collect(carried: CarriedOut, about: ViolationClass): Promise<void> {
    const { plan, seen, proof } = await this.#smallest(carried.plan, about);
    const told = proof === null ? null : tellStory(proof, about);
    if (proof === null || told === null) {
      // What only an imitated death shows is no fault of the strategy.
      const isImitated = plan.events.some(isKill) && !carried.plan.realDeaths;
      if (!isImitated) this.distrust ??= `a plan that ended with ${about} did not do so again`;
      return;
    }
    const cause = causeOf(plan.events);
    const eventsBefore = carried.plan.events.length;
    const events = plan.events.length;
    this.found.push({
      failure: { class: about, cause, plans: 1, seen, tries: PROOFS, eventsBefore, events, ...told },
      plan,
      classes: new Set(proof.violations.map((violation) => violation.class)),
    });
  }

  /** Imitated deaths are much faster to try with; what counts is proven with real ones. */
  async #smallest(failing: NemesisPlan, about: ViolationClass): Promise<Proven> {
    const fails = async (plan: NemesisPlan): Promise<boolean> => shows(await this.#carryOut(plan), about);
    const imitated = { ...failing, realDeaths: false };
    const isReal = failing.realDeaths && failing.events.some(isKill);
    if (!isReal || (await fails(imitated))) {
      const proven = await this.#prove(await shrinkPlan(imitated, fails, SHRINK_TRIES_MAX), about);
      if (proven.seen > 0 || !isReal) return proven;
    }
    return await this.#prove(await shrinkPlan(failing, fails, SHRINK_TRIES_MAX), about);
  }

  async #prove(smallest: NemesisPlan, about: ViolationClass): Promise<Proven> {
    const plan = { ...smallest, realDeaths: true };
    let seen = 0;
    let proof: CarriedOut | null = null;
    for (let tries = 0; tries < PROOFS; tries += 1) {
      const again = await this.#carryOut(plan);
      if (!shows(again, about)) continue;
      seen += 1;
      proof = again;
    }
    return { plan, seen, proof };
  }
}

interface Proven {
  plan: NemesisPlan;
  /** In so many of the tries it failed again. */
  seen: number;
  proof: CarriedOut | null;
}

const isKill = ({ do: deed }: NemesisEvent): boolean => deed === 'kill';

function shows({ violations }: CarriedOut, about: ViolationClass): boolean {
  return violations.some((violation) => violation.class === about);
}

function holdsCause({ events }: NemesisPlan, { cause }: Pick<NemesisFailure, 'cause'>): boolean {
  return events.some((event) => causeOfDeed(event.do) === cause);
}
