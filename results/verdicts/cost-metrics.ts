// The metrics of cost that reports, comparisons and the recommendation look for, by name. A check that states
// one under its name is found by them, whichever scenario it belongs to. The names stand in stored runs and
// can't change.
import type { Finding, Metric } from './finding.js';

export const costMetrics = {
  /** Of a hundred sequential writes, and of one of them; in milliseconds, by one check. */
  stressTotal: 'total',
  stressPerWrite: 'per-write',
  /** Ratio of medians to a floor of the same run; `-low` and `-high` are its 95 % interval. */
  ratioToClassicalFloor: 'ratio-to-classical-floor',
  ratioToRawFloor: 'ratio-to-raw-floor',
  /** Ratios of upper quantiles, `-low` and `-high` as well, and the floor's own median in milliseconds. */
  p90ToClassicalFloor: 'p90-to-classical-floor',
  p99ToClassicalFloor: 'p99-to-classical-floor',
  floorMedian: 'classical-floor-median',
  /** The strategy against itself in the same run: the noise below which no difference counts. */
  ratioToItself: 'ratio-to-itself',
  /** How many writes the quantiles rest on. */
  samples: 'samples',
  /** Of a read after a foreign write, and of one more, to reading as many bytes; `-low` and `-high` as well. */
  readToFloor: 'read-to-floor',
  unchangedReadToFloor: 'read-unchanged-to-floor',
  /** Of all processor time while it was measured: what others used, and what the host took. */
  machineOthers: 'machine-others',
  machineStolen: 'machine-stolen',
} as const;

/** The metrics of the first finding that states all of `names`; null when there is none. */
export function metricsWith(
  findings: readonly Pick<Finding, 'metrics'>[],
  ...names: readonly string[]
): ReadonlyMap<string, Metric> | null {
  for (const { metrics } of findings) {
    const byName = new Map(metrics.map((metric) => [metric.name, metric]));
    if (names.every((name) => byName.has(name))) return byName;
  }
  return null;
}
