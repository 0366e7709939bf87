// In words, the one finding that would flip each decision of a strategy, under both policies.
import type { DecisiveFinding, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { type Policy, policySchema } from '../../results/vocabulary/verdict.js';
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
  const beside = others === 0 ? 'this alone stands against it' : `this and ${others} more stand against it`;
  return `${what}: ${beside}: ${said}`;
}
