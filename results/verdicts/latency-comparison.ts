// Compares latency across runs. Only the ratio of a strategy to a floor that was measured between its own
// samples is comparable across machines, with its bootstrap interval. Nothing is decided by intervals that
// overlap or are missing, or by a difference within the noise: what each run measured between two series of
// the same strategy.
import { costMetrics, metricsWith } from './cost-metrics.js';
import type { Finding } from './finding.js';
import type { Judged } from './judged.js';

export type Floor = 'classical' | 'raw';

/** A ratio to the same run's floor; low and high are null where no interval was reported. */
export interface LatencyRatio {
  ratio: number;
  low: number | null;
  high: number | null;
  /** How far the strategy's ratio to itself strayed from 1 in the same run; 0 when that wasn't measured. */
  noise: number;
}

export type LatencyVerdict = 'base' | 'faster' | 'slower' | 'undecided';

export interface LatencyCell extends LatencyRatio {
  /** Against the base. */
  verdict: LatencyVerdict;
  /** `ratio` ÷ the base's ratio − 1; null when the base has none. */
  change: number | null;
}

export interface LatencyRow {
  strategy: string;
  floor: Floor;
  /** In the order of the runs, the base first; null = not measured. */
  cells: (LatencyCell | null)[];
}

/** A row for each floor that at least one run measured. `runs` begin with the base. */
export function latencyRows(strategy: string, runs: readonly Judged[]): LatencyRow[] {
  return (['classical', 'raw'] as const).flatMap((floor) => {
    const ratios = runs.map((run) => {
      const judged = run.strategies.find(({ id }) => id === strategy);
      return judged === undefined ? null : latencyRatio(judged, floor);
    });
    if (ratios.every((ratio) => ratio === null)) return [];
    const [base = null] = ratios;
    const cells = ratios.map((ratio, at) => (ratio === null ? null : against(base, ratio, at === 0)));
    return [{ strategy, floor, cells }];
  });
}

function against(base: LatencyRatio | null, one: LatencyRatio, isBase: boolean): LatencyCell {
  if (isBase) return { ...one, verdict: 'base', change: null };
  if (base === null) return { ...one, verdict: 'undecided', change: null };
  return { ...one, verdict: verdictOf(base, one), change: one.ratio / base.ratio - 1 };
}

function verdictOf(base: LatencyRatio, one: LatencyRatio): LatencyVerdict {
  if (base.low === null || base.high === null || one.low === null || one.high === null) return 'undecided';
  if (Math.abs(one.ratio / base.ratio - 1) <= Math.max(base.noise, one.noise)) return 'undecided';
  if (one.high < base.low) return 'faster';
  if (one.low > base.high) return 'slower';
  return 'undecided';
}

const ratioTo: Readonly<Record<Floor, string>> = {
  classical: costMetrics.ratioToClassicalFloor,
  raw: costMetrics.ratioToRawFloor,
};

/** null when it wasn't measured. */
export function latencyRatio(
  { findings }: { findings: readonly Pick<Finding, 'metrics'>[] },
  floor: Floor,
): LatencyRatio | null {
  const name = ratioTo[floor];
  const metrics = metricsWith(findings, name);
  const metric = (wanted: string) => metrics?.get(wanted)?.value ?? null;
  const ratio = metric(name);
  if (ratio === null) return null;
  const noise = ['', '-low', '-high'].map((end) =>
    Math.abs((metric(`${costMetrics.ratioToItself}${end}`) ?? 1) - 1),
  );
  return { ratio, low: metric(`${name}-low`), high: metric(`${name}-high`), noise: Math.max(...noise) };
}
