// Records one strategy's writes for an audit of its syncs: runs one case of the scenario that says
// `auditsSyncs`, in a host process and a directory of its own, without the canaries that a run would add. The
// result is as good as that case; whether the scenario would catch a bad strategy is shown by a run only.
import type { CrashStatesFact } from '../../results/facts/crash-states-fact.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type { Syncs } from '../../results/facts/run-record.js';
import type { Recorder } from '../../results/vocabulary/recorder.js';
import { scenarios } from '../../scenarios/all-scenarios.js';
import { findSyncsHere } from '../platform/sync-truth.js';
import { withWorkDirectory } from '../processes/work-directory.js';
import { requireAvailable } from './describe.js';
import { requireSpace } from './environment.js';
import { Host } from './host.js';
import { runCase } from './run-case.js';
import { EnvironmentError, type StrategyReference } from './run-contract.js';

export interface AuditedStrategy {
  fact: CrashStatesFact;
  /** What becomes of syncs where the writes were recorded. */
  syncs: Syncs;
}

/** Rejects with EnvironmentError when there is nothing to audit, saying why, or with the signal's reason. */
export async function auditStrategy(
  reference: StrategyReference,
  dir: string,
  recorder: Recorder = 'node',
  signal: AbortSignal = new AbortController().signal,
): Promise<AuditedStrategy> {
  const scenario = scenarios.find(({ auditsSyncs }) => auditsSyncs === true);
  if (scenario === undefined) {
    throw new EnvironmentError('no-crash-states', 'This version has no scenario to audit syncs with.');
  }
  await requireAvailable(reference);
  return await withWorkDirectory(dir, async (work) => {
    await requireSpace(dir);
    const host = new Host(work);
    const task = {
      do: 'case',
      strategy: reference,
      scenario: scenario.id,
      scope: scenario.scopes[0] ?? 'single',
      parts: null,
      profile: 'standard',
      seed: 1,
      recorder,
      directory: work.caseDirectory('audit'),
    } as const;
    const { facts, state } = await runCase(host, task, signal).finally(() => host.end());
    signal.throwIfAborted();
    const fact = factsOf(facts, 'crash-states')[0];
    // Asked while the directory stands: nothing of it is left after this.
    if (fact !== undefined) return { fact, syncs: await findSyncsHere(work.path) };
    const died = factsOf(facts, 'death').length > 0 ? 'the strategy brought its process down' : null;
    const why = state.type === 'faulted' ? state.reason : (died ?? 'nothing was recorded');
    throw new EnvironmentError('nothing-recorded', `The writes could not be recorded: ${why}.`);
  });
}
