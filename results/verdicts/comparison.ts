// Compares platforms or versions with one base. Pure. Verdicts are compared directly; of times only the
// ratios to floors that were measured in the same run, because times of two machines can't be compared. A
// difference whose intervals overlap stays undecided.

import { platformConditions, platformLabel } from '../facts/platform-label.js';
import { allScopes, claimedScopes, type Decision, type Scope, type Verdict } from '../vocabulary/verdict.js';
import { ComparisonError } from './comparison-error.js';
import type { Judged, JudgedStrategy } from './judged.js';
import { type LatencyRow, latencyRows } from './latency-comparison.js';
import { missingCases, unfinishedInWords } from './missing-cases.js';
import { decisionIn } from './scope-decisions.js';

/**
 * `cells` of every row stand in the order of `Comparison.runs`; null = the run has no such strategy or
 * criterion.
 */
export interface DecisionRow {
  strategy: string;
  cells: (Pick<JudgedStrategy, 'decision' | 'scopes'> | null)[];
  differs: boolean;
}

export interface CriterionRow {
  strategy: string;
  criterion: string;
  title: string;
  scope: Scope;
  cells: (Verdict | null)[];
}

/** What got worse than in the base. `run` is a label. `to` null = the run has no such strategy. */
export type Regression =
  | {
      kind: 'decision';
      run: string;
      strategy: string;
      scope: Scope;
      to: Decision | null;
      reason: string;
    }
  | {
      kind: 'criterion';
      run: string;
      strategy: string;
      scope: Scope;
      criterion: string;
      reason: string;
    }
  /** Said once of a run in which something is missing, instead of every unknown that follows. */
  | { kind: 'unfinished'; run: string; reason: string };

export interface NoGo {
  run: string;
  strategy: string;
  decision: 'NO-GO' | 'PARTIAL';
  reason: string;
}

export interface ComparedRun {
  /** Unique: `linux-x64 · Node 20 · ext4`, and what tells it apart where that isn't enough. */
  label: string;
  runId: string;
  holdfast: string;
  startedAt: string;
  decision: Judged['decision'];
  recommended: string | null;
  /** `kernel 6.8.0 · rw,relatime · nvme`: kernel, mount options and device, as far as they are known. */
  conditions: string;
  /** What a reader must be told of the run beside its decisions. */
  warnings: string[];
}

export interface Comparison {
  profile: Judged['config']['profile'];
  policy: Judged['policy'];
  /** The base comes first. */
  runs: ComparedRun[];
  /** Every strategy that was selected in at least one run. */
  decisions: DecisionRow[];
  /** Only what differs between the runs that have it; a strategy that is absent shows in `decisions`. */
  criteria: CriterionRow[];
  latencies: LatencyRow[];
  regressions: Regression[];
  /** Of every run, the base included. */
  noGo: NoGo[];
  /** The limits of this comparison. */
  notes: string[];
}

/** Compares every run with `base` (default the first). Throws ComparisonError. */
export function compareRuns(runs: readonly Judged[], base: Judged | undefined = runs[0]): Comparison {
  const others = runs.filter((run) => run !== base);
  if (base === undefined || others.length === 0) {
    throw new ComparisonError(
      'TOO_FEW',
      'A comparison needs two judged runs: name another one, or a --base.',
    );
  }
  for (const other of others) refuseIncomparable(base, other);
  const all = [base, ...others];
  const labels = uniqueLabels(all);
  const strategies = [...new Set(all.flatMap((run) => judgedForThemselves(run).map(({ id }) => id)))];
  return {
    profile: base.config.profile,
    policy: base.policy,
    runs: all.map((run, at) => comparedRun(run, labels[at] ?? run.runId)),
    decisions: strategies.map((id) => decisionRow(id, all)),
    criteria: strategies.flatMap((id) => criterionRows(id, all)),
    latencies: latencyRows(strategies, all),
    regressions: others.flatMap((other, at) => regressionsOf(base, other, labels[at + 1] ?? other.runId)),
    noGo: all.flatMap((run, at) => noGoOf(run, labels[at] ?? run.runId)),
    notes: notesOn(all, labels),
  };
}

