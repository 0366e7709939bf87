// The words of a comparison that the terminal and the document share, and what of several runs is told once. Pure;
// what a difference counts for is decided where runs are compared.
import type { Comparison, Regression } from '../../results/verdicts/comparison.js';
import { type LatencyCell, type LatencyRow, slowdowns } from '../../results/verdicts/latency-comparison.js';
import { change, ratio } from '../text/quantity.js';

export const floorNames = {
  classical: 'bare durable write',
  raw: 'raw overwrite',
} satisfies Record<LatencyRow['floor'], string>;

/** What the marks in a table of latencies mean. */
export const latencyLegend =
  '~ = undecided: the intervals overlap, the difference is within the noise of the strategy against itself, or a ' +
  'Mann-Whitney test (p below 0.05 after Holm’s correction for the whole table) does not confirm it. In brackets behind a ' +
  'difference: how often a write of this run costs more than one of the base, and the corrected p.';

/** `1.52 × [1.47–1.58] slower +12 % (A 0.97, p below 0.001)`; `~` where nothing is decided. */
export function latencyWords(cell: LatencyCell | null): string {
  if (cell === null) return 'not measured';
  const value = ratio(cell.ratio, cell.low, cell.high);
  switch (cell.verdict) {
    case 'base':
      return value;
    case 'no-disk':
      return 'n/a (no disk)';
    case 'undecided':
      return cell.change === null ? value : `${value} ~`;
    case 'faster':
    case 'slower':
      return `${value} ${cell.verdict}${cell.change === null ? '' : ` ${change(cell.change)}`}${testWords(cell)}`;
  }
}

function testWords({ test }: LatencyCell): string {
  if (test === null) return '';
  const p = test.p < 0.001 ? 'p below 0.001' : `p = ${test.p.toFixed(3)}`;
  return ` (A ${test.effect.toFixed(2)}, ${p})`;
}

/** `flock +18 % on #2`; what got slower decides nothing, and is never left out beside a verdict. */
export function slowdownWords({ latencies, runs }: Comparison, runName: (at: number) => string): string[] {
  return slowdowns(latencies).map(({ strategy, run, change: share }) => {
    const where = runs.length > 2 ? ` on ${runName(run)}` : '';
    return `${strategy} ${change(share)}${where}`;
  });
}

/** What travels with the decisions: the same words of several runs are said once. `runs`: of `Comparison.runs`. */
export function warningGroups({ runs }: Comparison): { warning: string; runs: number[] }[] {
  const told = new Map<string, number[]>();
  for (const [at, run] of runs.entries()) {
    for (const warning of run.warnings) told.set(warning, [...(told.get(warning) ?? []), at]);
  }
  return [...told].map(([warning, on]) => ({ warning, runs: on }));
}

export interface RegressionGroup {
  words: string;
  /** Of `Comparison.runs`. */
  runs: number[];
  /** Of the first run. */
  reason: string;
}

/** What got worse in the same way on several runs is told once; decisions before criteria. */
export function regressionGroups({ regressions, runs }: Comparison): RegressionGroup[] {
  const order = { unfinished: 0, decision: 1, criterion: 2 } satisfies Record<Regression['kind'], number>;
  const groups = new Map<string, RegressionGroup>();
  for (const one of [...regressions].sort((a, b) => order[a.kind] - order[b.kind])) {
    const told = regressionWords(one);
    const group = groups.get(told) ?? { words: told, runs: [], reason: one.reason };
    group.runs.push(runs.findIndex(({ label }) => label === one.run));
    groups.set(told, group);
  }
  return [...groups.values()];
}

/** `flock (threads): GO → NO-GO`. Unescaped. */
export function regressionWords(one: Regression): string {
  switch (one.kind) {
    case 'decision':
      return `${one.strategy} (${one.scope}): GO → ${one.to ?? 'absent'}`;
    case 'criterion':
      return `${one.strategy} (${one.scope}): ${one.criterion} pass → fail`;
    case 'unfinished':
      return 'unfinished';
  }
}
