// What every report shows first, as data: which strategies, in which order, what each scope is worth, and the
// one piece of proof behind a refusal. Pure; no layout.
import { costMetrics, metricsWith } from '../../results/verdicts/cost-metrics.js';
import type { Evidence, Finding } from '../../results/verdicts/finding.js';
import { gravestEvidence } from '../../results/verdicts/gravest.js';
import type {
  CriterionInfo,
  CriterionVerdict,
  Judged,
  JudgedStrategy,
} from '../../results/verdicts/judged.js';
import { decidedScopes, decisionIn } from '../../results/verdicts/scope-decisions.js';
import { gravityOf } from '../../results/vocabulary/anomalies/severity.js';
import {
  claimedScopes,
  type Decision,
  type Scope,
  scopesInWords,
  speaksFor,
  type Verdict,
} from '../../results/vocabulary/verdict.js';
import { plainText } from '../text/plain-text.js';

const order = { GO: 0, PARTIAL: 1, INCONCLUSIVE: 2, 'NO-GO': 3, 'N/A': 4 } satisfies Record<Decision, number>;

/** The strategies that were judged for their own sake: recommended first, then by decision, else as they ran. */
export function subjectsOf(judged: Judged): JudgedStrategy[] {
  const rank = ({ id, decision }: JudgedStrategy) => (id === judged.recommended ? -1 : order[decision]);
  return judged.strategies.filter(({ selected }) => selected).sort((a, b) => rank(a) - rank(b));
}

/** Which strategies have to be GO for the run to be GO. */
export function requiredInWords({ config }: Judged): string {
  const { required } = config;
  return required.length === 0 ? 'a candidate for each kind of writer' : required.map(plainText).join(', ');
}

/** Whether the run is about this strategy: those that are required, or else every candidate. */
export function isHeldTo({ config }: Judged, { id, role }: JudgedStrategy): boolean {
  return config.required.length > 0 ? config.required.includes(id) : role === 'candidate';
}

/** One line of the matrix: a strategy in the scopes that say the same. */
export interface MatrixRow {
  strategy: JudgedStrategy;
  scopes: readonly Scope[];
  /** Whether the strategy claims them, so that they decide. */
  claimed: boolean;
  decision: Decision;
  /** In the order of the criteria. */
  verdicts: (Verdict | null)[];
}

/**
 * One line where all scopes say the same, or one for all that have several writers; what says nothing of one
 * writer keeps no line apart.
 */
export function matrixRows(strategy: JudgedStrategy, criteria: readonly CriterionInfo[]): MatrixRow[] {
  const claimed = claimedScopes(strategy.claims);
  const rowOf = (scope: Scope): MatrixRow => ({
    strategy,
    scopes: [scope],
    claimed: claimed.includes(scope),
    decision: decisionIn(strategy.scopes, scope).decision,
    verdicts: criteria.map(({ id }) => criterionOf(strategy, id, scope)?.verdict ?? null),
  });
  const [single, ...others] = decidedScopes(strategy.scopes).map(rowOf);
  const [first] = others;
  if (single === undefined || first === undefined) return [];
  if (!others.every((other) => saysTheSame(first, other))) return [single, ...others];
  const several = others.flatMap(({ scopes }) => scopes);
  if (!saysTheSame(first, single)) return [single, { ...first, scopes: several }];
  return [{ ...first, scopes: ['single', ...several] }];
}

function saysTheSame(one: MatrixRow, other: MatrixRow): boolean {
  const isSingle = other.scopes[0] === 'single';
  return (
    one.decision === other.decision &&
    one.claimed === other.claimed &&
    one.verdicts.every((verdict, at) => {
      const beside = other.verdicts[at] ?? null;
      return beside === verdict || (isSingle && (beside === 'n/a' || beside === null));
    })
  );
}

/** `all`, `one writer`, `several` for threads and processes …; in brackets where it is not claimed. */
export function rowScope({ scopes, claimed }: MatrixRow): string {
  const [first = 'single', second] = scopes;
  const several = first === 'single' ? 'all' : 'several';
  const words = second === undefined ? scopesInWords([first]) : several;
  return claimed ? words : `(${words})`;
}

export function criterionOf(
  strategy: JudgedStrategy,
  id: string,
  scope: Scope,
): CriterionVerdict | undefined {
  return strategy.criteria.find((one) => one.id === id && one.scope === scope);
}

export interface Proof {
  finding: Finding;
  /** null: the check failed and could name no single piece of evidence. */
  evidence: Evidence | null;
}

/** Every failed check: in scopes that are claimed first, then the gravest, then those with a witness. */
export function proofsOf(strategy: JudgedStrategy): Proof[] {
  const claimed = claimedScopes(strategy.claims);
  const decides = ({ finding }: Proof) => claimed.some((scope) => speaksFor(finding.scope, scope));
  const hasWitness = ({ evidence }: Proof) => evidence !== null && evidence.witness.length > 0;
  const gravity = ({ evidence }: Proof) => gravityOf(evidence?.anomaly ?? 'client-error');
  return strategy.findings
    .filter(({ verdict }) => verdict === 'fail')
    .map((finding) => ({ finding, evidence: gravestEvidence(finding) }))
    .sort(
      (a, b) =>
        Number(decides(b)) - Number(decides(a)) ||
        gravity(a) - gravity(b) ||
        Number(hasWitness(b)) - Number(hasWitness(a)),
    );
}

/** Milliseconds of a hundred sequential writes and of one of them; null when they weren't measured. */
export function stressCost(strategy: JudgedStrategy): { totalMs: number; perWriteMs: number } | null {
  const { stressTotal, stressPerWrite } = costMetrics;
  const metrics = metricsWith(strategy.findings, stressTotal, stressPerWrite);
  const [total, perWrite] = [metrics?.get(stressTotal), metrics?.get(stressPerWrite)];
  if (total?.unit !== 'ms' || perWrite?.unit !== 'ms') return null;
  return { totalMs: total.value, perWriteMs: perWrite.value };
}

/** A title without the number that it may carry from the M0.3 report. */
export const unnumbered = (title: string): string => title.replace(/^\d+\. /, '');

/** Milliseconds from start to finish; null while running or cut off. */
export function runDurationMs({ startedAt, finishedAt }: Judged): number | null {
  const ms = finishedAt === null ? Number.NaN : Date.parse(finishedAt) - Date.parse(startedAt);
  return Number.isNaN(ms) ? null : ms;
}

const endings: Record<Exclude<Judged['status'], 'finished'>, string> = {
  running: 'has not ended',
  interrupted: 'was interrupted',
  failed: 'failed',
  killed: 'was killed',
};

/** What was cut off, what the harness failed to run, and what the platform warns of; a sentence each. */
export function limitsOf({ status, cases, warnings }: Judged): string[] {
  const cut = status === 'finished' ? [] : [`The run ${endings[status]}: what it did not run is unknown.`];
  const faults = cases.flatMap(({ state, strategy, scenario }) =>
    state.type === 'faulted' ? [`${strategy} × ${scenario} could not be run: ${state.reason}`] : [],
  );
  return [...cut, ...faults, ...warnings];
}