/** The differences that `--fail-on` counts. */
export function failsOn(comparison: Comparison, rule: 'regression' | 'no-go' | 'never'): boolean {
  switch (rule) {
    case 'regression':
      return comparison.regressions.length > 0;
    case 'no-go':
      return comparison.noGo.length > 0;
    case 'never':
      return false;
  }
}

function refuseIncomparable(base: Judged, other: Judged): void {
  const pair = `${base.runId} and ${other.runId}`;
  if (base.schemaVersion !== other.schemaVersion) {
    throw new ComparisonError(
      'DIFFERENT_SCHEMA',
      `${pair} have schema versions ${base.schemaVersion} and ${other.schemaVersion}: judge both again with one Holdfast.`,
    );
  }
  if (base.config.profile !== other.config.profile) {
    throw new ComparisonError(
      'DIFFERENT_PROFILE',
      `${pair} ran the profiles ${base.config.profile} and ${other.config.profile}: run both with the same --profile.`,
    );
  }
  if (base.policy !== other.policy) {
    throw new ComparisonError(
      'DIFFERENT_POLICY',
      `${pair} were judged by the policies ${base.policy} and ${other.policy}: judge both with the same --policy.`,
    );
  }
  const [here, there] = [casesOf(base), casesOf(other)];
  const differing = [...here, ...there].filter((one) => here.has(one) !== there.has(one));
  if (differing.length > 0) {
    throw new ComparisonError(
      'DIFFERENT_SCENARIOS',
      `${pair} did not run the same scenarios; only one of them has ${differing.join(', ')}: run both with the same --scenario.`,
    );
  }
}

const casesOf = (run: Judged): Set<string> =>
  new Set(run.scenarios.flatMap(({ id, scopes }) => scopes.map((scope) => `${id} (${scope})`)));

/** Canaries are expected to fail, and unselected strategies are not part of the question. */
const judgedForThemselves = (run: Judged): JudgedStrategy[] =>
  run.strategies.filter(({ selected, role }) => selected && role !== 'canary');

const find = (run: Judged, id: string): JudgedStrategy | undefined =>
  judgedForThemselves(run).find((strategy) => strategy.id === id);

function comparedRun(run: Judged, label: string): ComparedRun {
  const { runId, holdfast, startedAt, decision, recommended, platform, warnings } = run;
  const conditions = platformConditions(platform);
  return { label, runId, holdfast, startedAt, decision, recommended, conditions, warnings: [...warnings] };
}

/** Adds the first thing that tells runs of one label apart; the same run twice is numbered. */
function uniqueLabels(runs: readonly Judged[]): string[] {
  const further: ((run: Judged) => string)[] = [
    (run) => `Holdfast ${run.holdfast}`,
    (run) => `kernel ${run.platform.release}`,
    (run) => run.platform.fileSystem.device ?? '',
    (run) => run.platform.fileSystem.options,
    (run) => run.platform.node,
    (run) => run.runId,
  ];
  let labels = runs.map((run) => platformLabel(run.platform));
  for (const of of further) {
    const counts = countsOf(labels);
    const detail = runs.map(of);
    labels = labels.map((label, at) => {
      const rivals = detail.filter((_, other) => labels[other] === label);
      const tells = (counts.get(label) ?? 0) > 1 && new Set(rivals).size > 1;
      return tells ? `${label} · ${detail[at]}` : label;
    });
  }
  const counts = countsOf(labels);
  return labels.map((label, at) => ((counts.get(label) ?? 0) > 1 ? `${label} · #${at + 1}` : label));
}

