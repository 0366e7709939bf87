// The contract between whoever asks for an exploration of a strategy's interleavings (the command line) and the
// host that searches: what to search, what is told meanwhile, and how it ends. Data only; nothing in here runs.
import type { InterleavingsFact } from '../../results/facts/interleavings-fact.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';
import type { StrategyReference } from './run-contract.js';

export interface ExploreRequest {
  reference: StrategyReference;
  /** One after another; `msMax` of each bounds the whole. */
  plans: InterleavingPlan[];
  scope: InterleavingsFact['scope'];
  seed: number;
  /** Absolute; writable, made when it does not exist. The strategy's files are put below it. */
  dir: string;
}

export interface ExploreProgress {
  /** Index into the plans. */
  plan: number;
  /** Of this plan so far. */
  schedules: number;
  /** Preemptions that are being searched. */
  bound: number;
}

/** Told now and then while the search goes on. May not throw. */
export type ExploreObserver = (progress: ExploreProgress) => void;

/** `fact` null: interrupted, and the search did not say in time how far it had come. */
export interface Exploration {
  fact: InterleavingsFact | null;
}
