// The words of a comparison that the terminal and the document share.
import type { Regression } from '../../results/verdicts/comparison.js';
import type { LatencyCell, LatencyRow } from '../../results/verdicts/latency-comparison.js';
import { change, ratio } from '../text/quantity.js';

export const floorNames = {
  classical: 'bare durable write',
  raw: 'raw overwrite',
} satisfies Record<LatencyRow['floor'], string>;

/** `1.52 × [1.47–1.58] slower +12 %`; `~` where the intervals overlap. */
export function latencyWords(cell: LatencyCell | null): string {
  if (cell === null) return 'not measured';
  const value = ratio(cell.ratio, cell.low, cell.high);
  switch (cell.verdict) {
    case 'base':
      return value;
    case 'undecided':
      return cell.change === null ? value : `${value} ~`;
    case 'faster':
    case 'slower':
      return `${value} ${cell.verdict}${cell.change === null ? '' : ` ${change(cell.change)}`}`;
  }
}

/** `flock (threads): GO → NO-GO`. Unescaped. */
export function regressionWords(one: Regression): string {
  switch (one.kind) {
    case 'decision':
      return `${one.strategy} (${one.scope}): GO → ${one.to ?? 'absent'}`;
    case 'criterion':
      return `${one.strategy} (${one.scope}): ${one.criterion} pass → fail`;
  }
}
