// The report on a terminal: what ran, the matrix, the proof behind every refusal, and at the very end, where
// the eye is, the decision and the next command. It shows one proof against a strategy; the JSON has all.

import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { latencyRatio } from '../../results/verdicts/latency-comparison.js';
import { anomalyOf } from '../../results/vocabulary/anomalies/anomalies.js';
import { remedyOf } from '../../results/vocabulary/anomalies/remedy.js';
import { consoleFormat } from '../format/console-format.js';
import { write } from '../format/format.js';
import { type Block, heading, paragraph, words } from '../format/report-blocks.js';
import type { Reporter } from '../reporter.js';
import { decisionMark, toneOf } from '../text/mark.js';
import { type Paint, paint } from '../text/paint.js';
import { plainText, truncate, wrap } from '../text/plain-text.js';
import { counted, duration, ratio, significant } from '../text/quantity.js';
import { durabilitySection } from './console-durability.js';
import { interleavingsSection } from './console-interleavings.js';
import { criteriaTable } from './console-matrix.js';
import { nextStep } from './next-step.js';
import { limitsOf, proofsOf, requiredInWords, runDurationMs, stressCost, subjectsOf } from './overview.js';
import { proofsAgainst, scenarioTable } from './run-sections.js';

const witnessLinesMax = 4;

const consoleReporter: Reporter = {
  id: 'console',
  title: 'A terminal, or plain text',
  extension: 'txt',
  render(judged, { color, width }) {
    const columns = Math.max(80, Math.min(width, 140));
    const ink = paint(color);
    const sections = [
      header(judged, columns, ink),
      judged.scenarios.length === 0 ? [] : [write(scenarioTable(judged), consoleFormat({ columns, ink }))],
      criteriaTable(judged, columns, ink),
      ...subjectsOf(judged)
        .filter(({ decision }) => decision !== 'GO')
        .map((strategy) => refusal(strategy, columns, ink)),
      interleavingsSection(judged, columns, ink),
      durabilitySection(judged, columns, ink),
      notes(judged, columns, ink),
      ending(judged, columns, ink),
    ];
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  },
};
export default consoleReporter;

function header(judged: Judged, columns: number, ink: Paint): string[] {
  const { platform, config, holdfast, policy, scenarios: all } = judged;
  const { fileSystem } = platform;
  const took = runDurationMs(judged);
  const where = `Holdfast ${holdfast} · ${platform.id} · Node ${platform.node} · ${fileSystem.type} at ${fileSystem.mount}`;
  const what = [
    `profile ${config.profile}`,
    `policy ${policy}`,
    `seed ${config.seed}`,
    ...(config.recorder === 'strace' ? ['recorded by strace'] : []),
    counted(all.length, 'scenario'),
    counted(judged.cases.length, 'case'),
    ...(took === null ? [] : [duration(took)]),
  ];
  return [
    ink.bold(truncate(plainText(where), columns)),
    ...wrap(what.join(' · '), columns).map((line) => ink.dim(line)),
  ];
}

/** Why a strategy is not GO: its reason, the first proof, and what failed besides. */
function refusal(strategy: JudgedStrategy, columns: number, ink: Paint): string[] {
  const { id, role, decision, reason, availability } = strategy;
  const about = { own: role === 'candidate' ? '' : ` (${role})` };
  const title = heading(3, words`${{ decision }}  ${truncate(plainText(id), 30)}${about}`);
  const body = availability.available
    ? proofsAgainst(strategy, 1, witnessLinesMax)
    : [paragraph(words`Remedy: ${availability.remedy}`)];
  const blocks = [title, ...gravestFirst(strategy), paragraph(reason), ...body];
  return [write(blocks, consoleFormat({ columns, ink, indent: 2 }))];
}

/** What happened in one sentence, and what to do about it: the rest is proof. */
function gravestFirst(strategy: JudgedStrategy): Block[] {
  if (strategy.decision !== 'NO-GO' && strategy.decision !== 'PARTIAL') return [];
  const anomaly = proofsOf(strategy)[0]?.evidence?.anomaly ?? strategy.anomaly;
  if (anomaly === undefined) return [];
  const what = anomalyOf(anomaly);
  return [
    ...(what === null ? [] : [paragraph(words`${{ strong: `${what.title}:` }} ${what.meaning}`)]),
    paragraph(words`${{ strong: 'What to do:' }} ${remedyOf(anomaly)}`),
  ];
}

function notes(judged: Judged, columns: number, ink: Paint): string[] {
  const missed = judged.canaries
    .filter(({ caught }) => caught === false)
    .map(({ id, scenario, scope, by }) => `Canary ${id} was missed by ${scenario} (${scope}): ${by}`);
  return [...limitsOf(judged), ...missed].flatMap((note) =>
    wrap(plainText(note), columns - 2).map((line, at) =>
      at === 0 ? `${ink.as('unknown', '!')} ${line}` : `  ${line}`,
    ),
  );
}

function ending(judged: Judged, columns: number, ink: Paint): string[] {
  const best = judged.strategies.find(({ id }) => id === judged.recommended);
  const recommended = best === undefined ? [] : [`Recommended: ${recommendation(best)}`];
  const { command, why } = nextStep(judged);
  const toldAbove = subjectsOf(judged).some(
    ({ id, decision, reason }) => decision !== 'GO' && judged.reason === `${id}: ${reason}`,
  );
  return [
    ...(toldAbove ? [] : wrap(plainText(judged.reason), columns)),
    ...recommended.flatMap((line) => wrap(line, columns)),
    ink.bold(
      truncate(
        `Decision: ${ink.as(toneOf(judged.decision), decisionMark(judged.decision))} · required: ${requiredInWords(judged)}`,
        columns,
      ),
    ),
    `Next: ${command}  ${ink.dim(`(${why})`)}`,
  ];
}

function recommendation(best: JudgedStrategy): string {
  const classical = latencyRatio(best, 'classical');
  const cost = stressCost(best);
  return [
    plainText(best.id),
    ...(cost === null ? [] : [`${significant(cost.perWriteMs)} ms a write`]),
    ...(classical === null
      ? []
      : [`${ratio(classical.ratio, classical.low, classical.high)} a bare durable write`]),
  ].join(' · ');
}
