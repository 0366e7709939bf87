// The first and the last lines of the report on a terminal: where and how it ran, what limits it, and at the
// very end, where the eye is, the decision and the next command.

import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { latencyRatio } from '../../results/verdicts/latency-comparison.js';
import { figureNamed, speedOf } from '../../results/verdicts/speed.js';
import { decisionMark, toneOf } from '../text/mark.js';
import type { Paint } from '../text/paint.js';
import { plainText, truncate, wrap, wrapParts } from '../text/plain-text.js';
import { duration, ratio, significant } from '../text/quantity.js';
import { nextStep } from './next-step.js';
import { limitsOf, requiredInWords, runDurationMs, subjectsOf } from './overview.js';
import { thresholdLines } from './threshold-lines.js';

export interface ConsolePage {
  columns: number;
  ink: Paint;
  /** What names the run on a command line. */
  run: string;
}

/** Where it ran and how, in two lines. */
export function opening(judged: Judged, { columns, ink }: ConsolePage, counts: readonly string[]): string[] {
  const { platform, config, holdfast, policy } = judged;
  const { fileSystem } = platform;
  const took = runDurationMs(judged);
  const where = `Holdfast ${holdfast} · ${platform.id} · Node ${platform.node} · ${fileSystem.type} at ${fileSystem.mount}`;
  const what = [
    `profile ${config.profile}`,
    `policy ${policy}`,
    `seed ${config.seed}`,
    ...(config.recorder === 'strace' ? ['recorded by strace'] : []),
    ...counts,
    ...(took === null ? [] : [duration(took)]),
  ];
  return [
    ink.bold(truncate(plainText(where), columns)),
    ...wrapParts(what, ' · ', columns).map((line) => ink.dim(line)),
  ];
}

/** What was cut off, could not be run, or is warned of; a line or more each. */
export function notes(judged: Judged, { columns, ink }: ConsolePage): string[] {
  const missed = judged.canaries
    .filter(({ caught }) => caught === false)
    .map(({ id, scenario, scope, by }) => `Canary ${id} was missed by ${scenario} (${scope}): ${by}`);
  return [...limitsOf(judged), ...missed].flatMap((note) =>
    wrap(plainText(note), columns - 2).map((line, at) =>
      at === 0 ? `${ink.as('unknown', '!')} ${line}` : `  ${line}`,
    ),
  );
}

/** The recommended one, the decision, and what to do next. */
export function ending(judged: Judged, page: ConsolePage): string[] {
  const { columns, ink } = page;
  const best = judged.strategies.find(({ id }) => id === judged.recommended);
  const { command, why } = nextStep(judged);
  const toldAbove = subjectsOf(judged).some(
    ({ id, decision, reason }) => decision !== 'GO' && judged.reason === `${id}: ${reason}`,
  );
  return [
    ...(toldAbove ? [] : reasonLines(judged.reason, columns)),
    ...(best === undefined ? [] : wrapParts(recommendation(best), ' · ', columns)),
    ...thresholdLines(judged).map((line) => truncate(line, columns)),
    ink.bold(
      truncate(
        `Decision: ${ink.as(toneOf(judged.decision), decisionMark(judged.decision))} · required: ${requiredInWords(judged)}`,
        columns,
      ),
    ),
    `Next: ${plainText(command)}  ${ink.dim(`(${why})`)}`,
  ];
}

/** At most two lines: the rest stands beside each strategy. */
function reasonLines(reason: string, columns: number): string[] {
  const [first = '', second, ...rest] = wrap(plainText(reason), columns);
  if (second === undefined) return [first];
  return [first, rest.length === 0 ? second : truncate(`${second} ${rest.join(' ')}`, columns)];
}

/** Its own time and its ratio to the floor are of the same samples. */
function recommendation(best: JudgedStrategy): string[] {
  const speed = speedOf(best.findings);
  const [median, p99] = ['median', 'p99'].map((name) => figureNamed(speed, name));
  const classical = latencyRatio(best, 'classical');
  return [
    `Recommended: ${plainText(best.id)}`,
    ...(median === null || median === undefined ? [] : [`median ${significant(median.value)} ms`]),
    ...(p99 === null || p99 === undefined ? [] : [`p99 ${significant(p99.value)} ms`]),
    ...(classical === null
      ? []
      : [`${ratio(classical.ratio, classical.low, classical.high)} a bare durable write`]),
  ];
}
