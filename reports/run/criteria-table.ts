// Every criterion against every strategy, with how much was looked at and a numbered note wherever it did not pass.
// A cell tells what decides: the scopes that the strategy claims; a note names the scope.
import type {
  CriterionInfo,
  CriterionVerdict,
  Judged,
  JudgedStrategy,
} from '../../results/verdicts/judged.js';
import {
  allScopes,
  claimedScopes,
  type Scope,
  scopesInWords,
  worstVerdict,
} from '../../results/vocabulary/verdict.js';
import {
  anchorOf,
  type Block,
  paragraph,
  spansOf,
  type Text,
  table,
  words,
} from '../format/report-blocks.js';
import { counted } from '../text/quantity.js';
import { criterionOf, subjectsOf, unnumbered } from './overview.js';

const prefix = 'note';

export function criteriaTable(judged: Judged): Block[] {
  const subjects = subjectsOf(judged).filter(({ availability }) => availability.available);
  const notes: Text[] = [];
  const rows = judged.criteria.map((info): Text[] => [
    words`${unnumbered(info.title)}${{ own: info.requiredBy.includes(judged.policy) ? '' : ' (not required)' }}`,
    ...subjects.map((strategy) => (info.judged ? cellOf(strategy, info, notes) : 'not judged yet')),
  ]);
  if (subjects.length === 0 || rows.length === 0) return [];
  return [
    paragraph(
      words`A cell holds the worst verdict of the scopes that a strategy claims, and how much the decisive check looked at. Numbers lead to a note for each cell that is not a plain pass; in brackets is what the strategy does not claim.`,
    ),
    table(
      ['Criterion', ...subjects.map(({ id }): Text => ({ to: anchorOf('strategy', id), text: id }))],
      rows,
    ),
    ...(notes.length === 0
      ? []
      : [
          {
            type: 'folded',
            title: counted(notes.length, 'note'),
            blocks: [{ type: 'notes', prefix, notes }],
          } satisfies Block,
        ]),
  ];
}

function cellOf(strategy: JudgedStrategy, info: CriterionInfo, notes: Text[]): Text {
  const claimed = claimedScopes(strategy.claims);
  const found = allScopes.flatMap((scope) => criterionOf(strategy, info.id, scope) ?? []);
  const deciding = found.filter(({ scope }) => claimed.includes(scope));
  const verdict = worstVerdict(deciding.map((one) => one.verdict));
  const decisive = deciding.find((one) => one.verdict === verdict);
  const marks = [...noted(deciding), ...noted(found.filter(({ scope }) => !claimed.includes(scope)))].map(
    ({ scopes, one }): Text => {
      const isClaimed = scopes.every((scope) => claimed.includes(scope));
      notes.push(noteOf(strategy, info, scopes, one, isClaimed));
      const number = String(notes.length);
      const link: Text = { to: `${prefix}.${number}`, text: { own: number } };
      return isClaimed ? words` ${link}` : words` (${{ verdict: one.verdict }} ${link})`;
    },
  );
  const n = verdict === 'n/a' ? undefined : decisive?.coverage?.n;
  return words`${{ verdict }}${{ own: n === undefined ? '' : ` ${n.toLocaleString('en-US')}` }}${marks.flatMap(spansOf)}`;
}

interface Noted {
  scopes: Scope[];
  one: CriterionVerdict;
}

/** What is no plain pass, once for all the scopes that say the same. */
function noted(rows: readonly CriterionVerdict[]): Noted[] {
  const found: Noted[] = [];
  for (const one of rows) {
    if (one.verdict !== 'fail' && one.verdict !== 'unknown') continue;
    const same = found.find((other) => other.one.verdict === one.verdict && other.one.note === one.note);
    if (same === undefined) found.push({ scopes: [one.scope], one });
    else same.scopes.push(one.scope);
  }
  return found;
}

function noteOf(
  { id }: JudgedStrategy,
  { title }: CriterionInfo,
  scopes: readonly Scope[],
  { verdict, note }: CriterionVerdict,
  isClaimed: boolean,
): Text {
  const where = `${scopesInWords(scopes)}${isClaimed ? '' : ', not claimed'}`;
  return words`${{ verdict }} ${{ to: anchorOf('strategy', id), text: id }}, ${unnumbered(title)} (${{ own: where }}): ${note}`;
}
