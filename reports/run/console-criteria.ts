// Every criterion of every strategy on a terminal, by its full name, with what this very strategy showed.
// Scopes share a line where they say the same.
import type { CriterionInfo, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { allScopes, claimedScopes, scopesInWords } from '../../results/vocabulary/verdict.js';
import { decisionMark, toneOf, verdictMark } from '../text/mark.js';
import type { Paint } from '../text/paint.js';
import { displayWidth, indented, pad, plainText, truncate, wrap } from '../text/plain-text.js';
import { criterionOf, subjectsOf, unnumbered } from './overview.js';

/** A list for each strategy that could run. */
export function criteriaLists(judged: Judged, columns: number, ink: Paint): string[][] {
  return subjectsOf(judged)
    .filter(({ availability }) => availability.available)
    .map((strategy) => listOf(strategy, judged, columns, ink));
}

function listOf(strategy: JudgedStrategy, judged: Judged, columns: number, ink: Paint): string[] {
  const criteria = judged.criteria.filter((info) => info.judged);
  const other = judged.policy === 'm03' ? 'strict' : 'm03';
  const star = strategy.id === judged.recommended ? '★ ' : '';
  const decision = ink.as(toneOf(strategy.decision), decisionMark(strategy.decision));
  const notJudged = judged.criteria.filter((info) => !info.judged).map(({ title }) => plainText(title));
  return [
    `${ink.bold(truncate(`${star}${plainText(strategy.id)}`, 30))}  ${decision}  ${ink.dim(`(${policyWords(strategy, other)})`)}`,
    ...criteria.flatMap((info) => linesOf(strategy, info, judged, columns, ink)),
    ...(notJudged.length > 0
      ? wrap(`Not judged yet: ${notJudged.join(', ')}`, columns - 2).map((line) => ink.dim(`  ${line}`))
      : []),
  ];
}

const policyWords = ({ policies }: JudgedStrategy, other: 'm03' | 'strict'): string =>
  `under policy ${other}: ${policies[other]}`;

function linesOf(
  strategy: JudgedStrategy,
  info: CriterionInfo,
  judged: Judged,
  columns: number,
  ink: Paint,
): string[] {
  const optional = info.requiredBy.includes(judged.policy) ? '' : ' (not required)';
  const title = wrap(`${plainText(unnumbered(info.title))}${optional}`, columns - 6);
  const claimed = claimedScopes(strategy.claims);
  const found = allScopes.flatMap((scope) => criterionOf(strategy, info.id, scope) ?? []);
  // What needs several writers says nothing of one; that is no result.
  const speaking = found.filter(({ verdict }) => verdict !== 'n/a');
  const groups = alike(speaking.length > 0 ? speaking : found);
  const [first] = groups;
  if (first === undefined) return [];
  const isOne = groups.length === 1;
  const note = (text: string) => indented(withoutCheck(text), columns, 6).map((line) => ink.dim(line));
  if (isOne) {
    const [head = '', ...rest] = title;
    return [
      `  ${ink.as(first.verdict, `${verdictMark(first.verdict)} ${head}`)}`,
      ...rest.map((line) => `    ${line}`),
      ...note(first.note),
    ];
  }
  return [
    ...title.map((line, at) => (at === 0 ? `  · ${line}` : `    ${line}`)),
    ...groups.flatMap(({ verdict, note: text, scopes }) => {
      const words = scopes.every((scope) => claimed.includes(scope))
        ? scopesInWords(scopes)
        : `(${scopesInWords(scopes)})`;
      const label = `${verdictMark(verdict)} ${words}: `;
      const width = displayWidth(label);
      const [head = '', ...rest] = wrap(withoutCheck(text), columns - 4 - width);
      return [
        `    ${ink.as(verdict, label)}${ink.dim(head)}`,
        ...rest.map((line) => `    ${pad('', width)}${ink.dim(line)}`),
      ];
    }),
  ];
}

interface Group {
  verdict: JudgedStrategy['criteria'][number]['verdict'];
  note: string;
  scopes: JudgedStrategy['criteria'][number]['scope'][];
}

/** Scopes with the same verdict share a line, with the note of the first. */
function alike(found: JudgedStrategy['criteria']): Group[] {
  const groups: Group[] = [];
  for (const { verdict, note, scope } of found) {
    const same = groups.find((one) => one.verdict === verdict);
    if (same === undefined) groups.push({ verdict, note, scopes: [scope] });
    else same.scopes.push(scope);
  }
  return groups;
}

/** Which check said so is left to the document: here every column counts. */
function withoutCheck(note: string): string {
  return plainText(note).replace(/^[a-z0-9-]+\/[a-z0-9-]+: /, '');
}
