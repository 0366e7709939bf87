// The report on a terminal: what ran, the matrix, the proof behind every refusal, and at the very end, where
// the eye is, the decision and the command to go on with. It shows one witness a strategy; the JSON has all.

import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { latencyRatio } from '../../results/verdicts/latency-comparison.js';
import type { Reporter } from '../reporter.js';
import { decisionMark, toneOf, verdictMark } from '../text/mark.js';
import { type Paint, paint } from '../text/paint.js';
import { plainText, truncate, wrap } from '../text/plain-text.js';
import { counted, duration, ratio, significant } from '../text/quantity.js';
import { ruledTable } from '../text/table.js';
import { durabilitySection } from './console-durability.js';
import { interleavingsSection } from './console-interleavings.js';
import { criteriaTable } from './console-matrix.js';
import { nextStep } from './next-step.js';
import { limitsOf, proofsOf, runDurationMs, stressCost, subjectsOf } from './overview.js';
import { scenarioSummaries } from './scenario-summary.js';

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
      scenarios(judged, columns, ink),
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

function scenarios(judged: Judged, columns: number, ink: Paint): string[] {
  const rows = scenarioSummaries(judged).map(({ id, scope, cases, durationMs, canaries }) => [
    truncate(plainText(id), 24),
    scope,
    String(cases),
    duration(durationMs),
    ink.as(
      canaries.verdict,
      truncate(`${verdictMark(canaries.verdict)} ${plainText(canaries.text)}`, columns - 60),
    ),
  ]);
  if (rows.length === 0) return [];
  const head = ['scenario', 'scope', 'cases', 'time', 'broken on purpose'].map(ink.dim);
  return ruledTable(head, rows, [2, 3]);
}

/** Why a strategy is not GO: its reason, the first evidence, and the witness. */
function refusal(strategy: JudgedStrategy, columns: number, ink: Paint): string[] {
  const { id, role, decision, reason, availability } = strategy;
  const tone = toneOf(decision);
  const name = truncate(plainText(id), 30);
  const title = `${decisionMark(decision)}  ${name}${role === 'candidate' ? '' : ` (${role})`}`;
  const body = wrap(plainText(reason), columns - 2).map((line) => `  ${line}`);
  if (!availability.available) {
    const remedy = wrap(`Remedy: ${plainText(availability.remedy)}`, columns - 2).map((line) => `  ${line}`);
    return [ink.bold(ink.as(tone, title)), ...body, ...remedy];
  }
  return [ink.bold(ink.as(tone, title)), ...body, ...proof(strategy, columns, ink)];
}

function proof(strategy: JudgedStrategy, columns: number, ink: Paint): string[] {
  const [first, ...others] = proofsOf(strategy);
  if (first === undefined) return [];
  const { finding, evidence } = first;
  const place = `${finding.scenario} (${finding.scope})`;
  const told = evidence === null ? finding.summary : `${evidence.anomaly}: ${evidence.description}`;
  const witness = evidence?.witness ?? [];
  const hidden = witness.length - witnessLinesMax;
  const rest = [
    ...(hidden > 0 ? [`${counted(hidden, 'more line')}`] : []),
    ...(others.length > 0 ? [`${counted(others.length, 'more failed check')}`] : []),
  ];
  return [
    ...wrap(plainText(`${place} ${told}`), columns - 2).map((line) => `  ${line}`),
    ...witness.slice(0, witnessLinesMax).map((line) => `  │ ${truncate(plainText(line), columns - 4)}`),
    ...(rest.length > 0 ? [ink.dim(`  └ and ${rest.join(', ')}`)] : []),
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
    ink.bold(`Decision: ${ink.as(toneOf(judged.decision), decisionMark(judged.decision))}`),
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
