// The one finding that a decision hangs on, for each policy: what is gravest among what stands against a GO,
// or, of a GO, the pass that rests on the least. Changing it alone changes the decision where nothing else
// stands beside it.
import { failureRateBelow } from '../../results/verdicts/covered.js';
import type { Finding } from '../../results/verdicts/finding.js';
import type { CriterionVerdict, DecisiveFinding } from '../../results/verdicts/judged.js';
import { gravityOf } from '../../results/vocabulary/anomalies/severity.js';
import { type Scope, speaksFor } from '../../results/vocabulary/verdict.js';
import type { Criterion } from '../../scenarios/scenario.js';
import { matches } from './judge-criterion.js';

/**
 * @param verdicts of the criteria that the policy requires, in the scopes that decide
 * null: none of them was judged.
 */
export function decisiveFinding(
  verdicts: readonly CriterionVerdict[],
  findings: readonly Finding[],
  criteria: readonly Criterion[],
): DecisiveFinding | null {
  const against = ['fail', 'unknown'].flatMap((verdict) => verdicts.filter((one) => one.verdict === verdict));
  const [worst] = against.sort((a, b) => rank(a) - rank(b));
  if (worst !== undefined) {
    const others = new Set(against.filter(({ id }) => id !== worst.id).map(({ id }) => id));
    const { id: criterion, scope, note } = worst;
    return { stands: 'against', criterion, scope, note, others: others.size };
  }
  return thinnestPass(verdicts, findings, criteria);
}

/** Failures before what is unknown, the gravest first. */
function rank({ verdict, anomaly }: CriterionVerdict): number {
  return verdict === 'fail' ? gravityOf(anomaly ?? 'client-error') : Number.MAX_SAFE_INTEGER;
}

/** By the rate of failures that it would not have noticed; those that looked at most cases last. */
function thinnestPass(
  verdicts: readonly CriterionVerdict[],
  findings: readonly Finding[],
  criteria: readonly Criterion[],
): DecisiveFinding | null {
  const passes = verdicts.filter(({ verdict }) => verdict === 'pass');
  const [thinnest] = passes
    .flatMap((pass) =>
      provingPasses(pass.id, pass.scope, findings, criteria).map((finding) => ({ pass, finding })),
    )
    .sort((a, b) => doubtOf(b.finding) - doubtOf(a.finding));
  if (thinnest === undefined) return null;
  const { pass, finding } = thinnest;
  const { scenario, check, summary, coverage } = finding;
  const note = `${scenario}/${check}: ${summary} (${coverage.n.toLocaleString('en-US')} ${coverage.unit})`;
  return { stands: 'for', criterion: pass.id, scope: pass.scope, note, others: 0 };
}

function provingPasses(
  criterion: string,
  scope: Scope,
  findings: readonly Finding[],
  criteria: readonly Criterion[],
): Finding[] {
  const patterns = criteria.find(({ id }) => id === criterion)?.provenBy ?? [];
  return findings.filter(
    (finding) =>
      finding.verdict === 'pass' &&
      speaksFor(finding.scope, scope) &&
      patterns.some((pattern) => matches(pattern, finding.scenario, finding.check)),
  );
}

function doubtOf({ coverage }: Finding): number {
  return coverage.failureRateBelow ?? failureRateBelow(coverage.n) ?? 1;
}
