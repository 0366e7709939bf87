// A line per strategy: its decision for each kind of writer, how fast it is, what it survives, and the
// gravest thing that failed. Where there are many, baselines fold into one line and the last ones are
// counted.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { latencyRatio } from '../../results/verdicts/latency-comparison.js';
import { decisionIn, scopesOfAll } from '../../results/verdicts/scope-decisions.js';
import { figureNamed, speedOf } from '../../results/verdicts/speed.js';
import { claimedScopes, type Scope, scopesInWords } from '../../results/vocabulary/verdict.js';
import { decisionGlyph, decisionMark, toneOf } from '../text/mark.js';
import { displayWidth, plainText, truncate, wrap } from '../text/plain-text.js';
import { significant } from '../text/quantity.js';
import { shellWord } from '../text/shell-word.js';
import { ruledTable } from '../text/table.js';
import type { ConsolePage } from './console-ending.js';
import { decisiveProof, isByTheMount } from './decisive-proof.js';
import { subjectsOf } from './overview.js';

const nameMax = 24;
const foldsFrom = 8;
const floor = '× floor';
const right = ['median', 'p99', floor];
/** On a narrow terminal names and decisions stay. */
const leftOutFirst = [floor, 'p99', 'survives', 'median'];
const reasonMin = 13;

/** At most `linesMax` lines, of which no fewer than one strategy. Nothing for no strategies. */
export function strategyLines(judged: Judged, page: ConsolePage, linesMax: number): string[] {
  const { columns, ink, run } = page;
  const subjects = subjectsOf(judged);
  if (subjects.length === 0) return [];
  const folds = ({ id, role, module }: JudgedStrategy): boolean =>
    subjects.length >= foldsFrom &&
    role !== 'candidate' &&
    module === undefined &&
    !judged.config.required.includes(id);
  const shown = subjects.filter((one) => !folds(one));
  const folded = foldedLine(subjects.filter(folds), columns);
  const layout = layoutOf(shown, judged, columns);
  const legend = legendOf(shown, layout, columns);
  const room = Math.max(1, linesMax - 2 - folded.length - legend.length);
  const rows = shown.length <= room ? shown : shown.slice(0, Math.max(1, room - 1));
  const left = shown.slice(rows.length).map(({ id, decision }) => `${plainText(id)} ${decision}`);
  const more =
    left.length === 0 ? [] : [` and ${left.length} more: holdfast report ${shellWord(run)} --full`];
  return [
    ...tableOf(rows, judged, layout, page),
    ...[...more, ...folded, ...legend].map((line) => ink.dim(line)),
  ];
}

interface Layout {
  /** Titles of all columns. */
  head: readonly string[];
  /** Those of the head that are decisions, from the second column on. */
  scopes: readonly Scope[];
  /** The columns that are shown: places in `head`. */
  kept: readonly number[];
  /** Of the last one. */
  reasonWidth: number;
}

function layoutOf(shown: readonly JudgedStrategy[], judged: Judged, columns: number): Layout {
  const scopes = scopesOfAll(judged.strategies);
  const titles = scopes.map((scope) => scopesInWords([scope]));
  const head = ['strategy', ...titles, 'median', 'p99', floor, 'survives', 'gravest'];
  const last = head.length - 1;
  const cells = shown.map((strategy) => cellsOf(strategy, judged, scopes));
  const widths = head.map((title, at) =>
    Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[at] ?? ''))),
  );
  const widthOf = (kept: readonly number[]) =>
    kept.reduce((sum, at) => sum + (at === last ? reasonMin : (widths[at] ?? 0)) + 2, -1);
  let kept = head.map((_, at) => at);
  for (const title of leftOutFirst) {
    if (widthOf(kept) > columns) kept = kept.filter((at) => head[at] !== title);
  }
  return { head, scopes, kept, reasonWidth: Math.max(reasonMin, columns - widthOf(kept) + reasonMin) };
}

