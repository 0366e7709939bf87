// In words, the one finding that would flip each decision of a strategy, under both policies.
import type { DecisiveFinding, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { type Policy, policySchema } from '../../results/vocabulary/verdict.js';
import { anchorOf, type Block, type Text, table, words } from '../format/report-blocks.js';
import { plainText } from '../text/plain-text.js';
import { subjectsOf } from './overview.js';

const NOTE_MAX = 160;

/** A line for each strategy and policy; none for what was judged by a version that did not say. */
export function flipLines(judged: Judged): string[] {
  return subjectsOf(judged).flatMap((strategy) =>
    policySchema.options.flatMap((policy) => {
      const flip = strategy.flips[policy];
      return flip === null ? [] : [flipLine(strategy, policy, flip)];
    }),
  );
}

function flipLine(
  { id, policies }: JudgedStrategy,
  policy: Policy,
  { stands, criterion, note, others }: DecisiveFinding,
): string {
  const what = `${plainText(id)}, ${policy} ${policies[policy]}`;
  const said = `${criterion}, ${plainText(note).slice(0, NOTE_MAX)}`;
  if (stands === 'for') return `${what}: would flip if this failed, which rests on the least: ${said}`;
  return `${what}: ${against(others)}: ${said}`;
}

/** The same as a table: a row for each strategy, or for each policy where these hang on different findings. */
export function flipTable(judged: Judged): Block[] {
  const rows = subjectsOf(judged).flatMap((strategy) => {
    const found = policySchema.options.flatMap((policy) => {
      const flip = strategy.flips[policy];
      return flip === null ? [] : [{ flip, policies: [policy], key: JSON.stringify(flip) }];
    });
    const [first, second] = found;
    const merged =
      first !== undefined && first.key === second?.key
        ? [{ ...first, policies: [...first.policies, ...second.policies] }]
        : found;
    return merged.map(({ flip, policies }): Text[] => [
      { to: anchorOf('strategy', strategy.id), text: strategy.id },
      words`${policies.flatMap((policy, at) => words`${{ own: at === 0 ? '' : ', ' }}${policy} ${{ decision: strategy.policies[policy] }}`)}`,
      { own: hangsOn(flip) },
      words`${flip.criterion}: ${flip.note}`,
    ]);
  });
  return rows.length === 0 ? [] : [table(['Strategy', 'Policy', 'What flips it', 'Finding'], rows)];
}

function hangsOn({ stands, others }: DecisiveFinding): string {
  if (stands === 'for') return 'a failure of what rests on the least';
  return against(others);
}

const against = (others: number): string =>
  others === 0 ? 'this alone stands against it' : `this and ${others} more stand against it`;
