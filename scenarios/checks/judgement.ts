// The forms of a judgement. A pass carries the bound that its trials allow, a failure its evidence; unknown
// and n/a carry the reason and what was looked at, and claim nothing.
import { covered } from '../../results/verdicts/covered.js';
import type { CheckJudgement, Coverage, Evidence, Metric } from '../../results/verdicts/finding.js';

/** What a judgement rests on: how many trials of what. */
export interface Looked {
  n: number;
  unit: string;
  note?: string;
}

export function passed(summary: string, looked: Looked, metrics: Metric[] = []): CheckJudgement {
  return {
    verdict: 'pass',
    summary,
    coverage: covered(looked.n, looked.unit, looked.note),
    evidence: [],
    metrics,
  };
}

export function failed(
  summary: string,
  looked: Looked,
  evidence: Evidence[],
  metrics: Metric[] = [],
): CheckJudgement {
  return { verdict: 'fail', summary, coverage: unbounded(looked), evidence, metrics };
}

export function undecided(reason: string, looked: Looked, metrics: Metric[] = []): CheckJudgement {
  return { verdict: 'unknown', summary: reason, coverage: unbounded(looked), evidence: [], metrics };
}

/** The check does not apply on this platform. */
export function inapplicable(reason: string, looked: Looked): CheckJudgement {
  return { verdict: 'n/a', summary: reason, coverage: unbounded(looked), evidence: [], metrics: [] };
}

/** A count for people: 12,345. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

function unbounded({ n, unit, note }: Looked): Coverage {
  return { n, unit, failureRateBelow: null, ...(note === undefined ? {} : { note }) };
}
