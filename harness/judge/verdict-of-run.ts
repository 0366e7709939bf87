// Decides a whole run, and with it the exit code: 0 if the required strategies are GO and no canary was
// missed, 1 if a required one failed, 3 if neither can be said.

import type { Run } from '../../results/facts/run-record.js';
import type { Judged, JudgedCanary, JudgedStrategy } from '../../results/verdicts/judged.js';
import { decisionIn } from '../../results/verdicts/scope-decisions.js';
import {
  allScopes,
  claimedScopes,
  type Scope,
  scopesInWords,
  speaksFor,
} from '../../results/vocabulary/verdict.js';
import { unclaimedInWords } from './decide.js';

type RunVerdict = Pick<Judged, 'decision' | 'reason' | 'exitCode'>;

export function decideRun(
  run: Run,
  strategies: readonly JudgedStrategy[],
  canaries: readonly JudgedCanary[],
): RunVerdict {
  const { required } = run.config;
  const demand =
    required.length > 0 ? requiredState(required, strategies) : candidatesState(scopesOf(run), strategies);
  const missed = canaries.find(({ caught }) => caught === false);
  switch (demand.type) {
    case 'failed':
      return { decision: 'NO-GO', exitCode: 1, reason: demand.reason };
    case 'open':
      return { decision: 'INCONCLUSIVE', exitCode: 3, reason: demand.reason };
    case 'met': {
      if (missed === undefined) return { decision: 'GO', exitCode: 0, reason: demand.reason };
      const reason = `the canary ${missed.id} was not caught by ${missed.scenario} (${missed.scope}), so nothing it let pass counts`;
      return { decision: 'INCONCLUSIVE', exitCode: 3, reason };
    }
  }
}

interface DemandState {
  type: 'met' | 'failed' | 'open';
  reason: string;
}

function requiredState(ids: readonly string[], strategies: readonly JudgedStrategy[]): DemandState {
  const wanted = strategies.filter(({ id }) => ids.includes(id));
  const say = ({ id, decision, reason }: JudgedStrategy) => `${id} is required and ${decision}: ${reason}`;
  const bad = wanted.find(({ decision }) => decision === 'NO-GO' || decision === 'PARTIAL');
  if (bad !== undefined) return { type: 'failed', reason: say(bad) };
  const open = wanted.find(({ decision }) => decision !== 'GO');
  if (open !== undefined) return { type: 'open', reason: say(open) };
  const absent = ids.find((id) => wanted.every((one) => one.id !== id));
  if (absent !== undefined)
    return { type: 'open', reason: `${absent} is required and was not part of the run` };
  return { type: 'met', reason: `GO as required: ${wanted.map(goInWords).join('; ')}` };
}

/** `lowdb for one writer (not claimed: processes NO-GO)`. */
function goInWords({ id, scopes, claims }: JudgedStrategy): string {
  const claimed = claimedScopes(claims);
  const go = claimed.filter((scope) => decisionIn(scopes, scope).decision === 'GO');
  const beside = unclaimedInWords(scopes, claimed);
  return `${id} for ${scopesInWords(go)}${beside === '' ? '' : ` (not claimed: ${beside})`}`;
}

/** Without --require: each scope that was run needs a candidate that is GO, not always the same one. */
function candidatesState(run: readonly Scope[], strategies: readonly JudgedStrategy[]): DemandState {
  const pool = candidatesOf(strategies).filter(({ decision }) => decision !== 'N/A');
  const claims = (one: JudgedStrategy, scope: Scope) => claimedScopes(one.claims).includes(scope);
  // A scope that none of the selected strategies claims is no part of the question.
  const asked = run.filter((scope) => pool.some((one) => claims(one, scope)));
  const [first] = pool;
  if (first === undefined || asked.length === 0)
    return { type: 'open', reason: 'nothing that could be run was selected' };
  const goIn = asked.map((scope) => ({
    scope,
    ids: pool
      .filter((one) => claims(one, scope) && decisionIn(one.scopes, scope).decision === 'GO')
      .map(({ id }) => id)
      .join(', '),
  }));
  if (goIn.every(({ ids }) => ids !== '')) return { type: 'met', reason: `GO for ${goInScopes(goIn)}` };
  const fails = (one: JudgedStrategy) =>
    claimedScopes(one.claims).some((scope) => decisionIn(one.scopes, scope).decision === 'NO-GO');
  if (pool.every(fails)) {
    const others = pool.length > 1 ? ` (and ${pool.length - 1} more)` : '';
    return { type: 'failed', reason: `nothing selected holds; ${first.id}: ${first.reason}${others}` };
  }
  const open = pool.find(({ decision }) => decision === 'INCONCLUSIVE') ?? first;
  return { type: 'open', reason: `${open.id}: ${open.reason}` };
}

/** `one writer and processes: flock, ofd; threads: ofd`. */
function goInScopes(rows: readonly { scope: Scope; ids: string }[]): string {
  const lists = [...new Set(rows.map(({ ids }) => ids))];
  return lists
    .map((list) => {
      const scopes = rows.filter(({ ids }) => ids === list).map(({ scope }) => scope);
      return `${scopesInWords(scopes)}: ${list}`;
    })
    .join('; ');
}

/** A selection of nothing but baselines or canaries is a question about these. */
function candidatesOf(strategies: readonly JudgedStrategy[]): JudgedStrategy[] {
  const selected = strategies.filter((one) => one.selected);
  const candidates = selected.filter(({ role }) => role === 'candidate');
  return candidates.length > 0 ? candidates : selected;
}

function scopesOf(run: Run): Scope[] {
  const isAsked = (scope: Scope): boolean =>
    scope !== 'hosts' || run.planned.some((one) => one.scope === scope);
  return allScopes.filter(
    (scope) => isAsked(scope) && run.planned.some((one) => speaksFor(one.scope, scope)),
  );
}
