// The decision of a whole run, and with it the exit code: 0 when what is required is GO and no canary was
// missed; 1 when what is required failed; 3 when neither can be said.
import type { Judged, JudgedCanary, JudgedStrategy } from '../../results/judged.js';
import type { Run } from '../../results/run.js';
import { actorScopes } from '../../results/verdict.js';

type RunVerdict = Pick<Judged, 'decision' | 'reason' | 'exitCode'>;

export function decideRun(
  run: Run,
  strategies: readonly JudgedStrategy[],
  canaries: readonly JudgedCanary[],
): RunVerdict {
  const { met, failed, reason } =
    run.config.required.length > 0 ? required(run.config.required, strategies) : anyCandidate(strategies);
  const missed = canaries.filter(({ caught }) => caught === false);
  if (met && missed.length === 0) return { decision: 'GO', exitCode: 0, reason };
  if (failed) return { decision: 'NO-GO', exitCode: 1, reason };
  const [blind] = missed;
  const why =
    blind === undefined
      ? reason
      : `the canary ${blind.id} was not caught by ${blind.scenario} (${blind.scope})`;
  return { decision: 'INCONCLUSIVE', exitCode: 3, reason: why };
}

interface Demand {
  met: boolean;
  failed: boolean;
  reason: string;
}

function required(ids: readonly string[], strategies: readonly JudgedStrategy[]): Demand {
  const wanted = strategies.filter(({ id }) => ids.includes(id));
  const bad = wanted.find(({ decision }) => decision === 'NO-GO' || decision === 'PARTIAL');
  if (bad !== undefined)
    return { met: false, failed: true, reason: `${bad.id} is required and ${bad.decision}: ${bad.reason}` };
  const open = wanted.find(({ decision }) => decision !== 'GO');
  if (open !== undefined)
    return {
      met: false,
      failed: false,
      reason: `${open.id} is required and ${open.decision}: ${open.reason}`,
    };
  const met = wanted.length === ids.length;
  return {
    met,
    failed: false,
    reason: met ? `${ids.join(', ')} GO, as required` : 'a required strategy was not run',
  };
}

/** Without --require: some candidate is GO in each scope; it need not be the same one. */
function anyCandidate(strategies: readonly JudgedStrategy[]): Demand {
  const candidates = strategies.filter(
    ({ role, selected, decision }) =>
      selected && (role === 'candidate' || role === 'peer') && decision !== 'N/A',
  );
  if (candidates.length === 0) return { met: false, failed: false, reason: 'no candidate could be run here' };
  const goIn = actorScopes.map((scope) =>
    candidates.filter((one) => one.scopes[scope].decision === 'GO').map(({ id }) => id),
  );
  if (goIn.every((ids) => ids.length > 0)) {
    const everywhere = candidates.filter(({ decision }) => decision === 'GO').map(({ id }) => id);
    const reason =
      everywhere.length > 0
        ? `GO for threads and processes: ${everywhere.join(', ')}`
        : `threads: ${goIn[0]?.join(', ')}; processes: ${goIn[1]?.join(', ')}`;
    return { met: true, failed: false, reason };
  }
  const [first] = candidates;
  const allFail = candidates.every((one) =>
    actorScopes.some((scope) => one.scopes[scope].decision === 'NO-GO'),
  );
  if (allFail)
    return { met: false, failed: true, reason: `no candidate holds; ${first?.id}: ${first?.reason}` };
  const open = candidates.find(({ decision }) => decision === 'INCONCLUSIVE') ?? first;
  return { met: false, failed: false, reason: `${open?.id}: ${open?.reason}` };
}
