// What the gravest failure of a strategy means, and what is usually done about it: the same two sentences in every
// report.
import type { JudgedStrategy } from '../../results/verdicts/judged.js';
import { anomalyOf } from '../../results/vocabulary/anomalies/anomalies.js';
import { remedyOf } from '../../results/vocabulary/anomalies/remedy.js';
import { type Block, paragraph, words } from '../format/report-blocks.js';
import { proofsOf } from './overview.js';

/** What happened in one sentence, and what to do about it: the rest is proof. */
export function whatToDo(strategy: JudgedStrategy): Block[] {
  if (strategy.decision !== 'NO-GO' && strategy.decision !== 'PARTIAL') return [];
  const anomaly = proofsOf(strategy)[0]?.evidence?.anomaly ?? strategy.anomaly;
  if (anomaly === undefined) return [];
  const what = anomalyOf(anomaly);
  return [
    ...(what === null ? [] : [paragraph(words`${{ strong: `${what.title}:` }} ${what.meaning}`)]),
    paragraph(words`${{ strong: 'What to do:' }} ${remedyOf(anomaly)}`),
  ];
}