function countsOf(labels: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function decisionRow(id: string, runs: readonly Judged[]): DecisionRow {
  const cells = runs.map((run) => {
    const found = find(run, id);
    return found === undefined ? null : { decision: found.decision, scopes: found.scopes };
  });
  const told = cells.map((cell) =>
    cell === null
      ? ''
      : [cell.decision, ...allScopes.map((scope) => decisionIn(cell.scopes, scope).decision)].join(),
  );
  return { strategy: id, cells, differs: new Set(told).size > 1 };
}

function criterionRows(id: string, runs: readonly Judged[]): CriterionRow[] {
  const titles = new Map(runs.flatMap((run) => run.criteria.map((info) => [info.id, info.title] as const)));
  return [...titles].flatMap(([criterion, title]) =>
    allScopes
      .map((scope) => ({
        strategy: id,
        criterion,
        title,
        scope,
        cells: runs.map((run) => comparedVerdict(run, id, criterion, scope)),
      }))
      .filter(({ cells }) => new Set(cells.filter((cell) => cell !== null)).size > 1),
  );
}

/** null where a cut-off run knows nothing: that it was cut off is said once. */
function comparedVerdict(run: Judged, id: string, criterion: string, scope: Scope): Verdict | null {
  const verdict = verdictIn(find(run, id), criterion, scope);
  return verdict === 'unknown' && missingCases(run) > 0 ? null : verdict;
}

function verdictIn(strategy: JudgedStrategy | undefined, criterion: string, scope: Scope): Verdict | null {
  return strategy?.criteria.find((one) => one.id === criterion && one.scope === scope)?.verdict ?? null;
}

/**
 * In the scopes that the strategy claims and that were GO in the base: what is no longer GO, or a pass that turned
 * into a fail; a strategy that was left out is no GO either. Elsewhere a failure that comes and goes is noise.
 */
function regressionsOf(base: Judged, other: Judged, run: string): Regression[] {
  const missing = missingCases(other);
  const unfinished: Regression[] =
    missing > 0 ? [{ kind: 'unfinished', run, reason: unfinishedInWords(other, missing) }] : [];
  const isSaid = (to: Decision | null): boolean => missing > 0 && to === 'INCONCLUSIVE';
  const found = judgedForThemselves(base).flatMap((before) => {
    const after = find(other, before.id);
    const strategy = before.id;
    const wasGo = claimedScopes(before.claims).filter(
      (scope) => decisionIn(before.scopes, scope).decision === 'GO',
    );
    const decisions = wasGo
      .filter((scope) => after === undefined || decisionIn(after.scopes, scope).decision !== 'GO')
      .map((scope): Regression => {
        const now = after === undefined ? undefined : decisionIn(after.scopes, scope);
        const reason = now?.reason ?? 'not in this run: run it as well, or take it out of the base';
        return { kind: 'decision', run, strategy, scope, to: now?.decision ?? null, reason };
      });
    const criteria = (after?.criteria ?? [])
      .filter(({ verdict }) => verdict === 'fail')
      .filter(({ id, scope }) => wasGo.includes(scope) && verdictIn(before, id, scope) === 'pass')
      .map(({ id, scope, note }): Regression => {
        return { kind: 'criterion', run, strategy, scope, criterion: id, reason: note };
      });
    return [...decisions.filter((one) => one.kind !== 'decision' || !isSaid(one.to)), ...criteria];
  });
  return [...unfinished, ...found];
}

function noGoOf(run: Judged, label: string): NoGo[] {
  return judgedForThemselves(run).flatMap(({ id, decision, reason }) =>
    decision === 'NO-GO' || decision === 'PARTIAL' ? [{ run: label, strategy: id, decision, reason }] : [],
  );
}

function notesOn(runs: readonly Judged[], labels: readonly string[]): string[] {
  const unfinished = runs.flatMap((run, at) => {
    const missing = missingCases(run);
    if (missing > 0) return [`${labels[at]}: ${unfinishedInWords(run, missing)}.`];
    return run.status === 'finished'
      ? []
      : [`${labels[at]} is ${run.status}: what it did not run is unknown.`];
  });
  const versions = new Set(runs.map(({ holdfast }) => holdfast));
  const mixed =
    versions.size > 1 ? [`Judged by different versions of Holdfast: ${[...versions].join(', ')}.`] : [];
  return [...unfinished, ...mixed];
}
