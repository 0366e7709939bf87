// A comparison as a document: decisions, what differs, latency ratios, regressions. Across machines only
// ratios to each run's own floors are shown; milliseconds of two machines say nothing about two strategies.
// Every format writes this.
import type { Comparison, DecisionRow } from '../../results/verdicts/comparison.js';
import { decidedScopes, decisionIn } from '../../results/verdicts/scope-decisions.js';
import { scopesInWords } from '../../results/vocabulary/verdict.js';
import {
  type Block,
  heading,
  list,
  paragraph,
  section,
  type Text,
  table,
  words,
} from '../format/report-blocks.js';
import { counted } from '../text/quantity.js';
import {
  floorNames,
  latencyLegend,
  latencyWords,
  regressionGroups,
  slowdownWords,
  warningGroups,
} from './comparison-words.js';

/** More runs than this are numbered in the heads of tables, and listed once. */
const NAMED_MAX = 4;
/** More than this is folded. */
const REGRESSIONS_MAX = 12;
const WARNINGS_MAX = 12;

export function comparisonDocument(comparison: Comparison): Block[] {
  const { profile, policy, notes } = comparison;
  const slower = slowerOn(comparison);
  const platforms = section('Runs', [runs(comparison)], 'runs');
  return [
    heading(1, 'Holdfast: Comparison'),
    paragraph(result(comparison)),
    ...(slower.length === 0 ? [] : [paragraph(words`Slower: ${slower.join(', ')}.`)]),
    // Where tables name runs by their numbers, what these are comes first.
    ...(numbered(comparison) ? platforms : []),
    ...section(
      'Decisions',
      [
        paragraph(words`Profile ${profile}, policy ${policy}. The first run is the base.`),
        decisions(comparison),
        ...warnings(comparison),
        ...list(notes),
      ],
      'decisions',
    ),
    ...section('Regressions', regressions(comparison), 'regressions'),
    ...section('Criteria that differ', criteria(comparison), 'criteria'),
    ...section('Latency', latencies(comparison), 'latency'),
    ...(numbered(comparison) ? [] : platforms),
  ];
}

const numbered = ({ runs: all }: Comparison): boolean => all.length > NAMED_MAX;
const nameOf = (comparison: Comparison, at: number): string =>
  numbered(comparison) ? `#${at + 1}` : (comparison.runs[at]?.label ?? '');
const labels = (comparison: Comparison): Text[] => comparison.runs.map((_, at) => named(comparison, [at]));

/** Numbers are words of ours; labels may hold anything. */
function named(comparison: Comparison, ats: readonly number[]): Text {
  const names = ats.map((at) => nameOf(comparison, at)).join(', ');
  return numbered(comparison) ? { own: names } : names;
}

function slowerOn(comparison: Comparison): string[] {
  return slowdownWords(comparison, (at) => nameOf(comparison, at));
}

function result(comparison: Comparison): Text {
  const count = comparison.regressions.length;
  if (count > 0) {
    return words`${{ verdict: 'fail' }} ${{ strong: counted(count, 'regression') }} against the base.`;
  }
  const clean = slowerOn(comparison).length === 0 ? 'No regression' : 'No verdict got worse';
  return words`${{ verdict: 'pass' }} ${{ strong: clean }} against the base.`;
}

function regressions(comparison: Comparison): Block[] {
  const items = regressionGroups(comparison).map((group) => {
    return words`${group.words} on ${named(comparison, group.runs)}: ${group.reason}`;
  });
  return [
    ...list(items.slice(0, REGRESSIONS_MAX)),
    ...foldedList(`${items.length - REGRESSIONS_MAX} more`, items.slice(REGRESSIONS_MAX)),
  ];
}

function warnings(comparison: Comparison): Block[] {
  const items = warningGroups(comparison).map(
    ({ warning, runs: on }) => words`${named(comparison, on)}: ${warning}`,
  );
  return [
    ...list(items.slice(0, WARNINGS_MAX)),
    ...foldedList(`${items.length - WARNINGS_MAX} more warnings`, items.slice(WARNINGS_MAX)),
  ];
}

function foldedList(title: string, items: readonly Text[]): Block[] {
  return items.length === 0 ? [] : [{ type: 'folded', title, blocks: list(items) }];
}

function decisions(comparison: Comparison): Block {
  const rows = comparison.decisions.map(({ strategy, cells, differs }) => [
    differs ? { strong: strategy } : strategy,
    ...cells.map(decisionCell),
  ]);
  return table(['Strategy', ...labels(comparison)], rows);
}

function decisionCell(cell: DecisionRow['cells'][number]): Text {
  if (cell === null) return 'absent';
  const scopes = decidedScopes(cell.scopes).filter(
    (scope) => decisionIn(cell.scopes, scope).decision === 'GO',
  );
  const held = cell.decision === 'PARTIAL' ? words` (GO: ${scopesInWords(scopes)})` : [];
  return words`${{ decision: cell.decision }}${held}`;
}

function criteria(comparison: Comparison): Block[] {
  if (comparison.criteria.length === 0) {
    return [paragraph('None: every criterion has the same verdict everywhere.')];
  }
  const rows = comparison.criteria.map(({ strategy, scope, title, cells }) => [
    strategy,
    scope,
    title,
    ...cells.map((verdict): Text => (verdict === null ? 'absent' : { verdict })),
  ]);
  const blocks = [table(['Strategy', 'Scope', 'Criterion', ...labels(comparison)], rows)];
  return [{ type: 'folded', title: counted(rows.length, 'row'), blocks }];
}

function latencies(comparison: Comparison): Block[] {
  if (comparison.latencies.length === 0) return [];
  const rows = comparison.latencies.map(({ strategy, floor, cells }) => [
    strategy,
    floorNames[floor],
    ...cells.map((cell) => ({ own: latencyWords(cell) })),
  ]);
  return [
    paragraph(
      words`Ratios to floors of the same run, with 95 % intervals: times of different machines can’t be compared. ${{ own: latencyLegend }}`,
    ),
    {
      type: 'folded',
      title: counted(rows.length, 'row'),
      blocks: [table(['Strategy', 'Against', ...labels(comparison)], rows)],
    },
  ];
}

function runs(comparison: Comparison): Block {
  const rows = comparison.runs.map(({ label, conditions, runId, decision, recommended }, at) => [
    ...(numbered(comparison) ? [{ own: `#${at + 1}` }] : []),
    label,
    { decision },
    recommended ?? '–',
    conditions,
    runId,
  ]);
  const head = ['Platform', 'Decision', 'Recommended', 'Conditions', 'Run'];
  return table(numbered(comparison) ? ['', ...head] : head, rows);
}
