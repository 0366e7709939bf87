// Records one strategy's writes for an audit of its syncs: runs one case of the scenario that says `auditsSyncs`, in a
// host process and a directory of its own, without the canaries that a run would add. The result is as good as that
// case; whether the scenario would catch a bad strategy is shown by a run only.
import { join } from 'node:path';
import type { CrashStatesFact } from '../../results/facts/crash-states-fact.js';
import { factsOf } from '../../results/facts/facts.js';
import type { Recorder } from '../../results/vocabulary/recorder.js';
import { scenarios } from '../../scenarios/scenario-registry.js';
import { pidsDirectory } from '../processes/run-directory.js';
import { openWorkDirectory } from '../processes/work-directory.js';
import { CaseHost } from './case-host.js';
import { describeStrategies } from './describe-strategies.js';
import { EnvironmentError, type StrategyReference } from './run-contract.js';

/** `dir` exists and is writable. Rejects with EnvironmentError when there is nothing to audit, saying why. */
export async function auditStrategy(
  reference: StrategyReference,
  dir: string,
  recorder: Recorder = 'node',
): Promise<CrashStatesFact> {
  const scenario = scenarios.find(({ auditsSyncs }) => auditsSyncs === true);
  if (scenario === undefined) {
    throw new EnvironmentError('no-crash-states', 'This version has no scenario to audit syncs with.');
  }
  const info = (await describeStrategies([reference])).get(reference);
  if (info?.availability.available === false) {
    const { reason, remedy } = info.availability;
    throw new EnvironmentError('strategy-unavailable', `${info.id} can't be run here: ${reason}. ${remedy}`);
  }
  const work = await openWorkDirectory(dir);
  const disposeSync = (): void => work.disposeSync();
  process.once('exit', disposeSync);
  try {
    const host = new CaseHost(work.path, (pid) => work.registerProcess(pid));
    const { facts, state } = await host
      .run(
        {
          strategy: reference,
          scenario: scenario.id,
          scope: scenario.scopes[0] ?? 'both',
          profile: 'standard',
          seed: 1,
          recorder,
          directory: work.caseDirectory('audit'),
          pidsDirectory: join(work.path, pidsDirectory),
        },
        new AbortController().signal,
      )
      .finally(() => host.end());
    const fact = factsOf(facts, 'crash-states')[0];
    if (fact !== undefined) return fact;
    const died = factsOf(facts, 'death').length > 0 ? 'the strategy brought its process down' : null;
    const why = state.type === 'faulted' ? state.reason : (died ?? 'nothing was recorded');
    throw new EnvironmentError('nothing-recorded', `The writes could not be recorded: ${why}.`);
  } finally {
    await work.dispose();
    process.off('exit', disposeSync);
  }
}
