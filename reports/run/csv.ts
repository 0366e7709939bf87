// Comma-separated values (RFC 4180) for spreadsheets and data frames: one row a criterion, a finding or a
// measure, every row with all that it takes to put runs below each other. Text that a spreadsheet would take
// for a formula gets an apostrophe in front.

import { gravestEvidence } from '../../results/verdicts/gravest.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { speedOf } from '../../results/verdicts/speed.js';
import type { Reporter } from '../reporter.js';
import { plainText } from '../text/plain-text.js';
import { subjectsOf } from './overview.js';

type Cell = string | number | boolean | null;

/** In the order of the columns. `null` and what a row leaves out are empty. */
const columns = [
  'run',
  'startedAt',
  'holdfast',
  'platform',
  'node',
  'fileSystem',
  'profile',
  'policy',
  'strategy',
  'decision',
  'scope',
  'kind',
  'scenario',
  'name',
  'verdict',
  'required',
  'value',
  'low',
  'high',
  'unit',
  'toFloor',
  'toFloorLow',
  'toFloorHigh',
  'n',
  'nUnit',
  'anomaly',
  'summary',
] as const;
type Row = Partial<Record<(typeof columns)[number], Cell>>;

const csvReporter: Reporter = {
  id: 'csv',
  title: 'CSV: a row for each criterion, finding and measure',
  extension: 'csv',
  render(judged) {
    const { runId, startedAt, holdfast, platform, config, policy } = judged;
    const every: Row = {
      run: runId,
      startedAt,
      holdfast,
      platform: platform.id,
      node: platform.node,
      fileSystem: platform.fileSystem.type,
      profile: config.profile,
      policy,
    };
    const rows = subjectsOf(judged).flatMap((strategy) =>
      rowsOf(strategy, judged).map((row) => ({
        ...every,
        strategy: strategy.id,
        decision: strategy.decision,
        ...row,
      })),
    );
    const lines = [[...columns], ...rows.map((row) => columns.map((name) => row[name] ?? null))];
    return lines.map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('');
  },
};
export default csvReporter;

function rowsOf(strategy: JudgedStrategy, { criteria: known }: Judged): Row[] {
  const judgedIds = new Set(known.filter(({ judged }) => judged).map(({ id }) => id));
  const criteria = strategy.criteria
    .filter(({ id }) => judgedIds.has(id))
    .map(({ id, scope, verdict, required, note, anomaly }): Row => {
      return {
        kind: 'criterion',
        scope,
        name: id,
        verdict,
        required,
        summary: note,
        anomaly: anomaly ?? null,
      };
    });
  const findings = strategy.findings.map((finding): Row => {
    const { scenario, scope, check, verdict, summary, coverage } = finding;
    const anomaly = gravestEvidence(finding)?.anomaly ?? null;
    const { n, unit } = coverage;
    return { kind: 'finding', scenario, scope, name: check, verdict, n, nUnit: unit, anomaly, summary };
  });
  const measures = (speedOf(strategy.findings)?.figures ?? []).map((figure): Row => {
    const { name, scenario, scope, value, low, high, unit, toFloor } = figure;
    const ratios = { toFloor: toFloor?.value ?? null, toFloorLow: toFloor?.low ?? null };
    const toFloorHigh = toFloor?.high ?? null;
    return { kind: 'measure', scenario, scope, name, value, low, high, unit, ...ratios, toFloorHigh };
  });
  const all = [...criteria, ...findings, ...measures];
  const { availability } = strategy;
  return availability.available ? all : [{ kind: 'unavailable', summary: availability.reason }, ...all];
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = plainText(cell);
  const inert = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^'/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
