// The first difference between the steps of two executions of the same choices, in words.
import type { Step } from '../../../results/vocabulary/schedule.js';

const accessesOf = ({ accesses }: Step): string =>
  accesses.map(({ mode, resource }) => `${mode} ${resource}`).join(', ');

const inWords = (step: Step | undefined): string =>
  step === undefined ? 'nothing' : `client ${step.client}: ${step.label} (${accessesOf(step)})`;

/** null: they are equal. */
export function stepDifference(was: readonly Step[], is: readonly Step[]): string | null {
  for (let index = 0; index < Math.max(was.length, is.length); index += 1) {
    const [before, now] = [was[index], is[index]];
    if (before === now) continue;
    if (before === undefined || now === undefined || inWords(before) !== inWords(now)) {
      return `step ${index + 1} was ${inWords(before)}, then ${inWords(now)}`;
    }
  }
  return null;
}
