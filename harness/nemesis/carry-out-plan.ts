// One execution of a plan by real clients in virtual time, with what is wrong with it.
import type { NemesisPlan } from '../../results/vocabulary/nemesis-plan.js';
import { type OracleJudgement, violationsOf } from '../interleavings/oracle.js';
import type { Execution } from '../interleavings/program.js';
import type { Runtime } from '../interleavings/runtime/runtime.js';
import type { Setup } from '../interleavings/setups.js';
import { NemesisRun } from './nemesis-run.js';

/** Who is refused so often, with sleeps in between, gives up: far longer than any lock takes to become stale. */
const TRIES_MAX = 120;
const BACKOFF_MS_MAX = 2000;
const READS_EACH_WRITE = 4;

export interface CarriedOut {
  plan: NemesisPlan;
  execution: Execution;
  run: NemesisRun;
  /** The gravest first. */
  violations: OracleJudgement[];
}

export type NemesisRuntime = Pick<Runtime, 'program'>;

/** Rejects only when the harness itself is broken. */
export async function carryOut(
  runtime: NemesisRuntime,
  plan: NemesisPlan,
  documentBytes: number,
): Promise<CarriedOut> {
  const run = new NemesisRun(plan);
  try {
    const program = runtime.program(setupOf(plan, documentBytes));
    const execution = await program.execute(run.choose, { contended: 'all', disturb: run.disturb });
    return { plan, execution, run, violations: violationsOf(execution) };
  } finally {
    run.close();
  }
}

function setupOf(plan: NemesisPlan, documentBytes: number): Setup {
  const { seed, writers, writes, readers, realDeaths, events } = plan;
  const syncMs: Record<number, number> = {};
  for (const event of events) if (event.do === 'slow-syncs') syncMs[event.client] = event.ms;
  return {
    writers,
    writes,
    triesMax: TRIES_MAX,
    readers,
    reads: writes * READS_EACH_WRITE,
    documentBytes,
    seed,
    leftovers: null,
    dead: [],
    realDeaths,
    backoffMsMax: BACKOFF_MS_MAX,
    syncMs,
  };
}
