// The sections of a Markdown report, each a list of blocks, so that the full report and the shorter summaries
// tell the same in the same words. Everything that a strategy supplied is escaped.

import type { CriterionInfo, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { latencyRatio } from '../../results/verdicts/latency-comparison.js';
import { type ActorScope, actorScopes, type Verdict } from '../../results/vocabulary/verdict.js';
import { decisionSign, verdictSign, verdictWord } from '../text/mark.js';
import { md, mdCode, mdTable } from '../text/markdown-text.js';
import { duration, ratio, significant } from '../text/quantity.js';
import {
  criterionOf,
  matrixRows,
  type Proof,
  proofsOf,
  stressCost,
  subjectsOf,
  unnumbered,
} from './overview.js';
import { scenarioSummaries } from './scenario-summary.js';

/** Finished Markdown, to be joined by empty lines. */
export type MarkdownBlocks = string[];

export function decisionTable(judged: Judged): MarkdownBlocks {
  const other = judged.policy === 'm03' ? 'strict' : 'm03';
  const rows = subjectsOf(judged).map(({ id, role, decision, scopes, policies, reason, availability }) => [
    `${id === judged.recommended ? '★ ' : ''}${md(id)}${role === 'candidate' ? '' : ` (${role})`}`,
    decisionSign(decision),
    decisionSign(scopes.threads.decision),
    decisionSign(scopes.processes.decision),
    decisionSign(policies[other]),
    availability.available ? md(reason) : `${md(availability.reason)}. Remedy: ${md(availability.remedy)}`,
  ]);
  return [mdTable(['Strategy', 'Decision', 'Threads', 'Processes', `Policy ${other}`, 'Why'], rows)];
}

/** Criteria down, strategies across; a cell names the scopes only where they differ. */
export function criteriaMatrix(judged: Judged, groups: readonly CriterionInfo['group'][]): MarkdownBlocks {
  const subjects = subjectsOf(judged).filter(({ availability }) => availability.available);
  const rows = judged.criteria
    .filter(({ group }) => groups.includes(group))
    .map((info) => [
      `${md(info.title)}${info.requiredBy.includes(judged.policy) ? '' : ' (not required)'}`,
      info.m03 === null ? '–' : md(info.m03),
      ...subjects.map((strategy) => (info.judged ? matrixCell(strategy, info) : 'not judged yet')),
    ]);
  if (rows.length === 0) return [];
  return [mdTable(['Criteria', 'M0.3 said', ...subjects.map(({ id }) => md(id))], rows)];
}

function matrixCell(strategy: JudgedStrategy, info: CriterionInfo): string {
  const rows = matrixRows(strategy, [info]).map(({ scope, verdicts }) => ({
    scope,
    verdict: verdicts[0] ?? null,
  }));
  const [first, second] = rows;
  if (first === undefined) return '';
  if (second === undefined || first.verdict === second.verdict) return sign(first.verdict);
  return rows.map(({ scope, verdict }) => `${sign(verdict)} ${scope}`).join(' ');
}

const sign = (verdict: Verdict | null): string => (verdict === null ? '' : verdictSign(verdict));

/** One criterion of the M0.3 report: what each strategy showed, a line per scope where they differ. */
export function validationResult(judged: Judged, info: CriterionInfo, position: number): MarkdownBlocks {
  const subjects = subjectsOf(judged).filter(({ availability }) => availability.available);
  const title = `### ${position}. ${md(unnumbered(info.title))}`;
  const m03 = info.m03 === null ? [] : [`M0.3 said: ${md(info.m03)}`];
  if (!info.judged) return [title, ...m03, 'Not judged yet.'];
  const rows = subjects.flatMap((strategy) => resultRows(strategy, info));
  return [title, ...m03, mdTable(['Strategy', 'Scope', 'Result', 'Notes'], rows)];
}

function resultRows(strategy: JudgedStrategy, info: CriterionInfo): string[][] {
  const [threads, processes] = actorScopes.map((scope) => criterionOf(strategy, info.id, scope));
  const row = (scope: ActorScope | 'both', verdict: Verdict, note: string) => [
    md(strategy.id),
    scope,
    `${verdict === 'n/a' ? '' : `${verdictSign(verdict)} `}${verdictWord(verdict)}`,
    md(note),
  ];
  if (threads !== undefined && threads.verdict === processes?.verdict && threads.note === processes.note) {
    return [row('both', threads.verdict, threads.note)];
  }
  return [threads, processes].flatMap((one) =>
    one === undefined ? [] : [row(one.scope, one.verdict, one.note)],
  );
}

/** The anomalies of every strategy that failed; `evidenceMax` pieces each, with `witnessMax` lines. */
export function keyFindings(judged: Judged, evidenceMax: number, witnessMax: number): MarkdownBlocks {
  return subjectsOf(judged).flatMap((strategy) => {
    const proofs = proofsOf(strategy);
    if (proofs.length === 0) return [];
    const hidden = proofs.length - evidenceMax;
    const also = proofs.slice(evidenceMax).map(({ finding }) => md(`${finding.scenario}/${finding.check}`));
    return [
      `### ${decisionSign(strategy.decision)}: ${md(strategy.id)}`,
      ...proofs.slice(0, evidenceMax).flatMap((proof) => proofBlocks(proof, witnessMax)),
      ...(hidden > 0
        ? [`Also failed: ${also.slice(0, 12).join(', ')}${also.length > 12 ? ', …' : ''}.`]
        : []),
    ];
  });
}

function proofBlocks({ finding, evidence }: Proof, witnessMax: number): MarkdownBlocks {
  const place = `${md(finding.scenario)} (${finding.scope}), ${md(finding.check)}`;
  if (evidence === null) return [`**${place}:** ${md(finding.summary)}`];
  const shown = evidence.witness.slice(0, witnessMax);
  const hidden = evidence.witness.length - shown.length;
  const code = hidden > 0 && shown.length > 0 ? [...shown, `… ${hidden} more`] : shown;
  return [
    `**${md(evidence.anomaly)}** in ${place}: ${md(evidence.description)}`,
    ...(code.length > 0 ? [mdCode(code)] : []),
  ];
}

export function performance(judged: Judged): MarkdownBlocks {
  const rows = subjectsOf(judged).flatMap((strategy) => {
    const cost = stressCost(strategy);
    const ratios = (['classical', 'raw'] as const).map((floor) => latencyRatio(strategy, floor));
    if (cost === null && ratios.every((one) => one === null)) return [];
    return [
      [
        md(strategy.id),
        cost === null ? '–' : duration(cost.totalMs),
        cost === null ? '–' : `${significant(cost.perWriteMs)} ms`,
        ...ratios.map((one) => (one === null ? '–' : ratio(one.ratio, one.low, one.high))),
      ],
    ];
  });
  return [
    mdTable(
      ['Strategy', '100 writes', 'Per write', '× bare durable write', '× raw overwrite'],
      [['M0.3 report (Rust, macOS)', '832 ms', '8.3 ms', '–', '–'], ...rows],
    ),
    'Times of different machines can’t be compared, the ratios can: both floors were measured between the same run’s own samples (bare durable write = temporary file, fsync, rename, fsync of the directory; raw overwrite = pwrite and fdatasync in place). Brackets hold the 95 % interval.',
  ];
}

export function canaries(judged: Judged): MarkdownBlocks {
  if (judged.canaries.length === 0) return ['None ran, so nothing shows that the checks can fail here.'];
  const rows = judged.canaries.map(({ id, scenario, scope, caught, by }) => [
    md(id),
    md(scenario),
    scope,
    caught === null ? '❔ not run' : caught ? '✅ caught' : '❌ missed',
    md(by),
  ]);
  return [mdTable(['Broken on purpose', 'Scenario', 'Scope', 'Caught', 'By'], rows)];
}

export function scenarioTable(judged: Judged): MarkdownBlocks {
  const rows = scenarioSummaries(judged).map(({ id, scope, cases, faulted, durationMs, canaries: state }) => [
    md(id),
    scope,
    faulted > 0 ? `${cases} (${faulted} faulted)` : String(cases),
    duration(durationMs),
    `${verdictSign(state.verdict)} ${md(state.text)}`,
  ]);
  return [mdTable(['Scenario', 'Scope', 'Cases', 'Time', 'Canaries'], rows)];
}

export function environment({ platform, config }: Judged): MarkdownBlocks {
  const { fileSystem: fs } = platform;
  const fsync = fs.fsyncNsMedian === null ? 'not measured' : `${significant(fs.fsyncNsMedian / 1e6)} ms`;
  const rows = [
    ['Platform', md(`${platform.os} ${platform.release} (${platform.id})`)],
    ['Node', md(platform.node)],
    ['Processor', md(`${platform.cpus} × ${platform.cpuModel}`)],
    ['Memory', `${significant(platform.memoryBytes / 2 ** 30)} GiB`],
    ['File system', md(`${fs.type} at ${fs.mount} (${fs.options})`)],
    ['Median fsync', fsync],
    ['Directory', md(config.dir)],
    ['CI', platform.ci === null ? 'no' : md(platform.ci)],
    ...platform.addons.map(({ name, version, loaded, remedy }) => [
      `Addon ${md(name)}`,
      loaded ? md(version ?? 'loaded') : `missing${remedy === null ? '' : `: ${md(remedy)}`}`,
    ]),
  ];
  return [mdTable(['', ''], rows)];
}

/** Whatever limits what the run can say. */
export function warnings(judged: Judged): MarkdownBlocks {
  const cut =
    judged.status === 'finished' ? [] : [`The run is ${judged.status}: what it did not run is unknown.`];
  const faults = judged.cases.flatMap(({ state, strategy, scenario }) =>
    state.type === 'faulted' ? [`${strategy} × ${scenario} could not be run: ${state.reason}`] : [],
  );
  const all = [...cut, ...faults, ...judged.warnings];
  return all.length === 0 ? [] : [all.map((one) => `- ${md(one)}`).join('\n')];
}
