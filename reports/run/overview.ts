// What every report shows first, as data: which strategies, in which order, what each scope is worth, and the
// one piece of proof behind a refusal. Pure; no layout.
import { costMetrics, metricsWith } from '../../results/verdicts/cost-metrics.js';
import type { Evidence, Finding } from '../../results/verdicts/finding.js';
import type {
  CriterionInfo,
  CriterionVerdict,
  Judged,
  JudgedStrategy,
} from '../../results/verdicts/judged.js';
import {
  type ActorScope,
  actorScopes,
  type Decision,
  type Verdict,
} from '../../results/vocabulary/verdict.js';

const order = { GO: 0, PARTIAL: 1, INCONCLUSIVE: 2, 'NO-GO': 3, 'N/A': 4 } satisfies Record<Decision, number>;

/** The strategies that were judged for their own sake: recommended first, then by decision, else as they ran. */
export function subjectsOf(judged: Judged): JudgedStrategy[] {
  const rank = ({ id, decision }: JudgedStrategy) => (id === judged.recommended ? -1 : order[decision]);
  return judged.strategies.filter(({ selected }) => selected).sort((a, b) => rank(a) - rank(b));
}

/** One line of the matrix: a strategy in one scope, or in both where they say the same. */
export interface MatrixRow {
  strategy: JudgedStrategy;
  scope: ActorScope | 'both';
  decision: Decision;
  /** In the order of the criteria. */
  verdicts: (Verdict | null)[];
}

export function matrixRows(strategy: JudgedStrategy, criteria: readonly CriterionInfo[]): MatrixRow[] {
  const rows = actorScopes.map((scope) => ({
    strategy,
    scope,
    decision: strategy.scopes[scope].decision,
    verdicts: criteria.map(({ id }) => criterionOf(strategy, id, scope)?.verdict ?? null),
  }));
  const [threads, processes] = rows.map(({ decision, verdicts }) => [decision, ...verdicts].join());
  const [first] = rows;
  return first !== undefined && threads === processes ? [{ ...first, scope: 'both' }] : rows;
}

export function criterionOf(
  strategy: JudgedStrategy,
  id: string,
  scope: ActorScope,
): CriterionVerdict | undefined {
  return strategy.criteria.find((one) => one.id === id && one.scope === scope);
}

export interface Proof {
  finding: Finding;
  /** null: the check failed and could name no single piece of evidence. */
  evidence: Evidence | null;
}

/** Every failed check, those with a witness first. */
export function proofsOf(strategy: JudgedStrategy): Proof[] {
  const proofs = strategy.findings
    .filter(({ verdict }) => verdict === 'fail')
    .map((finding) => ({
      finding,
      evidence: finding.evidence.find(({ witness }) => witness.length > 0) ?? finding.evidence[0] ?? null,
    }));
  const weight = ({ evidence }: Proof) => (evidence === null ? 2 : evidence.witness.length > 0 ? 0 : 1);
  return proofs.sort((a, b) => weight(a) - weight(b));
}

/** Milliseconds of a hundred sequential writes and of one of them; null when they weren't measured. */
export function stressCost(strategy: JudgedStrategy): { totalMs: number; perWriteMs: number } | null {
  const { stressTotal, stressPerWrite } = costMetrics;
  const metrics = metricsWith(strategy.findings, stressTotal, stressPerWrite);
  const [total, perWrite] = [metrics?.get(stressTotal), metrics?.get(stressPerWrite)];
  if (total?.unit !== 'ms' || perWrite?.unit !== 'ms') return null;
  return { totalMs: total.value, perWriteMs: perWrite.value };
}

/** The strategy whose coverage stands for the whole: the recommended one, or else the first that could run. */
export function exampleOf(judged: Judged): JudgedStrategy | undefined {
  return subjectsOf(judged).find(({ availability }) => availability.available);
}

/** A title without the number that it may carry from the M0.3 report. */
export const unnumbered = (title: string): string => title.replace(/^\d+\. /, '');

/** Milliseconds from start to finish; null while running or cut off. */
export function runDurationMs({ startedAt, finishedAt }: Judged): number | null {
  const ms = finishedAt === null ? Number.NaN : Date.parse(finishedAt) - Date.parse(startedAt);
  return Number.isNaN(ms) ? null : ms;
}

/** What was cut off, what the harness failed to run, and what the platform warns of; a sentence each. */
export function limitsOf({ status, cases, warnings }: Judged): string[] {
  const cut = status === 'finished' ? [] : [`The run is ${status}: what it did not run is unknown.`];
  const faults = cases.flatMap(({ state, strategy, scenario }) =>
    state.type === 'faulted' ? [`${strategy} × ${scenario} could not be run: ${state.reason}`] : [],
  );
  return [...cut, ...faults, ...warnings];
}
