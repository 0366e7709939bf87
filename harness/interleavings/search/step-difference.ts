// The first difference between the steps of two executions of the same choices, in words: what exactly differs,
// and where.
import type { Step } from '../../../results/vocabulary/schedule.js';
import { comparedLabel } from './compared-label.js';

const accessesOf = ({ accesses }: Step): string =>
  accesses.map(({ mode, resource }) => `${mode} ${resource}`).join(', ');

const inWords = (step: Step | undefined): string =>
  step === undefined ? 'nothing' : `client ${step.client}: ${comparedLabel(step.label)}`;

/** null: they are equal. */
export function stepDifference(was: readonly Step[], is: readonly Step[]): string | null {
  for (let index = 0; index < Math.max(was.length, is.length); index += 1) {
    const [before, now] = [was[index], is[index]];
    if (before === now) continue;
    const [once, then] = [inWords(before), inWords(now)];
    if (once !== then) return `step ${index + 1} was ${once}, then ${then}`;
    if (before === undefined || now === undefined) continue;
    const [touched, touches] = [accessesOf(before), accessesOf(now)];
    if (touched !== touches) return `step ${index + 1}, ${once}, was (${touched}), then (${touches})`;
    const [under, within] = [before.keys.join(', '), now.keys.join(', ')];
    if (under !== within) return `step ${index + 1}, ${once}, was of ${under}, then of ${within}`;
  }
  return null;
}
