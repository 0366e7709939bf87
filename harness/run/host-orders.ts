// What the runner sends to a host process: plain data over IPC, which nobody but the runner writes. Facts don't
// travel by message; the host writes each to a file as soon as it is complete, so that its death loses none.
import type { Profile } from '../../results/facts/run-record.js';
import type { Recorder } from '../../results/vocabulary/recorder.js';
import type { Scope } from '../../results/vocabulary/verdict.js';
import type { InterleavingPlan } from '../../scenarios/lab.js';

export interface CaseTask {
  do: 'case';
  /** A reference, see actors/strategy-reference.ts. */
  strategy: string;
  scenario: string;
  scope: Scope;
  /** The only parts of the scenario to run; null: the whole. */
  parts: readonly string[] | null;
  profile: Profile;
  seed: number;
  recorder: Recorder;
  /** The case's own directory; everything it writes is below. */
  directory: string;
  /** The same directory through the second mount; absent: the run has one. */
  directoryB?: string;
}

export interface ExploreTask {
  do: 'explore';
  /** A reference to the strategy that the clients run. */
  strategy: string;
  plans: InterleavingPlan[];
  scope: 'threads' | 'processes';
  seed: number;
  /** Everything that is written is below. */
  directory: string;
}

export type HostedTask = CaseTask | ExploreTask;

/** One task at a time. stop: end an exploration as incomplete, and keep what was covered. */
export type HostOrder = HostedTask | { do: 'stop' };

export const ALIVE_EVERY_MS = 500;

/** Facts of the task, one JSON document a line. */
export const FACTS_FILE = 'facts.jsonl';
/** The mark of what the host's own strategy code is doing. */
export const ACTIVITY_FILE = 'activity';
