// The first screen: at most thirty lines. A line per strategy, the smallest counterexample against the one
// that is asked about, and the decision. What does not fit is counted, and the command that shows it stands
// beside the count.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { claimedScopes, type Verdict } from '../../results/vocabulary/verdict.js';
import { decisionMark, toneOf, verdictMark } from '../text/mark.js';
import { plainAligned, plainText, truncate, wrap } from '../text/plain-text.js';
import { counted } from '../text/quantity.js';
import { shellWord } from '../text/shell-word.js';
import { askedAbout } from './asked-strategy.js';
import { type ConsolePage, ending, notes, opening } from './console-ending.js';
import { criterionOf, proofsOf, subjectsOf, unnumbered } from './overview.js';
import { smallestCounterexample } from './smallest-counterexample.js';
import { strategyLines } from './strategy-lines.js';

const linesMax = 30;
const notesMax = 4;
const criteriaNamedMax = 4;
/** Fewer lines of a witness show nothing; for so many, rows of the table give way. */
const witnessLinesMin = 3;
const witnessLinesEnough = 12;

export function firstScreen(judged: Judged, page: ConsolePage): string[][] {
  const head = opening(judged, page, [canariesInWords(judged)]);
  const warned = shortenedNotes(notes(judged, page), page);
  const end = ending(judged, page);
  const asked = askedAbout(judged);
  const criteria = criteriaInWords(judged, page);
  // An empty line stands between two sections.
  const fixed = [head, criteria, warned, end].filter((lines) => lines.length > 0);
  const taken = fixed.reduce((sum, lines) => sum + lines.length + 1, 0);
  const least = asked === null ? 0 : against(asked, page, witnessLinesEnough).length + 1;
  const table = strategyLines(judged, page, linesMax - taken - least);
  const room = linesMax - taken - table.length - 1;
  return [head, table, criteria, asked === null ? [] : against(asked, page, room), warned, end];
}

/** `✓ 85 of 85 canaries caught (80 earlier today)`; a missed one is a note of its own. */
function canariesInWords({ canaries }: Judged): string {
  const ran = canaries.filter(({ caught }) => caught !== null);
  const caught = ran.filter((one) => one.caught === true).length;
  if (ran.length === 0) return '? no canary ran';
  const earlier = ran.filter((one) => one.earlier !== undefined).length;
  const when = earlier === 0 ? '' : ` (${earlier} earlier today)`;
  return `${caught === ran.length ? '✓' : '✗'} ${caught} of ${counted(ran.length, 'canary').replace('canarys', 'canaries')} caught${when}`;
}

/**
 * Of a single strategy: which of the required criteria failed or are unknown, by their names, and how many hold; then
 * which of the others do not.
 */
function criteriaInWords(judged: Judged, { columns, ink }: ConsolePage): string[] {
  const [strategy, other] = subjectsOf(judged);
  if (strategy === undefined || other !== undefined || !strategy.availability.available) return [];
  const claimed = claimedScopes(strategy.claims);
  const worst = judged.criteria.flatMap(({ id, title, requiredBy, judged: isJudged }) => {
    const verdicts = isJudged
      ? claimed.flatMap((scope) => criterionOf(strategy, id, scope)?.verdict ?? [])
      : [];
    const verdict = (['fail', 'unknown', 'pass'] as const).find((one) => verdicts.includes(one));
    const isRequired = requiredBy.includes(judged.policy);
    return verdict === undefined ? [] : [{ title: plainText(unnumbered(title)), verdict, isRequired }];
  });
  const named = (wanted: Verdict, required: boolean) =>
    worst
      .filter(({ verdict, isRequired }) => verdict === wanted && isRequired === required)
      .map(({ title }) => title);
  const told = (verdict: Verdict, titles: readonly string[], before: string) =>
    titles.length === 0
      ? []
      : wrap(`${verdictMark(verdict)} ${before}${someOf(titles)}`, columns).map((line) =>
          ink.as(verdict, line),
        );
  const required = worst.filter(({ isRequired }) => isRequired).length;
  const counts = `${verdictMark('pass')} ${named('pass', true).length} of ${counted(required, 'required criterion').replace('criterions', 'criteria')} hold`;
  const bad = ['fail', 'unknown'] as const;
  return [
    ...bad.flatMap((verdict) => told(verdict, named(verdict, true), '')),
    ...(required === 0 ? [] : [counts]),
    ...bad.flatMap((verdict) =>
      told(verdict, named(verdict, false), `not required by the policy ${judged.policy}: `),
    ),
  ];
}

/** The first few, and how many more there are. */
function someOf(titles: readonly string[]): string {
  const most = titles.length > criteriaNamedMax ? criteriaNamedMax - 1 : titles.length;
  const left = titles.length - most;
  return [...titles.slice(0, most), ...(left > 0 ? [`${left} more`] : [])].join('; ');
}

function against(strategy: JudgedStrategy, { columns, ink, run }: ConsolePage, room: number): string[] {
  const found = smallestCounterexample(strategy, columns - 4);
  const mark = ink.as(toneOf(strategy.decision), decisionMark(strategy.decision));
  const name = truncate(plainText(strategy.id), 40);
  const failed = proofsOf(strategy).length;
  const all = `holdfast report ${shellWord(run)} --strategy ${shellWord(plainText(strategy.id))} --full`;
  const more = failed > 1 ? `All ${failed} failed checks: ` : 'All about it: ';
  if (found === null) {
    const why = wrap(plainText(strategy.reason), columns - 2).map((line) => `  ${line}`);
    return [ink.bold(`${mark}  ${name}`), ...why.slice(0, Math.max(1, room - 2)), ink.dim(`  ${more}${all}`)];
  }
  const told = wrap(plainText(found.sentence), columns - 2).slice(0, 4);
  const mend = wrap(`What to do: ${found.remedy}`, columns - 2);
  const replay = found.replay === null ? [] : [`Replay: ${found.replay}`];
  const taken = 1 + told.length + mend.length + replay.length + 1;
  const title = truncate(`${name}: ${plainText(found.title)}`, columns - 12);
  return [
    ink.bold(`${mark}  ${title}`),
    ...told.map((line) => `  ${line}`),
    ...witness(found.lines, room - taken).map(
      (line) => `  ${truncate(`│ ${plainAligned(line)}`, columns - 2)}`,
    ),
    ...mend.map((line) => `  ${line}`),
    // Commands are copied: they are never cut.
    ...replay.map((line) => ink.dim(`  ${plainText(line)}`)),
    ink.dim(`  ${more}${all}`),
  ];
}

/** Whole, or from its beginning with the number of lines that are left out. */
function witness(lines: readonly string[], room: number): string[] {
  if (lines.length <= room) return [...lines];
  if (room < witnessLinesMin) return [];
  return [...lines.slice(0, room - 1), `… ${counted(lines.length - room + 1, 'more line')}`];
}

function shortenedNotes(lines: readonly string[], { ink, run }: ConsolePage): string[] {
  if (lines.length <= notesMax) return [...lines];
  const left = lines.length - notesMax + 1;
  return [
    ...lines.slice(0, notesMax - 1),
    ink.dim(`  … ${counted(left, 'more line')}: holdfast report ${shellWord(run)} --full`),
  ];
}
