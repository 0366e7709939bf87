// The sections of a report on a run as blocks, so that the full document and the shorter summaries show the
// same rows in the same words, in every format. Pure.

import type { CriterionInfo, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { latencyRatio } from '../../results/verdicts/latency-comparison.js';
import { decisionIn, scopesOfAll } from '../../results/verdicts/scope-decisions.js';
import {
  allScopes,
  claimedScopes,
  type Decision,
  type Scope,
  scopesInWords,
  type Verdict,
} from '../../results/vocabulary/verdict.js';
import {
  type Block,
  code,
  heading,
  list,
  paragraph,
  shortened,
  type Text,
  table,
  words,
} from '../format/report-blocks.js';
import { verdictWord } from '../text/mark.js';
import { duration, ratio, significant } from '../text/quantity.js';
import {
  criterionOf,
  limitsOf,
  matrixRows,
  type Proof,
  proofsOf,
  rowScope,
  stressCost,
  subjectsOf,
  unnumbered,
} from './overview.js';
import { scenarioSummaries } from './scenario-summary.js';
import { speedSection } from './speed-section.js';
import { thresholdTable } from './threshold-lines.js';

/** `rowsMax` rows, and how many more there are. */
export function decisionTable(judged: Judged, rowsMax = Number.POSITIVE_INFINITY): Block[] {
  const other = judged.policy === 'm03' ? 'strict' : 'm03';
  const asked = scopesOfAll(judged.strategies);
  const subjects = subjectsOf(judged);
  const left = subjects.length - rowsMax;
  const rows = subjects.slice(0, rowsMax).map((strategy) => {
    const { id, role, decision, scopes, policies, reason, availability } = strategy;
    const claimed = claimedScopes(strategy.claims);
    return [
      words`${{ own: id === judged.recommended ? '★ ' : '' }}${id}${{ own: role === 'candidate' ? '' : ` (${role})` }}`,
      { decision },
      ...asked.map((scope) => scopeCell(decisionIn(scopes, scope).decision, claimed.includes(scope))),
      { decision: policies[other] },
      availability.available ? reason : words`${availability.reason}. Remedy: ${availability.remedy}`,
    ];
  });
  return [
    table(
      ['Strategy', 'Decision', ...asked.map((scope) => scopeTitles[scope]), `Policy ${other}`, 'Why'],
      rows,
    ),
    ...(left > 0 ? [paragraph(words`And ${left} more.`)] : []),
  ];
}

const scopeTitles: Readonly<Record<Scope, string>> = {
  single: 'One writer',
  threads: 'Threads',
  processes: 'Processes',
  hosts: 'Hosts',
};

const scopeCell = (decision: Decision, isClaimed: boolean): Text =>
  isClaimed ? { decision } : words`not claimed: ${{ decision }}`;

/** Criteria down, strategies across; a cell names the scopes only where they differ. */
export function criteriaMatrix(judged: Judged, groups: readonly CriterionInfo['group'][]): Block[] {
  const subjects = subjectsOf(judged).filter(({ availability }) => availability.available);
  const rows = judged.criteria
    .filter(({ group }) => groups.includes(group))
    .map((info) => [
      words`${info.title}${{ own: info.requiredBy.includes(judged.policy) ? '' : ' (not required)' }}`,
      info.m03 ?? '–',
      ...subjects.map((strategy) => (info.judged ? matrixCell(strategy, info) : 'not judged yet')),
    ]);
  if (rows.length === 0) return [];
  return [table(['Criteria', 'M0.3 said', ...subjects.map(({ id }) => id)], rows)];
}

function matrixCell(strategy: JudgedStrategy, info: CriterionInfo): Text {
  const rows = matrixRows(strategy, [info]).map((row) => ({ row, verdict: row.verdicts[0] ?? null }));
  // What needs several writers says nothing of one; that is no result.
  const speaking = rows.filter(({ verdict }) => verdict !== null && verdict !== 'n/a');
  const [first] = speaking.length > 0 ? speaking : rows;
  if (first === undefined) return '';
  if (speaking.every(({ verdict }) => verdict === first.verdict)) return sign(first.verdict);
  return speaking.flatMap(
    ({ row, verdict }, at) => words`${{ own: at === 0 ? '' : ' ' }}${sign(verdict)} ${rowScope(row)}`,
  );
}

const sign = (verdict: Verdict | null): Text => (verdict === null ? '' : { verdict });

/** One criterion of the M0.3 report: what each strategy showed, a line per scope where they differ. */
export function validationResult(judged: Judged, info: CriterionInfo, position: number): Block[] {
  const subjects = subjectsOf(judged).filter(({ availability }) => availability.available);
  const title = heading(3, words`${position}. ${unnumbered(info.title)}`);
  const m03 = info.m03 === null ? [] : [paragraph(words`M0.3 said: ${info.m03}`)];
  if (!info.judged) return [title, ...m03, paragraph('Not judged yet.')];
  const rows = subjects.flatMap((strategy) => resultRows(strategy, info));
  return [title, ...m03, table(['Strategy', 'Scope', 'Result', 'Notes'], rows)];
}

function resultRows(strategy: JudgedStrategy, info: CriterionInfo): Text[][] {
  const found = allScopes.flatMap((scope) => criterionOf(strategy, info.id, scope) ?? []);
  // What needs several writers says nothing of one; that is no result.
  const told = found.some(({ verdict }) => verdict !== 'n/a')
    ? found.filter(({ scope, verdict }) => scope !== 'single' || verdict !== 'n/a')
    : found;
  const texts = told.map(({ verdict, note }) => JSON.stringify([verdict, note]));
  return [...new Set(texts)].flatMap((text) => {
    const alike = told.filter((_, at) => texts[at] === text);
    const [first] = alike;
    if (first === undefined) return [];
    const { verdict, note } = first;
    const scopes = alike.map(({ scope }) => scope);
    return [
      [
        strategy.id,
        scopes.length === told.length ? 'all' : scopesInWords(scopes),
        verdict === 'n/a' ? verdict : words`${{ verdict }} ${verdictWord(verdict)}`,
        note,
      ],
    ];
  });
}

/** The proofs against every strategy that failed; `evidenceMax` of each, with `witnessMax` lines. */
export function keyFindings(judged: Judged, evidenceMax: number, witnessMax: number): Block[] {
  return subjectsOf(judged).flatMap((strategy) => {
    const proofs = proofsAgainst(strategy, { evidenceMax, witnessMax, alsoMax: 12 });
    const title = heading(3, words`${{ decision: strategy.decision }}: ${strategy.id}`);
    return proofs.length === 0 ? [] : [title, ...proofs];
  });
}

/** `evidenceMax` proofs with `witnessMax` lines each, and the names of `alsoMax` more checks that failed. */
export interface ProofLimits {
  evidenceMax: number;
  witnessMax: number;
  alsoMax: number;
}

export function proofsAgainst(
  strategy: JudgedStrategy,
  { evidenceMax, witnessMax, alsoMax }: ProofLimits,
): Block[] {
  const proofs = proofsOf(strategy);
  const also = proofs.slice(evidenceMax);
  const left = also.length - alsoMax;
  return [
    ...proofs.slice(0, evidenceMax).flatMap((proof) => proofBlocks(proof, witnessMax)),
    ...(also.length === 0 ? [] : [paragraph('Also failed:')]),
    ...list(also.slice(0, alsoMax).map(failedCheck)),
    ...(left > 0
      ? [paragraph(words`And ${left} more: holdfast report RUN --strategy ${strategy.id} --full`)]
      : []),
  ];
}

function failedCheck({ finding, evidence }: Proof): Text {
  const { scenario, scope, check, summary } = finding;
  const said = evidence === null ? summary : `${evidence.anomaly}: ${summary}`;
  return words`${`${scenario}/${check} (${scope}): ${said}`}`;
}

function proofBlocks({ finding, evidence }: Proof, witnessMax: number): Block[] {
  const place = words`${finding.scenario} (${finding.scope}), ${finding.check}`;
  if (evidence === null) return [paragraph(words`${{ strong: words`${place}:` }} ${finding.summary}`)];
  const witness = shortened(evidence.witness, witnessMax);
  return [
    paragraph(words`${{ strong: evidence.anomaly }} in ${place}: ${evidence.description}`),
    ...(witness.length > 0 ? [code(witness)] : []),
  ];
}

export function performance(judged: Judged): Block[] {
  return [...writeCosts(judged), ...speedSection(judged), ...thresholdTable(judged)];
}

/** What writes of one writer cost, beside the floors of the same run. */
export function writeCosts(judged: Judged): Block[] {
  const rows = subjectsOf(judged).flatMap((strategy) => {
    const cost = stressCost(strategy);
    const ratios = (['classical', 'raw'] as const).map((floor) => latencyRatio(strategy, floor));
    if (cost === null && ratios.every((one) => one === null)) return [];
    return [
      [
        strategy.id,
        cost === null ? '–' : duration(cost.totalMs),
        cost === null ? '–' : `${significant(cost.perWriteMs)} ms`,
        ...ratios.map((one) => ({ own: one === null ? '–' : ratio(one.ratio, one.low, one.high) })),
      ],
    ];
  });
  return [
    table(
      ['Strategy', '100 writes', 'Per write', '× bare durable write', '× raw overwrite'],
      [['M0.3 report (Rust, macOS)', '832 ms', '8.3 ms', '–', '–'], ...rows],
    ),
    paragraph({
      own: 'Times of different machines can’t be compared, the ratios can: both floors were measured between the same run’s own samples (bare durable write = temporary file, fsync, rename, fsync of the directory; raw overwrite = pwrite and fdatasync in place). Brackets hold the 95 % interval.',
    }),
  ];
}

export function canaries(judged: Judged): Block[] {
  if (judged.canaries.length === 0)
    return [paragraph('None ran, so nothing shows that the checks can fail here.')];
  const rows = judged.canaries.map(({ id, scenario, scope, caught, by, earlier }) => [
    id,
    scenario,
    scope,
    caughtText(caught),
    earlier === undefined ? by : `${by} (in ${earlier.run}, begun at ${earlier.startedAt})`,
  ]);
  return [table(['Broken on purpose', 'Scenario', 'Scope', 'Caught', 'By'], rows)];
}

function caughtText(caught: boolean | null): Text {
  if (caught === null) return words`${{ verdict: 'unknown' }} not run`;
  return caught ? words`${{ verdict: 'pass' }} caught` : words`${{ verdict: 'fail' }} missed`;
}

export function scenarioTable(judged: Judged): Block[] {
  const rows = scenarioSummaries(judged).map(({ id, scope, cases, faulted, durationMs, canaries: state }) => [
    id,
    scope,
    faulted > 0 ? `${cases} (${faulted} faulted)` : String(cases),
    duration(durationMs),
    words`${{ verdict: state.verdict }} ${state.text}`,
  ]);
  return [table(['Scenario', 'Scope', 'Cases', 'Time', 'Canaries'], rows)];
}

export function environment({ platform, config }: Judged): Block[] {
  const { fileSystem: fs } = platform;
  const fsync = fs.fsyncNsMedian === null ? 'not measured' : `${significant(fs.fsyncNsMedian / 1e6)} ms`;
  const rows: Text[][] = [
    ['Platform', `${platform.os} ${platform.release} (${platform.id})`],
    ['Node', platform.node],
    ['Processor', `${platform.cpus} × ${platform.cpuModel}`],
    ['Memory', `${significant(platform.memoryBytes / 2 ** 30)} GiB`],
    ['File system', `${fs.type} at ${fs.mount} (${fs.options})`],
    ['Median fsync', fsync],
    ['Directory', config.dir],
    ['CI', platform.ci === null ? 'no' : platform.ci],
    ...platform.addons.map(({ name, version, loaded, remedy }) => [
      words`Addon ${name}`,
      loaded ? (version ?? 'loaded') : `missing${remedy === null ? '' : `: ${remedy}`}`,
    ]),
  ];
  return [table(['', ''], rows)];
}

/** Whatever limits what the run can prove. */
export function warnings(judged: Judged): Block[] {
  return list(limitsOf(judged));
}
