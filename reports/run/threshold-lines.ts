// Limits on speed in a report: which hold, and each that does not with what was measured.
import type { Judged } from '../../results/verdicts/judged.js';
import type { ThresholdResult } from '../../results/verdicts/thresholds.js';
import { scopesInWords } from '../../results/vocabulary/verdict.js';
import { type Block, type Text, table } from '../format/report-blocks.js';
import { verdictMark } from '../text/mark.js';
import { plainText } from '../text/plain-text.js';
import { significant } from '../text/quantity.js';

/** Nothing where none was set. */
export function thresholdLines({ thresholds = [] }: Pick<Judged, 'thresholds'>): string[] {
  if (thresholds.length === 0) return [];
  const holding = thresholds.filter(({ verdict }) => verdict === 'pass').length;
  const others = thresholds
    .filter(({ verdict }) => verdict !== 'pass')
    .map(
      (one) =>
        `${verdictMark(one.verdict)} ${plainText(one.rule)}: ${plainText(one.strategy)} ${measured(one)}`,
    );
  return [`Thresholds: ${holding} of ${thresholds.length} hold`, ...others];
}

/** A table; nothing where none was set. */
export function thresholdTable({ thresholds = [] }: Pick<Judged, 'thresholds'>): Block[] {
  if (thresholds.length === 0) return [];
  const rows = thresholds.map((one): Text[] => [
    one.rule,
    one.strategy,
    { own: measured(one) },
    { verdict: one.verdict },
  ]);
  return [table(['Threshold', 'Strategy', 'Measured', ''], rows)];
}

/** `5.2 [4.9–5.6] in threads`. */
export function measured({ value, low, high, scope }: ThresholdResult): string {
  if (value === null || scope === null) return 'not measured';
  const interval = low === null || high === null ? '' : ` [${significant(low)}–${significant(high)}]`;
  const where = scope === 'single' ? '' : ` in ${scopesInWords([scope])}`;
  return `${significant(value)}${interval}${where}`;
}
