// The matrix strategy × criterion on a terminal: one letter a criterion, spelled out below with what the best
// strategy's verdict rests on. Scopes share a line where they say the same.
import type { CriterionInfo, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { allScopes, type Verdict } from '../../results/vocabulary/verdict.js';
import { decisionMark, toneOf, verdictMark } from '../text/mark.js';
import type { Paint } from '../text/paint.js';
import { displayWidth, pad, plainText, truncate, wrap } from '../text/plain-text.js';
import { ruledTable } from '../text/table.js';
import {
  criterionOf,
  exampleOf,
  type MatrixRow,
  matrixRows,
  rowScope,
  subjectsOf,
  unnumbered,
} from './overview.js';

export function criteriaTable(judged: Judged, columns: number, ink: Paint): string[] {
  const subjects = subjectsOf(judged);
  if (subjects.length === 0) return [];
  const criteria = judged.criteria.filter((info) => info.judged);
  const groups = groupsOf(criteria);
  const nameWidth = Math.max(...subjects.map(({ id }) => displayWidth(plainText(id)))) + 2;
  // Scope, decision and the gaps take 33 columns.
  const roomy = 33 + Math.min(nameWidth, 24) + 2 * (criteria.length + groups.length) <= columns;
  const gap = roomy ? ' ' : '';
  const taken = 33 + (roomy ? 2 : 1) * criteria.length + 2 * groups.length;
  const nameMax = Math.max(12, columns - taken);
  const head = [
    'strategy',
    'scope',
    'decision',
    ...groups.map((group) => group.map((at) => letter(at)).join(gap)),
  ].map(ink.dim);
  const rows = subjects.flatMap((strategy) =>
    matrixRows(strategy, criteria).map((row, at) => [
      at === 0 ? nameCell(strategy, judged, nameMax) : '',
      rowScope(row),
      ink.as(toneOf(row.decision), decisionMark(row.decision)),
      ...groups.map((group) => group.map((one) => cell(row, one, ink)).join(gap)),
    ]),
  );
  return [
    ...ruledTable(head, rows),
    '',
    ...scopeLegend(rows, columns, ink),
    ...legend(judged, criteria, columns, ink),
    ...wrap(otherPolicy(judged, subjects), columns - 1).map((line) => ink.dim(` ${line}`)),
  ];
}

/** What the brackets and the shorter words of the column mean, where they stand. */
function scopeLegend(rows: readonly string[][], columns: number, ink: Paint): string[] {
  const shown = rows.map(([, scope = '']) => scope);
  const meanings = [
    ...(shown.some((scope) => scope.includes('several')) ? ['several: threads and processes'] : []),
    ...(shown.some((scope) => scope.startsWith('(')) ? ['(…): not claimed, so it does not decide'] : []),
  ];
  return meanings.length === 0 ? [] : [ink.dim(truncate(` ${meanings.join('   ')}`, columns))];
}

/** What the policy that doesn't count would say, where it says something else. */
function otherPolicy(judged: Judged, subjects: readonly JudgedStrategy[]): string {
  const other = judged.policy === 'm03' ? 'strict' : 'm03';
  const different = subjects.filter(({ policies, decision }) => policies[other] !== decision);
  const decisions = different.map(({ id, policies }) => `${plainText(id)} ${policies[other]}`).join(', ');
  return `Under policy ${other}: ${decisions === '' ? 'the same decisions' : decisions}`;
}

function nameCell({ id }: JudgedStrategy, judged: Judged, width: number): string {
  const star = id === judged.recommended ? '★ ' : '';
  return truncate(`${star}${plainText(id)}`, width);
}

function cell(row: MatrixRow, at: number, ink: Paint): string {
  const verdict = row.verdicts[at] ?? null;
  return verdict === null ? ' ' : ink.as(verdict, verdictMark(verdict));
}

/** Positions of the criteria, group by group. */
function groupsOf(criteria: readonly CriterionInfo[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [at, { group }] of criteria.entries()) groups.set(group, [...(groups.get(group) ?? []), at]);
  return [...groups.values()];
}

const letter = (at: number): string => 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'[at] ?? '*';

function legend(judged: Judged, criteria: readonly CriterionInfo[], columns: number, ink: Paint): string[] {
  const example = exampleOf(judged);
  const titleWidth = Math.min(
    Math.floor(columns * 0.475),
    Math.max(0, ...criteria.map(({ title }) => displayWidth(plainText(unnumbered(title))))),
  );
  const lines = criteria.map((info, at) => {
    const title = pad(truncate(plainText(unnumbered(info.title)), titleWidth), titleWidth);
    const note = example === undefined ? '' : noteOf(example, info);
    const optional = info.requiredBy.includes(judged.policy) ? '' : '(not required) ';
    const rest = truncate(plainText(`${optional}${note}`), columns - titleWidth - 5);
    return ` ${letter(at)} ${title}  ${ink.dim(rest)}`.trimEnd();
  });
  const notJudged = judged.criteria.filter((info) => !info.judged).map(({ title }) => plainText(title));
  const whose =
    example === undefined ? '' : `   Right of each criterion: what ${plainText(example.id)} showed.`;
  return [
    truncate(` ✓ pass  ✗ fail  ? unknown  – n/a${whose}`, columns),
    ...lines,
    ...(notJudged.length > 0 ? [ink.dim(truncate(` Not judged yet: ${notJudged.join(', ')}`, columns))] : []),
  ];
}

const worstFirst: readonly Verdict[] = ['fail', 'unknown', 'pass', 'n/a'];

/** The note of the worst scope: a footnote must not sound better than the cell. */
function noteOf(strategy: JudgedStrategy, { id }: CriterionInfo): string {
  const found = allScopes.flatMap((scope) => criterionOf(strategy, id, scope) ?? []);
  const [worst] = found.sort((a, b) => worstFirst.indexOf(a.verdict) - worstFirst.indexOf(b.verdict));
  // Which check said so is left to the document: here every column counts.
  return (worst?.note ?? '').replace(/^[a-z0-9-]+\/[a-z0-9-]+: /, '');
}