function tableOf(
  rows: readonly JudgedStrategy[],
  judged: Judged,
  { head, scopes, kept, reasonWidth }: Layout,
  { ink }: ConsolePage,
): string[] {
  const last = head.length - 1;
  const cells = rows.map((strategy) => cellsOf(strategy, judged, scopes));
  const painted = cells.map((row, index) =>
    kept.map((at) => {
      const text = at === last ? truncate(row[at] ?? '', reasonWidth) : (row[at] ?? '');
      const scope = scopes[at - 1];
      const strategy = rows[index];
      if (scope === undefined || strategy === undefined) return text;
      return ink.as(toneOf(decisionIn(strategy.scopes, scope).decision), text);
    }),
  );
  const aligned = kept.flatMap((at, position) => (right.includes(head[at] ?? '') ? [position] : []));
  return ruledTable(
    kept.map((at) => ink.dim(head[at] ?? '')),
    painted,
    aligned,
  );
}

function cellsOf(strategy: JudgedStrategy, judged: Judged, scopes: readonly Scope[]): string[] {
  const { id, findings, durability, availability } = strategy;
  const claimed = claimedScopes(strategy.claims);
  const speed = speedOf(findings);
  const [median, p99] = ['median', 'p99'].map((name) => figureNamed(speed, name));
  const ms = (value: number | undefined) => (value === undefined ? '' : `${significant(value)} ms`);
  const toFloor = latencyRatio(strategy, 'classical');
  const star = id === judged.recommended ? '★ ' : '';
  return [
    truncate(`${star}${plainText(id)}`, nameMax),
    ...scopes.map((scope) => scopeCell(strategy, scope, claimed.includes(scope))),
    ms(median?.value),
    ms(p99?.value),
    toFloor === null ? '' : `${toFloor.ratio.toFixed(2)} ×`,
    durability?.grade ?? '',
    availability.available ? gravest(strategy) : plainText(availability.reason),
  ];
}

function scopeCell({ scopes, availability }: JudgedStrategy, scope: Scope, isClaimed: boolean): string {
  const { decision } = decisionIn(scopes, scope);
  const short = decision === 'INCONCLUSIVE' ? '? unknown' : decisionMark(decision);
  return isClaimed || !availability.available ? short : `(${short})`;
}

/** In brackets where it shows only in what is not claimed. */
function gravest(strategy: JudgedStrategy): string {
  const { decision, reason, anomaly } = strategy;
  const proof = decisiveProof(strategy)?.evidence?.anomaly;
  if (isByTheMount(strategy)) return proof === undefined ? 'the mount' : `${plainText(proof)}, mount`;
  const name = plainText(proof ?? anomaly ?? '');
  if (name === '') return decision === 'INCONCLUSIVE' ? plainText(reason) : '';
  return decision === 'NO-GO' || decision === 'PARTIAL' ? name : `(${name})`;
}

function legendOf(
  shown: readonly JudgedStrategy[],
  { head, scopes, kept }: Layout,
  columns: number,
): string[] {
  const hasUnclaimed = shown.some(
    ({ claims, availability }) => availability.available && claimedScopes(claims).length < scopes.length,
  );
  const measured = shown.some(({ findings }) => speedOf(findings) !== null);
  const lines = [
    ...(hasUnclaimed ? ['(…) not claimed, decides nothing'] : []),
    ...(measured && kept.includes(head.indexOf(floor))
      ? ['× floor: median ÷ that of a bare durable write']
      : []),
  ];
  return lines.length === 0 ? [] : wrap(lines.join(' · '), columns - 1).map((line) => ` ${line}`);
}

function foldedLine(folded: readonly JudgedStrategy[], columns: number): string[] {
  if (folded.length === 0) return [];
  const names = folded.map(({ id, decision }) => `${decisionGlyph(decision)} ${plainText(id)}`);
  return [truncate(` not candidates: ${names.join(', ')}`, columns)];
}
