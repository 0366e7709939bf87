// Speed as blocks: every figure beside the floor of the same run, with its interval, and the noise below which no
// difference means anything. The same rows for a terminal, Markdown and the step summary.
import type { Judged } from '../../results/verdicts/judged.js';
import { type SpeedFigure, type SpeedRatio, speedOf } from '../../results/verdicts/speed.js';
import { type Block, paragraph, type Text, table } from '../format/report-blocks.js';
import { ratio, significant } from '../text/quantity.js';
import { subjectsOf } from './overview.js';

const about =
  'Floor: a bare durable write of the same run (temporary file, fsync, rename, fsync of the directory). ' +
  'Only ratios can be compared across machines. Brackets hold the 95 % interval; A/A is the strategy against itself: ' +
  'no difference below it means anything. Fairness is Jain’s index: 1 for equal shares, 1/n where one takes all.';

/** Nothing where nothing was measured. */
export function speedSection(judged: Judged): Block[] {
  const rows = subjectsOf(judged).flatMap(({ id, findings }) => {
    const speed = speedOf(findings);
    return (speed?.figures ?? []).map((figure, at): Text[] => [
      at === 0 ? id : '',
      { own: measureTitle(figure) },
      { own: measureValue(figure) },
      { own: ratioText(figure.toFloor) },
      { own: at === 0 ? ratioText(speed?.noise ?? null) : '' },
    ]);
  });
  if (rows.length === 0) return [];
  return [table(['Strategy', 'Measure', 'Value', '÷ floor', 'A/A'], rows), paragraph({ own: about })];
}

const titles: Readonly<Record<string, string>> = {
  median: 'median',
  p90: 'p90',
  p99: 'p99',
  throughput: 'throughput',
  fairness: 'fairness',
  'longest-wait': 'longest wait',
};

/** `throughput, 8 writers in threads`. */
export function measureTitle({ name, scope }: SpeedFigure): string {
  const [what = '', writers] = name.split('@');
  const title = titles[what] ?? what;
  if (writers === undefined) return `${title}, one writer`;
  const where = scope === 'single' ? '' : ` in ${scope}`;
  return `${title}, ${writers} writer${writers === '1' ? '' : 's'}${where}`;
}

export function measureValue({ value, unit }: SpeedFigure): string {
  return unit === 'Jain' ? value.toFixed(2) : `${significant(value)} ${unit}`;
}

function ratioText(found: SpeedRatio | null): string {
  return found === null ? '–' : ratio(found.value, found.low, found.high);
}
