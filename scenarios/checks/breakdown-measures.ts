// Where the time of a write goes, as metrics: the median of each part over the recorded calls. What lies between
// operations is computation. A write onto the store's own document need not parse it, one onto a foreign document
// must: the difference of their computation is the parsing, and the first alone the serialising with all else.
// A strategy that parses every time shows its parsing under serialising; its reads tell how much that is.
import { median } from 'simple-statistics';
import {
  type CallCost,
  type CostBreakdownFact,
  operationParts,
} from '../../results/facts/cost-breakdown-fact.js';
import { partMetric } from '../../results/verdicts/cost-parts.js';
import type { Metric } from '../../results/verdicts/finding.js';

/** Fewer calls tell nothing. */
const CALLS_MIN = 5;

/** Nothing where operations were not seen. */
export function breakdownMetrics({ own, foreign, reads, reason }: CostBreakdownFact): Metric[] {
  if (reason !== null || Math.min(own.length, foreign.length, reads.length) < CALLS_MIN) return [];
  const middle = (calls: readonly CallCost[], of: (call: CallCost) => number) => median(calls.map(of)) / 1000;
  const serialising = middle(own, ({ computingNs }) => computingNs);
  const parsing = Math.max(0, middle(foreign, ({ computingNs }) => computingNs) - serialising);
  const metric = (part: Parameters<typeof partMetric>[0], value: number): Metric => ({
    name: partMetric(part),
    value,
    unit: 'µs',
  });
  return [
    ...operationParts.map((part) =>
      metric(
        part,
        middle(foreign, ({ partsNs }) => partsNs[part] ?? 0),
      ),
    ),
    metric('parse', parsing),
    metric('serialise', serialising),
    metric(
      'total',
      middle(foreign, ({ totalNs }) => totalNs),
    ),
    metric(
      'read-parse',
      middle(reads, ({ computingNs }) => computingNs),
    ),
  ];
}
